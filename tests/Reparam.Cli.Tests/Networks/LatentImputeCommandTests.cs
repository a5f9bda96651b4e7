using System.Globalization;
using Reparam.Neural;
using static Reparam.Cli.Tests.Networks.WrongInput;

namespace Reparam.Cli.Tests.Networks;

public sealed class LatentImputeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dlgm --layers 4")]
    [InlineData("vae --latent 4")]
    [InlineData("vae --latent 4 --missing 0.3")]
    public void Completions_keep_what_is_left_and_are_nearer_to_the_image_than_grey(string network)
    {
        string images = IdxData.Images(_folder, "images", 80), model = _folder.File("m");
        string[] words = network.Split(' ');
        Assert.Equal(0, CommandRun.Of([words[0], "train", "--images", images, .. words[1..], "--hidden", "20",
            "--likelihood", "normal", "--batch", "20", "--epochs", "150", "--output", model, "--quiet"]).Code);
        string[] impute = [words[0], "impute", model, "--images", images, "--count", "4", "--missing", "top", "--share",
            "0.34", "--magnify", "1", "--steps", "40"];
        CommandRun run = CommandRun.Of(impute);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith("Missing  12 of 36 elements of each image; root mean square error of the means 0.", run.Out,
            StringComparison.Ordinal);
        // Squares are in a half of the missing rows of two of four images: grey in their place has an error of 0.35 or
        // more, and the rows below tell where they are but for the upper corners.
        double error = double.Parse(run.Out.Split("of the means ")[1].Split(',')[0], CultureInfo.InvariantCulture);
        Assert.InRange(error, 0, 0.3);
        PngImage picture = PngImage.Read(_folder.File("m/imputations.png"));
        Assert.Equal((4 * 7 + 1, 4 * 7 + 1), (picture.Width, picture.Height));
        byte[] original = File.ReadAllBytes(images)[16..];
        for (int i = 0; i < 4 * 36; i++)
        {
            (int image, int y, int x) = (i / 36, i / 6 % 6, i % 6);
            byte At(int row) => picture.Pixels[(row * 7 + y + 1) * picture.Width + image * 7 + 1 + x];
            Assert.Equal(original[i], At(0));
            Assert.Equal(y < 2 ? 89 : original[i], At(1));
            Assert.Equal(y < 2 ? At(2) : original[i], At(2));
            Assert.Equal(y < 2 ? At(3) : original[i], At(3));
        }
        Assert.Equal(run.Out, CommandRun.Of([.. impute, "--threads", "1"]).Out);
    }

    [Fact]
    public void A_share_by_which_nothing_or_all_is_missing_is_refused()
    {
        string images = IdxData.Images(_folder, "images", 40), model = _folder.File("m");
        Assert.Equal(0, CommandRun.Of("dlgm", "train", "--images", images, "--hidden", "8", "--layers", "2", "--batch",
            "9", "--epochs", "1", "--output", model).Code);
        string[] impute = ["dlgm", "impute", model, "--images", images];
        Wrong("--share is 0.01, by which 0 of 6 columns are missing", CommandRun.Of([.. impute, "--share", "0.01"]));
        Wrong("--share is 0.99, by which 6 of 6 rows are missing",
            CommandRun.Of([.. impute, "--share", "0.99", "--missing", "top"]));
        Wrong("--share is '1', but must be a number from 0 to below 1", CommandRun.Of([.. impute, "--share", "1"]));
        Wrong("has images of 8 x 8 pixels, but ", CommandRun.Of("dlgm", "impute", model, "--images",
            IdxData.Images(_folder, "other", 40, side: 8)));
    }
}
