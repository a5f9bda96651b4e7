using System.Globalization;
using Reparam.Cli.Tests.Networks;
using Reparam.Neural;

namespace Reparam.Cli.Tests.Vae;

public sealed class VaeTrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_example_needs_nothing_and_shows_the_curve_the_bound_and_samples()
    {
        CommandRun run = CommandRun.Of("vae", "train", "--example", "digits", "--hidden", "50", "--latent", "5",
            "--epochs", "12");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith("Model    64-50-5 and back, tanh, bernoulli likelihood, ", run.Out, StringComparison.Ordinal);
        Assert.Contains("digits: 1350 of 8 x 8 pixels for training, 150 for validation", run.Out,
            StringComparison.Ordinal);
        string[] lines = run.Out.Split('\n');
        string[][] curve = [.. lines.SkipWhile(l => !l.StartsWith("epoch", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(l => l.Length > 0).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(["1", "2", "5", "10", "12"], curve.Select(row => row[0]));
        double[] bounds = [.. curve.Select(row => double.Parse(row[2], CultureInfo.InvariantCulture))];
        Assert.InRange(bounds[^1], bounds[0] + 3, -15);
        Assert.Matches(@"\nBound    -\d\d\.\d\d nats an image on validation, after epoch 1[0-2] of 12\n", run.Out);
        Assert.Matches(@"\nSamples  [ ░▒▓█]+\n", run.Out);
        Assert.DoesNotContain("Written", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bernoulli", "")]
    [InlineData("bernoulli", "--binarise none --average 0.9 --clip 5 --schedule staged --warm-up 1")]
    [InlineData("bernoulli", "--objective iwae --samples 3 --doubly")]
    [InlineData("bernoulli", "--beta 0.5 --beta-warm-up 1 --free-nats 2 --schedule constant --patience 1")]
    [InlineData("normal", "--validation 0")]
    [InlineData("student_t", "")]
    [InlineData("discretized_logistic", "--hidden none")]
    public void Every_likelihood_and_objective_trains_and_is_evaluated_and_drawn(string likelihood, string more)
    {
        string images = IdxData.Images(_folder, "images", 60), model = _folder.File("m");
        CommandRun run = CommandRun.Of(["vae", "train", "--images", images, "--likelihood", likelihood, "--hidden", "8",
            "--latent", "2", "--batch", "9", "--epochs", "2", "--output", model,
            .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.EndsWith($"in {model}\n", run.Out, StringComparison.Ordinal);
        run = CommandRun.Of("vae", "evaluate", model, "--images", images, "--samples", "20");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches(@"\nNLL      -?\d+\.\d\d ± \d+\.\d\d nats an image, by 20 draws each", run.Out);
        Assert.Equal(likelihood is "normal" or "student_t", !run.Out.Contains("\nBits ", StringComparison.Ordinal));
        Assert.Equal(0, CommandRun.Of("vae", "reconstruct", model, "--images", images).Code);
        Assert.Equal(0, CommandRun.Of("vae", "manifold", model, "--side", "3").Code);
    }

    [Fact]
    public void Shades_may_be_classes()
    {
        CommandRun run = CommandRun.Of("vae", "train", "--example", "digits", "--likelihood", "categorical", "--hidden",
            "20", "--latent", "2", "--epochs", "2", "--output", _folder.File("m"));
        Assert.Equal((0, ""), (run.Code, run.Error));
        // 17 classes for 64 pixels: less than log 17 = 2.8 nats each.
        run = CommandRun.Of("vae", "evaluate", _folder.File("m"), "--samples", "20");
        Assert.Matches(@"\nNLL      1\d\d\.\d\d ", run.Out);
        PngImage picture = Picture(CommandRun.Of("vae", "sample", _folder.File("m"), "--count", "12"), "m/samples.png");
        // Neither dark nor the shade of the margin.
        Assert.Contains(picture.Pixels, v => v is > 40 and not 128);
    }

    [Fact]
    public void A_folder_of_PNG_files_is_read()
    {
        Directory.CreateDirectory(_folder.File("png"));
        for (int i = 0; i < 30; i++)
        {
            new PngImage(4, 5, 3, [.. Enumerable.Range(0, 60).Select(p => (byte)(p * 4 + i))])
                .Write(_folder.File($"png/{i:D2}.png"));
        }
        CommandRun run = CommandRun.Of("vae", "train", "--images", _folder.File("png"), "--batch", "9", "--epochs", "2",
            "--hidden", "8", "--latent", "2", "--likelihood", "normal", "--output", _folder.File("m"));
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("27 of 4 x 5 pixels of 3 channels for training, 3 for validation", run.Out,
            StringComparison.Ordinal);
        PngImage picture = Picture(
            CommandRun.Of("vae", "sample", _folder.File("m"), "--count", "4", "--magnify", "2"), "m/samples.png");
        Assert.Equal((4 * 9 + 1, 11 + 1, 3), (picture.Width, picture.Height, picture.Channels));
    }

    [Fact]
    public void Evaluation_tells_bound_likelihood_active_units_and_the_bound_of_each_label()
    {
        string images = IdxData.Images(_folder, "images", 80), labels = IdxData.Labels(_folder, "labels", 80);
        Assert.Equal(0, CommandRun.Of("vae", "train", "--images", images, "--labels", labels, "--hidden", "20",
            "--latent",
            "3", "--batch", "20", "--epochs", "150", "--output", _folder.File("m"), "--quiet").Code);
        string[] evaluate = ["vae", "evaluate", _folder.File("m"), "--images", images, "--labels", labels];
        CommandRun run = CommandRun.Of([.. evaluate, "--samples", "500"]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        double bound = Number(run.Out, "Bound    "), nll = Number(run.Out, "NLL      ");
        Assert.InRange(-bound, nll, nll + 3);
        Assert.Matches(@"\nActive   [1-3] of 3 latent variables\n", run.Out);
        Assert.Equal(["0", "1", "2", "3"], run.Out.Split('\n').SkipWhile(l => !l.StartsWith("label")).Skip(1)
            .Where(l => l.Length > 0).Select(l => l.Split(' ')[0]));
        Assert.Equal(run.Out, CommandRun.Of([.. evaluate, "--samples", "500", "--threads", "1"]).Out);
        Assert.Contains("images: 7,", CommandRun.Of([.. evaluate, "--samples", "5", "--count", "7"]).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_PNG_files_of_the_size_that_their_grids_have()
    {
        string model = _folder.File("m");
        Assert.Equal(0, CommandRun.Of("vae", "train", "--example", "digits", "--hidden", "20", "--latent", "2",
            "--epochs",
            "2", "--output", model, "--quiet").Code);
        // Images of 8 pixels become 56 wide, with lines of one between them.
        PngImage samples = Picture(CommandRun.Of("vae", "sample", model), "m/samples.png");
        Assert.Equal((10 * 57 + 1, 10 * 57 + 1), (samples.Width, samples.Height));
        PngImage manifold = Picture(CommandRun.Of("vae", "manifold", model, "--side", "4"), "m/manifold.png");
        Assert.Equal((4 * 57 + 1, 4 * 57 + 1), (manifold.Width, manifold.Height));
        PngImage both = Picture(CommandRun.Of("vae", "reconstruct", model), "m/reconstructions.png");
        Assert.Equal((10 * 57 + 1, 4 * 57 + 1), (both.Width, both.Height));
        PngImage lines = Picture(
            CommandRun.Of("vae", "reconstruct", model, "--interpolate", "5", "--count", "3"), "m/interpolations.png");
        Assert.Equal((5 * 57 + 1, 2 * 57 + 1), (lines.Width, lines.Height));
        Assert.Equal(0, CommandRun.Of("vae", "sample", model, "--output", _folder.File("other.png"), "--seed",
            "2").Code);
        Assert.NotEqual(samples.Pixels, PngImage.Read(_folder.File("other.png")).Pixels);
    }

    [Fact]
    public void The_first_row_of_reconstructions_is_the_images_themselves()
    {
        string images = IdxData.Images(_folder, "images", 20), model = _folder.File("m");
        Assert.Equal(0, CommandRun.Of("vae", "train", "--images", images, "--hidden", "8", "--latent", "2", "--batch",
            "9",
            "--epochs", "2", "--output", model).Code);
        PngImage both = Picture(CommandRun.Of("vae", "reconstruct", model, "--images", images, "--count", "3",
            "--magnify", "1"), "m/reconstructions.png");
        byte[] original = File.ReadAllBytes(images)[16..];
        Assert.Equal((3 * 7 + 1, 2 * 7 + 1), (both.Width, both.Height));
        for (int i = 0; i < 3 * 36; i++)
        {
            (int image, int y, int x) = (i / 36, i / 6 % 6, i % 6);
            Assert.Equal(original[i], both.Pixels[(y + 1) * both.Width + image * 7 + 1 + x]);
        }
    }

    private PngImage Picture(CommandRun run, string name)
    {
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.EndsWith($"in {_folder.File(name)}\n", run.Out, StringComparison.Ordinal);
        return PngImage.Read(_folder.File(name));
    }

    private static double Number(string text, string label) => double.Parse(
        text[(text.IndexOf(label, StringComparison.Ordinal) + label.Length)..].Split(' ')[0],
            CultureInfo.InvariantCulture);
}
