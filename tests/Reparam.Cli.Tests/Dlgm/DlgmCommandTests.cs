using System.Globalization;
using Reparam.Cli.Tests.Networks;
using Reparam.Neural;
using static Reparam.Cli.Tests.Networks.WrongInput;

namespace Reparam.Cli.Tests.Dlgm;

public sealed class DlgmCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("--posterior rank_one --noise dense --likelihood normal")]
    [InlineData("--posterior ladder --noise conditional --likelihood discretized_logistic")]
    [InlineData("--noise unit --objective iwae --samples 3 --doubly")]
    [InlineData("--gradient bonnet_price --beta-warm-up 1 --free-nats 0.1")]
    [InlineData("--gradient bonnet_price --posterior rank_one --binarise none")]
    public void Every_posterior_noise_and_gradient_trains_and_is_evaluated_and_drawn(string options)
    {
        string images = IdxData.Images(_folder, "images", 60), model = _folder.File("m");
        CommandRun run = CommandRun.Of(["dlgm", "train", "--images", images, "--hidden", "8", "--layers", "3,2",
            "--batch", "9", "--epochs", "2", "--output", model,
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith("Model    36-3-2, 8 hidden units in each network, tanh, ", run.Out, StringComparison.Ordinal);
        run = CommandRun.Of("dlgm", "evaluate", model, "--images", images, "--samples", "20");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches(@"\nBound    -?\d+\.\d\d ± \d+\.\d\d nats an image: .*, by layers \d+\.\d\d \+ \d+\.\d\d\n",
            run.Out);
        Assert.Matches(@"\nActive   [0-3] of 3 latent variables in layer 1, [0-2] of 2 latent variables in layer 2\n",
            run.Out);
        Assert.Matches(@"\nNLL      -?\d+\.\d\d ± \d+\.\d\d nats an image, by 20 draws each", run.Out);
        Assert.Equal(0, CommandRun.Of("dlgm", "sample", model, "--count", "4").Code);
        PngImage samples = PngImage.Read(_folder.File("m/samples.png"));
        Assert.Equal((4 * 55 + 1, 55 + 1), (samples.Width, samples.Height));
        Assert.Equal(0, CommandRun.Of("dlgm", "impute", model, "--images", images, "--steps", "4").Code);
    }

    [Fact]
    public void Completions_keep_what_is_left_and_are_nearer_to_the_image_than_grey()
    {
        string images = IdxData.Images(_folder, "images", 80), model = _folder.File("m");
        Assert.Equal(0, CommandRun.Of("dlgm", "train", "--images", images, "--hidden", "20", "--layers", "4",
            "--likelihood", "normal", "--batch", "20", "--epochs", "150", "--output", model, "--quiet").Code);
        string[] impute = ["dlgm", "impute", model, "--images", images, "--count", "4", "--missing", "top", "--share",
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

    [Theory]
    [InlineData("left", 0.5, "0001110001110001")]
    [InlineData("right", 0.5, "1110001110001110")]
    [InlineData("top", 0.3, "0000000000001111")]
    [InlineData("bottom", 0.5, "1111111111111111")]
    public void Missing_parts_are_sides(string part, double share, string first) =>
        Assert.Equal(first, string.Concat(MissingParts.Observed(part, share, [1, 6, 6], 2, 1)[..16]
            .Select(isLeft => isLeft ? '1' : '0')));

    [Fact]
    public void Missing_pixels_by_chance_are_as_many_in_each_image_others_in_each_and_the_same_in_all_channels()
    {
        bool[] left = MissingParts.Observed("random", 0.25, [3, 4, 5], 3, seed: 2);
        bool[][] channels = [.. left.Chunk(20)];
        Assert.All(channels, channel => Assert.Equal(5, channel.Count(isLeft => !isLeft)));
        Assert.Equal(channels[0], channels[1]);
        Assert.Equal(channels[3], channels[5]);
        Assert.NotEqual(channels[0], channels[3]);
        Assert.Equal(left, MissingParts.Observed("random", 0.25, [3, 4, 5], 3, seed: 2));
    }

    [Theory]
    [InlineData("--layers is '5,,3', but must be whole numbers", "--layers", "5,,3")]
    [InlineData("--layers is 'none', but must be whole numbers", "--layers", "none")]
    [InlineData("--posterior is 'ladde'. Did you mean 'ladder'?", "--posterior", "ladde")]
    [InlineData("--posterior ladder adds precisions element by element, but --noise is dense.", "--posterior", "ladder",
        "--noise", "dense")]
    [InlineData("--gradient bonnet_price needs layers that are independent given the image", "--posterior", "ladder",
        "--gradient", "bonnet_price")]
    [InlineData("--gradient bonnet_price is for --objective elbo with one draw", "--objective", "iwae", "--gradient",
        "bonnet_price")]
    [InlineData("--noise is for layers below the topmost, but --layers has one layer.", "--layers", "3", "--noise",
        "unit")]
    [InlineData("--likelihood is 'categorical'.", "--likelihood", "categorical")]
    [InlineData("--beta, --beta-warm-up and --free-nats are for --objective elbo", "--objective", "iwae", "--beta",
        "2")]
    public void Options_that_make_no_sense(string message, params string[] args) =>
        Wrong(message, CommandRun.Of(["dlgm", "train", "--example", "digits", .. args]));

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
