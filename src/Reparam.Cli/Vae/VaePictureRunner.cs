using System.Globalization;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam vae sample</c>, <c>reconstruct</c> and <c>manifold</c>.</summary>
internal sealed class VaePictureRunner(Streams streams)
{
    /// <summary>The names of pictures in the folder of a training.</summary>
    public const string Reconstructions = "reconstructions.png", Manifolds = "manifold.png";

    private const int DefaultSamples = 100, DefaultOfLabel = 10;

    private readonly PictureWriter _writer = new(streams);

    public int Sample(VaePictureRequest request)
    {
        PictureRequest picture = request.Picture;
        var trained = VaeArchitecture.Trained(picture.Folder);
        IReadOnlyList<string> classes = trained.Architecture.Labels;
        if (classes.Count > 0 && request.Label is null)
        {
            int columns = picture.Count ?? DefaultOfLabel;
            return _writer.Write(picture, trained.Architecture, Pictures(trained).SamplesByLabel(columns, picture.Seed),
                columns, PictureWriter.Samples, string.Create(CultureInfo.InvariantCulture,
                    $"{columns} samples of each of the labels {string.Join(", ", classes)}, a row each"));
        }
        int count = picture.Count ?? DefaultSamples;
        float[] images = Pictures(trained).Samples(count, picture.Seed, Told(trained.Architecture, request, count));
        return _writer.Write(picture, trained.Architecture, images, PictureWriter.ColumnsOf(count),
            PictureWriter.Samples, string.Create(CultureInfo.InvariantCulture, $"{count} samples") + Of(request));
    }

    public int Reconstruct(VaePictureRequest request)
    {
        PictureRequest picture = request.Picture;
        var trained = VaeArchitecture.Trained(picture.Folder);
        VaeArchitecture architecture = trained.Architecture;
        ImageData data = trained.Images(picture.Data, picture.Count!.Value);
        int size = architecture.Image.Size, count = data.Set.Count;
        float[]? labels = Told(architecture, request, count);
        // As they are, not made 0 or 1 by chance: pixels between are encoded as they would be on average.
        ExampleValues originals = architecture.Examples(data, PixelNoise.None, picture.Seed);
        if (request.Steps is { } between)
        {
            NetworkFailures.Refuse(
                count < 2 ? "--interpolate needs at least two images. Give more, or a larger --count."
                : labels is not null
                    ? "--interpolate draws lines with the labels that they begin with, but --label came with it. Leave "
                        + "out one."
                : null);
            float[] lines = Pictures(trained).Interpolations(
                Part(originals, 0, count), Part(originals, 1, count), between);
            return _writer.Write(picture, architecture, lines, between, "interpolations.png", string.Create(
                CultureInfo.InvariantCulture,
                $"{count - 1} lines from one image to the next, of {between} images each"));
        }
        (float[] both, int columns) = PictureWriter.Stacked(
            [originals[ImageData.Image], Pictures(trained).Reconstructions(originals, labels)], size);
        return _writer.Write(picture, architecture, both, columns, Reconstructions, string.Create(
            CultureInfo.InvariantCulture, $"{count} images of {data.Source}, each above what came back") + Of(request));
    }

    public int Manifold(VaePictureRequest request)
    {
        PictureRequest picture = request.Picture;
        var trained = VaeArchitecture.Trained(picture.Folder);
        VaeArchitecture architecture = trained.Architecture;
        NetworkFailures.Refuse(
            architecture.Latent != 2 || !trained.Network.Family.HasNormalPrior
                ? FormattableString.Invariant($"{picture.Folder} has {architecture.Latent} ") +
                    $"{(trained.Network.Family.HasNormalPrior ? "" : "discrete ")}latent variables, but a manifold is "
                    + "drawn over two with a normal prior. Train a network with --latent 2"
                    + $"{(trained.Network.Family.HasNormalPrior ? "" : " and another --posterior")}."
            : architecture.Labels.Count > 0 && request.Label is null
                ? "The network is told labels, and a manifold is one of a label. Give --label, one of "
                    + $"{string.Join(", ", architecture.Labels)}."
            : null);
        int side = picture.Count!.Value;
        return _writer.Write(picture, architecture,
            Pictures(trained).Manifold(side, Told(architecture, request, 1)), side, Manifolds,
            string.Create(CultureInfo.InvariantCulture, $"{side} x {side} images over the latent plane") + Of(request));
    }

    private static VaePictures Pictures(TrainedNetwork<VaeArchitecture, VariationalAutoencoder> trained) =>
        new(trained.Network, trained.Weights);

    /// <summary>The label that was asked for, of each image; null where none was.</summary>
    private static float[]? Told(VaeArchitecture architecture, VaePictureRequest request, int count) =>
        request.Label is not { } label ? null
        : [.. Enumerable.Repeat((float)ClassLabels.Place(architecture.Labels, label, "--condition label"), count)];

    private static string Of(VaePictureRequest request) =>
        request.Label is { } label ? $", told the label {label}" : "";

    /// <summary>All examples but the last, or all but the first.</summary>
    private static ExampleValues Part(ExampleValues examples, int first, int count)
    {
        var part = new ExampleValues();
        foreach ((string name, float[] values) in examples.Fields)
        {
            int size = values.Length / count;
            part[name] = values[(first * size)..((first + count - 1) * size)];
        }
        return part;
    }
}
