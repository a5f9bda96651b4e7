using System.Globalization;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam diffusion evaluate</c>.</summary>
internal sealed class DiffusionEvaluateRunner(Streams streams)
{
    private readonly LabelledLines _lines = new(streams.Out);

    public int Run(DiffusionEvaluateRequest request, CancellationToken cancellationToken)
    {
        var trained = DiffusionArchitecture.Trained(request.Folder);
        DiffusionArchitecture architecture = trained.Architecture;
        ImageData data = trained.Images(request.Data, request.Count);
        int count = data.Set.Count, steps = request.IsContinuous ? 0 : request.Steps ?? architecture.Steps;
        NetworkFailures.Refuse(
            count < 2 ? "One image says nothing of the error of a bound. Give at least two."
            : request.Data.Labels is not null && architecture.Labels.Count == 0
                ? "--labels were given, but the network was trained without labels. Leave them out." : null);
        var fields = architecture.Examples(data, architecture.Noise, request.Seed).Fields;
        _lines.Write("Model", architecture.Describe());
        _lines.Write(architecture.Items, string.Create(CultureInfo.InvariantCulture,
            $"{data.Source}: {count}, {request.Draws} draws of time and noise each"));
        streams.Out.Flush();
        var evaluator = new DiffusionEvaluator(trained.Network, new DiffusionObjective { Steps = steps },
            threads: request.Threads, seed: request.Seed);
        DiffusionBound bound = ProgressDisplay.Run(streams.ShowsProgress,
            progress => evaluator.Run(trained.Weights, count, fields, request.Draws, progress, cancellationToken),
            (int done) => string.Create(CultureInfo.InvariantCulture,
                $"bounds: {done:N0} of {(long)count * request.Draws:N0} draws"), "bounds");
        _lines.Write("Bound",
            $"{Number(-bound.Total.Mean)} ± {Number(bound.Total.StandardError)} nats {architecture.OneItem}, "
                + $"{DiffusionArchitecture.Bound(steps)}, minus the sum of",
            Term("prior", bound.Prior), Term("reconstruction", bound.Reconstruction),
            Term("diffusion", bound.Diffusion));
        _lines.Write("Bits", Bits(bound.BitsPerDimension.Mean, bound.BitsPerDimension.StandardError));
        if (architecture.Example == ImageData.Swirl)
        {
            ShowExact(fields[DiffusionModel.Field], cancellationToken);
        }
        return ExitCode.Fitted;
    }

    /// <summary>The exact log density of points of the swirl.</summary>
    private void ShowExact(float[] points, CancellationToken cancellationToken)
    {
        var swirl = new SwirlSource(1);
        var logs = new double[points.Length / 2];
        for (int i = 0; i < logs.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            logs[i] = swirl.LogDensity(points[2 * i], points[2 * i + 1]);
        }
        double mean = logs.Average(), squares = logs.Sum(log => (log - mean) * (log - mean));
        double error = Math.Sqrt(squares / (logs.Length - 1.0) / logs.Length), bit = 2 * Math.Log(2);
        _lines.Write("Exact", $"{Number(mean)} ± {Number(error)} nats a point, {Bits(-mean / bit, error / bit)}");
    }

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Bits(double mean, double error) => $"{Number(mean)} ± {Number(error)} a dimension";

    private static string Term(string name, BoundTerm term) => string.Create(CultureInfo.InvariantCulture,
        $"{name,-14}  {term.Mean,9:F3} ± {term.StandardError:F3}");
}
