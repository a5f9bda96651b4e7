using System.Globalization;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam diffusion sample</c>.</summary>
internal sealed class DiffusionSampleRunner(Streams streams)
{
    private const int DefaultImages = 100, DefaultPoints = 4000, MostColumns = 20, PointSide = 400, Block = 100;

    public int Run(DiffusionSampleRequest request, CancellationToken cancellationToken)
    {
        var trained = DiffusionArchitecture.Trained(request.Picture.Folder);
        DiffusionArchitecture architecture = trained.Architecture;
        int count = request.Picture.Count ?? (architecture.IsOfPoints ? DefaultPoints : DefaultImages);
        int[]? labels = DiffusionSamples.Labels(architecture, request.Label, count);
        NetworkFailures.Refuse(
            architecture.IsOfPoints && request.Picture.Magnification is not null
                ? "--magnify is for images, but the network was trained on points. Leave it out."
            : request.Guidance > 0 && labels is null
                ? "--guidance leads to a class that the network is told, but it is told none. Leave it out."
            : request.Guidance > 0 && architecture.DropLabels == 0
                ? "--guidance needs a network that was trained with some labels untold, but --drop-labels was 0. "
                    + "Leave it out, or train another."
            : null);
        var sampling = new DiffusionSampling
        {
            Steps = request.Steps,
            Eta = request.IsAncestral ? 1 : 0,
            Guidance = request.Guidance ?? DiffusionSamples.DefaultGuidance(architecture, labels is not null),
            Seed = request.Picture.Seed,
        };
        float[] samples = Draw(trained, request, count, sampling, labels, cancellationToken);
        string what = string.Create(CultureInfo.InvariantCulture,
            $"{count} samples, {(request.IsAncestral ? "ancestral" : "ddim")}, {request.Steps} steps") +
            (sampling.Guidance == 0 ? ""
                : string.Create(CultureInfo.InvariantCulture, $", guidance {sampling.Guidance}"));
        if (architecture.IsOfPoints)
        {
            return WritePoints(request.Picture, samples, what);
        }
        int classes = labels is null || request.Label is not null ? 0 : architecture.Labels.Count;
        int columns = classes is > 1 and <= MostColumns ? Math.Min(classes, count) : PictureWriter.ColumnsOf(count);
        return new PictureWriter(streams).Write(request.Picture, architecture, samples, columns,
            PictureWriter.Samples, what);
    }

    private float[] Draw(TrainedNetwork<DiffusionArchitecture, DiffusionModel> trained, DiffusionSampleRequest request,
        int count, DiffusionSampling sampling, int[]? labels, CancellationToken cancellationToken)
    {
        var sampler = new DiffusionSampler(trained.Network, Math.Min(Block, count), request.Threads);
        return ProgressDisplay.Run(streams.ShowsProgress,
            progress => sampler.Run(trained.Weights, count, sampling, labels, progress, cancellationToken),
            (int step) => string.Create(CultureInfo.InvariantCulture, $"step {step:N0} of {sampling.Steps:N0}"),
            "drawing");
    }

    private int WritePoints(PictureRequest request, float[] points, string what)
    {
        string picture = request.Output ?? Path.Combine(request.Folder, PictureWriter.Samples);
        string table = Path.ChangeExtension(picture, ".csv");
        return NetworkFailures.AsUserInput(() =>
        {
            TextFile.Write(table, [], writer =>
            {
                writer.WriteLine("x,y");
                for (int i = 0; i < points.Length; i += 2)
                {
                    writer.WriteLine($"{Single(points[i])},{Single(points[i + 1])}");
                }
            });
            PointPicture.Scatter(points, PointSide).Write(picture);
            new LabelledLines(streams.Out).Write("Written", $"{what}, in {table} and {picture}");
            return ExitCode.Fitted;
        });
    }

    private static string Single(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
