using System.Globalization;
using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam vae sample</c>, <c>reconstruct</c> and <c>manifold</c>.</summary>
internal sealed class VaePictureRunner(Streams streams)
{
    /// <summary>The names of pictures in the folder of a training.</summary>
    public const string Samples = "samples.png", Reconstructions = "reconstructions.png", Manifolds = "manifold.png";

    private readonly PictureWriter _writer = new(streams);

    /// <summary>A network that was trained.</summary>
    public static TrainedNetwork<VaeArchitecture, VariationalAutoencoder> Read(string folder) =>
        TrainedNetwork<VaeArchitecture, VariationalAutoencoder>.Read(
            folder, VaeArchitecture.Read, static architecture => architecture.Create());

    public int Sample(PictureRequest request)
    {
        var trained = Read(request.Folder);
        int count = request.Count!.Value;
        float[] images = Pictures(trained).Samples(count, request.Seed);
        return _writer.Write(request, trained.Architecture, images, PictureWriter.ColumnsOf(count), Samples,
            string.Create(CultureInfo.InvariantCulture, $"{count} samples"));
    }

    public int Reconstruct(PictureRequest request, int? steps)
    {
        var trained = Read(request.Folder);
        VaeArchitecture architecture = trained.Architecture;
        ImageData data = trained.Images(request.Data, request.Count!.Value);
        // As they are, not made 0 or 1 by chance: pixels between are encoded as they would be on average.
        float[] originals = data.For(architecture.Likelihood).Numbers(ImageData.Image);
        int size = architecture.Image.Size, count = data.Set.Count;
        if (steps is { } between)
        {
            if (count < 2)
            {
                throw new UserInputException(
                    "--interpolate needs at least two images. Give more, or a larger --count.");
            }
            float[] lines = Pictures(trained).Interpolations(originals[..^size], originals[size..], between);
            return _writer.Write(request, architecture, lines, between, "interpolations.png", string.Create(
                CultureInfo.InvariantCulture,
                $"{count - 1} lines from one image to the next, of {between} images each"));
        }
        (float[] both, int columns) =
            PictureWriter.Stacked([originals, Pictures(trained).Reconstructions(originals)], size);
        return _writer.Write(request, architecture, both, columns, Reconstructions, string.Create(
            CultureInfo.InvariantCulture, $"{count} images of {data.Source}, each above what came back"));
    }

    public int Manifold(PictureRequest request)
    {
        var trained = Read(request.Folder);
        if (trained.Architecture.Latent != 2)
        {
            throw new UserInputException(FormattableString.Invariant(
                $"{request.Folder} has {trained.Architecture.Latent} latent variables, but a manifold is drawn ") +
                "over two. Train a network with --latent 2.");
        }
        int side = request.Count!.Value;
        return _writer.Write(request, trained.Architecture, Pictures(trained).Manifold(side), side, Manifolds,
            string.Create(CultureInfo.InvariantCulture, $"{side} x {side} images over the latent plane"));
    }

    private static VaePictures Pictures(TrainedNetwork<VaeArchitecture, VariationalAutoencoder> trained) =>
        new(trained.Network, trained.Weights);
}
