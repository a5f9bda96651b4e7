using System.Globalization;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam dlgm sample</c> and <c>impute</c>.</summary>
internal sealed class DlgmPictureRunner(Streams streams)
{
    /// <summary>The names of pictures in the folder of a training.</summary>
    public const string Samples = "samples.png", Imputations = "imputations.png";

    /// <summary>Of white, how bright a missing pixel is.</summary>
    private const float MissingShade = 0.35f;

    private readonly PictureWriter _writer = new(streams);

    /// <summary>A network that was trained.</summary>
    public static TrainedNetwork<DlgmArchitecture, DeepLatentGaussianModel> Read(string folder) =>
        TrainedNetwork<DlgmArchitecture, DeepLatentGaussianModel>.Read(
            folder, DlgmArchitecture.Read, static architecture => architecture.Create());

    /// <summary>New images: the means of p(x | z), which are easier on the eye than draws.</summary>
    public static float[] Draw(DeepLatentGaussianModel network, WeightValues weights, int count, ulong seed) =>
        NetworkFunction.Compile(
            network, inputs => [network.Likelihood.Mean(network.Decode(network.PriorNoise(inputs)))], seed: seed)
            .Run(weights, count, new Dictionary<string, float[]>())[0];

    public int Sample(PictureRequest request)
    {
        var trained = Read(request.Folder);
        int count = request.Count!.Value;
        float[] images = Draw(trained.Network, trained.Weights, count, request.Seed);
        return _writer.Write(request, trained.Architecture, images, PictureWriter.ColumnsOf(count), Samples,
            string.Create(CultureInfo.InvariantCulture, $"{count} samples"));
    }

    public int Impute(DlgmImputeRequest request, CancellationToken cancellationToken)
    {
        PictureRequest picture = request.Picture;
        var trained = Read(picture.Folder);
        DlgmArchitecture architecture = trained.Architecture;
        ImageData data = trained.Images(picture.Data, picture.Count);
        float[] images = data.Set.Numbers(ImageData.Image, architecture.Noise, picture.Seed);
        int size = architecture.Image.Size, count = data.Set.Count;
        bool[] observed =
            MissingParts.Observed(request.Missing, request.Share, architecture.Image, count, picture.Seed);
        var chain = new ImputationChain(
            trained.Network, trained.Weights, images, observed, picture.Seed, request.Threads);
        Step(chain, request.Steps, cancellationToken);
        float[] left = [.. images.Zip(observed, static (value, isLeft) => isLeft ? value : MissingShade)];
        double squares = images.Zip(chain.Means, static (value, mean) => (double)(value - mean) * (value - mean)).Sum();
        int missing = observed.Count(static isLeft => !isLeft);
        (float[] all, int columns) = PictureWriter.Stacked([images, left, chain.Values, chain.Means], size);
        new LabelledLines(streams.Out).Write("Missing", string.Create(CultureInfo.InvariantCulture,
            $"{missing / count} of {size} elements of each image; root mean square error of the means ") +
            string.Create(CultureInfo.InvariantCulture, $"{Math.Sqrt(squares / missing):F3}, white being 1"));
        return _writer.Write(picture, architecture, all, columns, Imputations,
            string.Create(CultureInfo.InvariantCulture, $"{count} images of {data.Source}, ") +
            "below each what was left of it, a completion, and the mean of many");
    }

    /// <summary>All steps; the means are those of the second half.</summary>
    private void Step(ImputationChain chain, int steps, CancellationToken cancellationToken)
    {
        if (!streams.ShowsProgress)
        {
            chain.Run(steps / 2, cancellationToken);
            chain.Run(steps - steps / 2, cancellationToken);
            return;
        }
        ProgressDisplay.Run<double, bool>(progress =>
        {
            chain.Run(steps / 2, cancellationToken);
            progress.Report(0.5);
            chain.Run(steps - steps / 2, cancellationToken);
            return true;
        }, static share => string.Create(CultureInfo.InvariantCulture, $"completing images: {100 * share:F0} %"),
            "completing images");
    }
}
