using System.Globalization;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam vae impute</c> and <c>reparam dlgm impute</c>.</summary>
internal sealed class LatentImputeRunner(Streams streams)
{
    /// <summary>The name of the picture in the folder of a training.</summary>
    public const string Imputations = "imputations.png";

    /// <summary>Of white, how bright a missing pixel is.</summary>
    private const float MissingShade = 0.35f;

    /// <summary>Draws by which the means of networks with masks are taken.</summary>
    private const int Draws = 1000;

    private readonly PictureWriter _writer = new(streams);

    /// <summary>Completes images.</summary>
    /// <returns>The exit code.</returns>
    public int Run<TArchitecture, TNetwork>(LatentImputeRequest request,
        TrainedNetwork<TArchitecture, TNetwork> trained, CancellationToken cancellationToken)
        where TArchitecture : LatentArchitecture
        where TNetwork : LatentVariableModel
    {
        PictureRequest picture = request.Picture;
        TArchitecture architecture = trained.Architecture;
        ImageData data = trained.Images(picture.Data, picture.Count);
        ExampleValues examples = architecture.Examples(data, architecture.Noise, picture.Seed);
        float[] images = examples[ImageData.Image];
        int size = architecture.Image.Size, count = data.Set.Count;
        bool[] observed =
            MissingParts.Observed(request.Missing, request.Share, architecture.Image, count, picture.Seed);
        var chain = new ImputationChain(
            trained.Network, trained.Weights, examples, observed, picture.Seed, request.Threads);
        Step(chain, request.Steps, cancellationToken);
        float[] means = chain.Means;
        if (trained.Network.Fields.HasMask)
        {
            examples[LatentVariableModel.MaskField] = [.. observed.Select(static isLeft => isLeft ? 1f : 0f)];
            means = new LatentEvaluation(trained.Network, trained.Weights, request.Threads, picture.Seed)
                .Impute(examples, Draws, cancellation: cancellationToken);
        }
        float white = architecture.White;
        float[] left = [.. images.Zip(observed, (value, isLeft) => isLeft ? value : MissingShade * white)];
        double squares = images.Zip(means, (value, mean) => Math.Pow((value - mean) / white, 2)).Sum();
        int missing = observed.Count(static isLeft => !isLeft);
        (float[] all, int columns) = PictureWriter.Stacked([images, left, chain.Values, means], size);
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
        ProgressDisplay.Run(streams.ShowsProgress, progress =>
        {
            chain.Run(steps / 2, cancellationToken);
            progress?.Report(0.5);
            chain.Run(steps - steps / 2, cancellationToken);
            return true;
        }, "completing images");
    }
}
