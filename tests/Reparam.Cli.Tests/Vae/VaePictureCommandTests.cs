using Reparam.Cli.Tests.Networks;
using Reparam.Neural;
using static Reparam.Cli.Tests.Networks.WrongInput;

namespace Reparam.Cli.Tests.Vae;

/// <summary>Pictures of networks that are told labels.</summary>
public sealed class VaePictureCommandTests : IDisposable
{
    private const int Side = 6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Networks_draw_the_label_that_they_are_told()
    {
        // Labels are the corners in which squares are.
        string images = IdxData.Images(_folder, "images", 80), labels = IdxData.Labels(_folder, "labels", 80);
        string model = _folder.File("m");
        CommandRun run = CommandRun.Of("vae", "train", "--images", images, "--labels", labels, "--condition", "label",
            "--hidden", "20", "--latent", "2", "--batch", "20", "--epochs", "100", "--step-size", "0.01", "--output",
            model, "--quiet");
        Assert.Equal((0, ""), (run.Code, run.Error));

        PngImage rows = Picture("m/samples.png", "sample", model);
        Assert.Equal((10 * (Side + 1) + 1, 4 * (Side + 1) + 1), (rows.Width, rows.Height));
        Assert.All(Enumerable.Range(0, 40), i => Assert.Equal(i / 10, Corner(rows, i / 10, i % 10)));
        PngImage few = Picture("m/samples.png", "sample", model, "--label", "2", "--count", "3");
        Assert.Equal((3 * (Side + 1) + 1, Side + 2), (few.Width, few.Height));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(2, Corner(few, 0, i)));

        string[] reconstruct = ["reconstruct", model, "--images", images, "--labels", labels, "--count", "4"];
        PngImage own = Picture("m/reconstructions.png", reconstruct);
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(i, Corner(own, 1, i)));
        PngImage other = Picture("m/reconstructions.png", [.. reconstruct, "--label", "1"]);
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal((i, 1), (Corner(other, 0, i), Corner(other, 1, i))));
        PngImage lines = Picture("m/interpolations.png", [.. reconstruct, "--interpolate", "3"]);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(i, Corner(lines, i, 2)));
        PngImage plane = Picture("m/manifold.png", "manifold", model, "--side", "3", "--label", "3");
        Assert.All(Enumerable.Range(0, 9), i => Assert.Equal(3, Corner(plane, i / 3, i % 3)));

        run = CommandRun.Of("vae", "evaluate", model, "--images", images, "--labels", labels, "--samples", "5");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Wrong("The network was trained with labels, but there are none of these images. Give --labels FILE.",
            CommandRun.Of("vae", "evaluate", model, "--images", images));
        Wrong("The network was trained with labels, but there are none", CommandRun.Of("vae", "impute", model,
            "--images", images));
        string five = IdxData.Write(_folder, "five", [.. Enumerable.Range(0, 80).Select(i => (byte)(i % 5))], 80);
        Wrong("has the label 4, but the classes of the network are 0, 1, 2, 3. Give images of these.",
            CommandRun.Of("vae", "reconstruct", model, "--images", images, "--labels", five));
        Wrong("--label is '4', but the classes are 0, 1, 2, 3. Use one of these.",
            CommandRun.Of("vae", "sample", model, "--label", "4"));
        Wrong("The network is told labels, and a manifold is one of a label. Give --label, one of 0, 1, 2, 3.",
            CommandRun.Of("vae", "manifold", model));
        Wrong("--interpolate draws lines with the labels that they begin with",
            CommandRun.Of(["vae", .. reconstruct, "--interpolate", "3", "--label", "1"]));
    }

    [Fact]
    public void Labels_are_refused_by_networks_that_are_told_none_and_planes_by_those_without_one()
    {
        string images = IdxData.Images(_folder, "images", 40), model = _folder.File("m");
        Assert.Equal(0, CommandRun.Of("vae", "train", "--images", images, "--hidden", "8", "--latent", "2",
            "--posterior", "binary", "--batch", "9", "--epochs", "1", "--output", model, "--quiet").Code);
        Wrong("--label is '1', but the network was trained without labels.",
            CommandRun.Of("vae", "sample", model, "--label", "1"));
        Wrong("has 2 discrete latent variables, but a manifold is drawn over two with a normal prior.",
            CommandRun.Of("vae", "manifold", model));
    }

    private PngImage Picture(string name, params string[] args)
    {
        CommandRun run = CommandRun.Of(["vae", .. args, "--magnify", "1"]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        return PngImage.Read(_folder.File(name));
    }

    /// <summary>The brightest corner of an image in a grid.</summary>
    private static int Corner(PngImage grid, int row, int column)
    {
        var sums = new int[4];
        for (int i = 0; i < Side * Side; i++)
        {
            (int y, int x) = (i / Side, i % Side);
            sums[2 * (y / (Side / 2)) + x / (Side / 2)] +=
                grid.Pixels[(row * (Side + 1) + 1 + y) * grid.Width + column * (Side + 1) + 1 + x];
        }
        return sums.Index().MaxBy(static s => s.Item).Index;
    }
}
