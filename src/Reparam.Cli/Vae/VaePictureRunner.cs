using System.Globalization;
using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam vae sample</c>, <c>reconstruct</c> and <c>manifold</c>.</summary>
internal sealed class VaePictureRunner(Streams streams)
{
    private const int Columns = 10, SuitableSide = 56;

    /// <summary>The name of a picture in the folder of a training.</summary>
    public static string FileOf(string command) => command switch
    {
        "sample" => "samples.png",
        "reconstruct" => "reconstructions.png",
        _ => "manifold.png",
    };

    public int Sample(VaePictureRequest request)
    {
        TrainedVae trained = TrainedVae.Read(request.Folder);
        float[] images = Pictures(trained).Samples(request.Count, request.Seed);
        int columns = Math.Max(Columns, (int)Math.Ceiling(Math.Sqrt(request.Count)));
        return Write(request, trained, images, Math.Min(columns, request.Count), FileOf("sample"),
            string.Create(CultureInfo.InvariantCulture, $"{request.Count} samples"));
    }

    public int Reconstruct(VaePictureRequest request)
    {
        TrainedVae trained = TrainedVae.Read(request.Folder);
        VaeData data = trained.Images(request.Data, request.Count);
        // As they are, not made 0 or 1 by chance: pixels between are encoded as they would be on average.
        float[] originals = data.For(trained.Model.Likelihood).Numbers(VaeData.Image);
        int size = trained.Model.Image.Size, count = data.Set.Count;
        if (request.Steps is { } steps)
        {
            if (count < 2)
            {
                throw new UserInputException(
                    "--interpolate needs at least two images. Give more, or a larger --count.");
            }
            float[] lines = Pictures(trained).Interpolations(originals[..^size], originals[size..], steps);
            return Write(request, trained, lines, steps, "interpolations.png", string.Create(
                CultureInfo.InvariantCulture, $"{count - 1} lines from one image to the next, of {steps} images each"));
        }
        float[] back = Pictures(trained).Reconstructions(originals);
        int columns = Math.Min(Columns, count), rows = (count + columns - 1) / columns;
        // Row after row of originals, with that of their reconstructions below; places without an image are dark.
        var both = new float[2 * rows * columns * size];
        for (int i = 0; i < count; i++)
        {
            int place = 2 * (i / columns) * columns + i % columns;
            originals.AsSpan(i * size, size).CopyTo(both.AsSpan(place * size));
            back.AsSpan(i * size, size).CopyTo(both.AsSpan((place + columns) * size));
        }
        return Write(request, trained, both, columns, FileOf("reconstruct"), string.Create(CultureInfo.InvariantCulture,
            $"{count} images of {data.Source}, each above what came back"));
    }

    public int Manifold(VaePictureRequest request)
    {
        TrainedVae trained = TrainedVae.Read(request.Folder);
        if (trained.Model.Latent != 2)
        {
            throw new UserInputException(FormattableString.Invariant(
                $"{request.Folder} has {trained.Model.Latent} latent variables, but a manifold is drawn over two. ") +
                "Train a network with --latent 2.");
        }
        return Write(request, trained, Pictures(trained).Manifold(request.Count), request.Count, FileOf("manifold"),
            string.Create(CultureInfo.InvariantCulture,
                $"{request.Count} x {request.Count} images over the latent plane"));
    }

    private static VaePictures Pictures(TrainedVae trained) => new(trained.Network, trained.Weights);

    private int Write(
        VaePictureRequest request, TrainedVae trained, float[] images, int columns, string name, string what)
    {
        Shape shape = trained.Model.Image;
        if (shape[0] is not (1 or 3))
        {
            throw new UserInputException(FormattableString.Invariant(
                $"Images of {shape[0]} channels cannot be drawn, but those of 1 or 3 can."));
        }
        string path = request.Output ?? Path.Combine(request.Folder, name);
        float[] shown = [.. images.Select(value => value / trained.White)];
        int magnification = request.Magnification ?? Math.Max(1, SuitableSide / shape[^1]);
        return VaeFailures.AsUserInput(() =>
        {
            ImageGrid.Of(shown, shape, columns, magnification: magnification).Write(path);
            new LabelledLines(streams.Out).Write("Written", $"{what}, in {path}");
            return ExitCode.Fitted;
        });
    }
}
