using System.Globalization;
using Reparam.Cli.Tests.Networks;
using Reparam.Neural;
using static Reparam.Cli.Tests.Networks.WrongInput;

namespace Reparam.Cli.Tests.Diffusion;

public sealed class DiffusionCommandTests : IDisposable
{
    private const string Tiny = "--network perceptron --width 8 --blocks 1";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--channels 8", "U-Net of 8 channels, halved once, predicts v, linear schedule")]
    [InlineData(Tiny + " --prediction epsilon --noise-schedule cosine --steps 50",
        "perceptron of 1 block and width 8, predicts epsilon, cosine schedule")]
    [InlineData(Tiny + " --prediction x --noise-schedule linear_beta --decoder dequantised",
        "perceptron of 1 block and width 8, predicts x, linear_beta schedule")]
    [InlineData(Tiny + " --noise-schedule learned --average 0 --patience 1",
        "perceptron of 1 block and width 8, predicts v, learned schedule")]
    public void Every_network_prediction_and_schedule_trains_and_is_evaluated_and_drawn(string options, string model)
    {
        string images = IdxData.Images(_folder, "images", 60), folder = _folder.File("m");
        CommandRun run = CommandRun.Of(["diffusion", "train", "--images", images, "--batch", "9", "--epochs", "2",
            "--output", folder, .. options.Split(' ')]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith($"Model    {model}, ", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"\nBound    -?\d+\.\d\d nats an image on validation, -?\d+\.\d\d\d bits a dimension, ",
            run.Out);
        run = CommandRun.Of("diffusion", "evaluate", folder, "--images", images, "--draws", "2");
        Assert.Equal((0, ""), (run.Code, run.Error));
        string steps = options.Contains("--steps", StringComparison.Ordinal) ? "50 steps" : "continuous time";
        Assert.Contains($" nats an image, {steps}, minus the sum of\n", run.Out, StringComparison.Ordinal);
        double bound = Number(run.Out, "Bound    "), sum = Number(run.Out, "prior") + Number(run.Out, "reconstruction")
            + Number(run.Out, "diffusion");
        Assert.InRange(bound + sum, -0.002, 0.002);
        Assert.InRange(Number(run.Out, "Bits     ") + bound / (36 * Math.Log(2)), -0.001, 0.001);
        run = CommandRun.Of("diffusion", "sample", folder, "--count", "4", "--steps", "5");
        Assert.Equal((0, ""), (run.Code, run.Error));
        PngImage samples = PngImage.Read(_folder.File("m/samples.png"));
        Assert.Equal((4 * 55 + 1, 55 + 1), (samples.Width, samples.Height));
    }

    [Fact]
    public void Digits_are_drawn_by_class_and_their_levels_are_told_apart()
    {
        string folder = _folder.File("m");
        CommandRun run = CommandRun.Of(["diffusion", "train", "--example", "digits", .. Tiny.Split(' '), "--epochs",
            "2", "--output", folder]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith("Model    perceptron of 1 block and width 8, 10 classes, predicts levels, linear schedule, ",
            run.Out, StringComparison.Ordinal);
        Assert.Contains("digits: 1350 of 8 x 8 pixels for training, 150 for validation", run.Out,
            StringComparison.Ordinal);
        Assert.Matches(@"\nSamples  [ ░▒▓█]+\n", run.Out);
        run = CommandRun.Of("diffusion", "evaluate", folder, "--draws", "1", "--count", "50");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("Images   the digits that are kept for tests: 50, 1 draws", run.Out, StringComparison.Ordinal);
        run = CommandRun.Of("diffusion", "sample", folder, "--count", "20", "--steps", "3");
        Assert.EndsWith($"20 samples, ancestral, 3 steps, guidance 1, in {_folder.File("m/samples.png")}\n", run.Out,
            StringComparison.Ordinal);
        run = CommandRun.Of("diffusion", "sample", folder, "--count", "20", "--steps", "3", "--sampler", "ddim",
            "--label", "none");
        Assert.Contains("20 samples, ddim, 3 steps, in ", run.Out, StringComparison.Ordinal);
        Wrong("--guidance leads to a class that the network is told, but it is told none", CommandRun.Of(
            "diffusion", "sample", folder, "--label", "none", "--guidance", "2"));
        Wrong("--label is '10', but the classes are 0, 1, 2", CommandRun.Of("diffusion", "sample", folder, "--label",
            "10"));
        string images = IdxData.Images(_folder, "images", 40, side: 8);
        Wrong("has 256 shades, but ", CommandRun.Of("diffusion", "evaluate", folder, "--images", images));
    }

    [Fact]
    public void What_a_network_is_told_to_draw_it_draws()
    {
        string images = IdxData.Images(_folder, "images", 80), labels = IdxData.Labels(_folder, "labels", 80);
        string folder = _folder.File("m");
        Assert.Equal(0, CommandRun.Of("diffusion", "train", "--images", images, "--labels", labels, "--network",
            "perceptron", "--width", "64", "--blocks", "1", "--batch", "20", "--epochs", "100", "--step-size", "0.005",
            "--average", "0.99", "--output", folder, "--quiet").Code);
        string[] sample = ["diffusion", "sample", folder, "--count", "12", "--steps", "40", "--magnify", "1"];
        // The square is in one of four corners, which is the label.
        Assert.Equal([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3], Corners(CommandRun.Of(sample)));
        Assert.Equal(Enumerable.Repeat(2, 12), Corners(CommandRun.Of([.. sample, "--label", "2", "--guidance", "0.5",
            "--threads", "1"])));
        Wrong("The network was trained with labels, but there are none of these images",
            CommandRun.Of("diffusion", "evaluate", folder, "--images", images));
        // The label is worth what it tells: without it the bound is that of four corners.
        CommandRun told = CommandRun.Of("diffusion", "evaluate", folder, "--images", images, "--labels", labels);
        string mistaken = IdxData.Write(
            _folder, "mistaken", [.. Enumerable.Range(0, 80).Select(i => (byte)((i + 1) % 4))], 80);
        CommandRun wrong = CommandRun.Of("diffusion", "evaluate", folder, "--images", images, "--labels", mistaken);
        Assert.InRange(Number(told.Out, "Bound    ") - Number(wrong.Out, "Bound    "), 10, 1e6);

        int[] Corners(CommandRun run)
        {
            Assert.Equal((0, ""), (run.Code, run.Error));
            PngImage picture = PngImage.Read(_folder.File("m/samples.png"));
            int across = (picture.Width - 1) / 7;
            return [.. Enumerable.Range(0, 12).Select(i => Enumerable.Range(0, 4).MaxBy(corner =>
                Enumerable.Range(0, 9).Sum(p => (int)picture.Pixels[
                    (i / across * 7 + 1 + corner / 2 * 3 + p / 3) * picture.Width
                    + i % across * 7 + 1 + corner % 2 * 3 + p % 3])))];
        }
    }

    [Fact]
    public void A_swirl_is_trained_on_compared_with_its_exact_density_and_written_as_points()
    {
        string folder = _folder.File("m");
        CommandRun run = CommandRun.Of("diffusion", "train", "--example", "swirl", "--width", "16", "--blocks", "1",
            "--batch", "1000", "--epochs", "2", "--step-size", "0.01", "--output", folder);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("\nPoints   swirl: 90000 of 2 coordinates for training, 10000 for validation\n", run.Out,
            StringComparison.Ordinal);
        Assert.Matches(@"\nBound    -\d\.\d\d nats a point on validation, \d\.\d\d\d bits a dimension", run.Out);
        run = CommandRun.Of("diffusion", "evaluate", folder, "--count", "1000", "--draws", "1");
        Assert.Equal((0, ""), (run.Code, run.Error));
        // The entropy of the swirl is 1.267 ± 0.009 nats, of 8000 points; of 1000 the error is 0.025.
        double exact = Number(run.Out, "Exact    ");
        Assert.InRange(exact, -1.37, -1.17);
        Assert.InRange(Number(run.Out, "Bound    "), -5, exact);
        run = CommandRun.Of("diffusion", "sample", folder, "--count", "500", "--steps", "20", "--sampler",
            "ddim", "--output", _folder.File("points.png"));
        Assert.Equal((0, ""), (run.Code, run.Error));
        string[] lines = File.ReadAllLines(_folder.File("points.csv"));
        Assert.Equal((501, "x,y"), (lines.Length, lines[0]));
        float[] points = [.. lines[1..].SelectMany(line => line.Split(',')).Select(
            cell => float.Parse(cell, CultureInfo.InvariantCulture))];
        // That of the swirl is 0.98.
        Assert.InRange(points.Average(v => v * v), 0.5, 2);
        Assert.Equal(400, PngImage.Read(_folder.File("points.png")).Width);
        string table = _folder.Read("points.csv");
        foreach (string name in new[] { "points.v2", "points", "points.jpg", "points.csv" })
        {
            Wrong($"--output is '{_folder.File(name)}', but pictures are PNG files. End its name in .png.",
                CommandRun.Of("diffusion", "sample", folder, "--count", "2", "--output", _folder.File(name)));
        }
        Assert.Equal(table, _folder.Read("points.csv"));
        Wrong("--magnify is for images", CommandRun.Of("diffusion", "sample", folder, "--magnify", "2"));
        Wrong("--label is '1', but the network was trained without labels",
            CommandRun.Of("diffusion", "sample", folder, "--label", "1"));
        Wrong("has images of 8 x 8 pixels, but ", CommandRun.Of("diffusion", "evaluate", folder, "--example",
            "digits"));
    }

    [Fact]
    public void Points_are_where_they_belong_in_pictures()
    {
        PngImage picture = PointPicture.Scatter([-2.39f, 2.39f, 2.39f, -2.39f, 9, 9], 10);
        Assert.Equal([0, 99], Enumerable.Range(0, 100).Where(i => picture.Pixels[i] < 255));
        string[] lines = PointPicture.Lines(
            [.. Enumerable.Range(0, 80).SelectMany(i => (float[])[-2.3f + i % 32 * 0.15f, 2.3f])]);
        Assert.Equal(16, lines.Length);
        Assert.Equal(new string('█', 32), lines[0]);
        Assert.All(lines[1..], line => Assert.Equal("", line));
    }

    [Theory]
    [InlineData("--channels is 12, but must be a multiple of 8, such as 24.", "--channels", "12")]
    [InlineData("Images of 8 x 8 pixels cannot be halved 4 times, which a U-Net does.", "--halvings", "4")]
    [InlineData("--width and --blocks are for --network perceptron, but that is unet.", "--width", "12")]
    [InlineData("--channels and --halvings are for --network unet, but that is perceptron.", "--network", "perceptron",
        "--halvings", "1")]
    [InlineData("--prediction levels is for --decoder discrete, but that is dequantised.", "--prediction", "levels",
        "--decoder", "dequantised")]
    [InlineData("--prediction is 'epsilo'. Did you mean 'epsilon'?", "--prediction", "epsilo")]
    [InlineData("--drop-labels is '1', but must be a number from 0 to below 1, such as 0.15.", "--drop-labels", "1")]
    [InlineData("--drop-labels is for images with labels, but none are read.", "--unconditional", "--drop-labels",
        "0.2")]
    [InlineData("--steps is '0', but must be a whole number from 1", "--steps", "0")]
    [InlineData("--batch is 2000, but 1350 images are left for training.", "--batch", "2000")]
    public void Options_that_make_no_sense(string message, params string[] args) =>
        Wrong(message, CommandRun.Of(["diffusion", "train", "--example", "digits", .. args]));

    [Theory]
    [InlineData("--network unet is for images, but the examples are points.", "--network", "unet")]
    [InlineData("--decoder says how pixels are read, but the examples are points.", "--decoder", "discrete")]
    [InlineData("--prediction levels is for shades, but the examples are points.", "--prediction", "levels")]
    [InlineData("--unconditional leaves labels unread, but there are none.", "--unconditional")]
    public void Options_that_are_not_for_points(string message, params string[] args) =>
        Wrong(message, CommandRun.Of(["diffusion", "train", "--example", "swirl", .. args]));

    [Fact]
    public void Files_that_do_not_fit_are_refused_and_the_last_good_ones_stay()
    {
        string images = IdxData.Images(_folder, "images", 40), labels = IdxData.Labels(_folder, "labels", 40);
        string[] train = ["diffusion", "train", .. Tiny.Split(' '), "--batch", "9", "--epochs", "2", "--schedule",
            "constant", "--output", _folder.File("m"), "--images"];
        string[] other = [.. train.Select(word => word == _folder.File("m") ? _folder.File("d") : word)];
        Wrong("--labels were given without their images", CommandRun.Of("diffusion", "train", "--labels", labels));
        Wrong("Images of 5 x 5 pixels cannot be halved, which a U-Net does", CommandRun.Of("diffusion", "train",
            "--images", IdxData.Images(_folder, "odd", 40, side: 5), "--output", _folder.File("m")));
        Wrong("--prediction levels has a probability for each of 256 shades, but at most 64 were expected",
            CommandRun.Of([.. train, images, "--prediction", "levels"]));
        Assert.False(Directory.Exists(_folder.File("m")));
        CommandRun diverged = CommandRun.Of([.. other, images, "--step-size", "1e30"]);
        Wrong("Training: at step ", diverged);
        Assert.Matches(@"at step \d+ ", diverged.Error);
        Assert.Equal(0, CommandRun.Of([.. train, images, "--labels", labels, "--drop-labels", "0"]).Code);
        string[] resume = [.. train, images, "--labels", labels, "--resume"];
        byte[] before = File.ReadAllBytes(_folder.File("m/checkpoint.safetensors"));
        Wrong("its loss is computed otherwise", CommandRun.Of(resume));
        Wrong("its loss is computed otherwise", CommandRun.Of([.. resume, "--drop-labels", "0", "--steps", "10"]));
        Assert.Equal(before, File.ReadAllBytes(_folder.File("m/checkpoint.safetensors")));
        Wrong("--guidance needs a network that was trained with some labels untold",
            CommandRun.Of("diffusion", "sample", _folder.File("m"), "--guidance", "1"));
        Wrong("--label is none, but in training every label was told",
            CommandRun.Of("diffusion", "sample", _folder.File("m"), "--label", "none"));
        Wrong("has the label 7, but the classes of the network are 0, 1, 2, 3", CommandRun.Of("diffusion", "evaluate",
            _folder.File("m"), "--images", images, "--labels", IdxData.Write(_folder, "sevens",
                [.. Enumerable.Repeat((byte)7, 40)], 40)));
        string weights = _folder.File("m/weights.safetensors");
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..200]);
        Wrong("truncated", CommandRun.Of("diffusion", "sample", _folder.File("m")));
        _folder.Write("m/model.json", _folder.Read("m/model.json").Replace("\"perceptron\"", "\"transformer\"",
            StringComparison.Ordinal));
        Wrong("'transformer' is none of unet, perceptron", CommandRun.Of("diffusion", "sample", _folder.File("m")));
    }

    private static double Number(string text, string label) => double.Parse(
        text[(text.IndexOf(label, StringComparison.Ordinal) + label.Length)..].TrimStart().Split(' ')[0],
            CultureInfo.InvariantCulture);
}
