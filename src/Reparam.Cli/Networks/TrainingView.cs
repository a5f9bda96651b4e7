using System.Globalization;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Prints a training: what is trained, the curve, the best epoch, a few samples.</summary>
internal sealed class TrainingView(
    Streams streams, TrainingRequest request, TrainingPlan plan, string source, int training, int validation)
{
    private readonly Architecture _architecture = plan.Architecture;
    private readonly LabelledLines _lines = new(streams.Out);

    /// <summary>"epoch 3 of 100: bound -95.3 nats, on validation -96.1; 15,200 images/s, 3 min 20 s left".</summary>
    public static string Describe(TrainingProgress progress, string item)
    {
        string bound = double.IsNaN(progress.Bound) ? ""
            : string.Create(CultureInfo.InvariantCulture, $": bound {progress.Bound:F2} nats");
        string held = double.IsNaN(progress.ValidationBound) ? ""
            : string.Create(CultureInfo.InvariantCulture, $", on validation {progress.ValidationBound:F2}");
        string speed = double.IsNaN(progress.ExamplesPerSecond) ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; {progress.ExamplesPerSecond:N0} {item}s/s");
        string left = progress.TimeLeft is { } time ? $", {Duration(time.TotalSeconds)} left" : "";
        return FormattableString.Invariant($"epoch {progress.Epoch} of {progress.Epochs}") + bound + held + speed
            + left;
    }

    public void Begin()
    {
        if (request.IsQuiet)
        {
            return;
        }
        _lines.Write("Model", _architecture.Describe());
        string held = validation == 0 ? "" : FormattableString.Invariant($", {validation} for validation");
        string noise = _architecture.Noise == PixelNoise.Binarised
            ? "; pixels become 0 or 1 by chance whenever they are read" : "";
        _lines.Write(_architecture.Items,
            FormattableString.Invariant($"{source}: {training} of {ImageData.Size(_architecture.Image)}") +
            $" for training{held}{noise}");
        _lines.Write("Training", FormattableString.Invariant($"{plan.Objective}, Adam, step size {request.StepSize} ") +
            FormattableString.Invariant($"({request.Schedule}), batches of {request.Batch}, seed {request.Seed}"));
        streams.Out.Flush();
    }

    public void End(TrainingOutcome outcome)
    {
        if (request.IsQuiet)
        {
            return;
        }
        ShowCurve(outcome);
        EpochMetrics best = outcome.Metrics[outcome.BestEpoch - 1];
        double bound = validation > 0 ? best.ValidationBound : best.Bound;
        string bits = plan.HasBits ? string.Create(CultureInfo.InvariantCulture,
            $", {LatentEvaluation.BitsPerDimension(bound, _architecture.Image.Size):F3} bits a dimension") : "";
        _lines.Write("Bound", string.Create(CultureInfo.InvariantCulture, $"{bound:F2} nats {_architecture.OneItem}") +
            (validation > 0 ? $" on validation{bits}" : bits) +
            FormattableString.Invariant($", after epoch {outcome.BestEpoch} of {outcome.Epochs}") +
            (outcome.End == TrainingEnd.EarlyStop
                ? FormattableString.Invariant($"; stopped after {request.Patience} epochs without a better one") : ""));
        _lines.Write("Time", $"{Duration(outcome.Seconds)}, " + string.Create(CultureInfo.InvariantCulture,
            $"{outcome.Steps * (double)request.Batch / outcome.Seconds:N0} {_architecture.Item}s a second"));
        _lines.Write("Samples", Samples(outcome.Weights));
        if (request.Output is { } folder)
        {
            _lines.Write("Written", $"{Architecture.FileName}, {TrainingRun.WeightsFile}, {TrainingRun.MetricsFile} "
                + $"and {TrainingRun.CheckpointFile} in {folder}");
        }
    }

    private string[] Samples(WeightValues weights) => _architecture.IsOfPoints
        ? PointPicture.Lines(plan.Samples(weights, PointPicture.Count))
        : TextPicture.Lines(plan.Samples(weights, TextPicture.Count(_architecture.Image)), _architecture.Image,
            _architecture.White);

    /// <summary>A few epochs, as many between 1 and 10 as between 10 and 100.</summary>
    private void ShowCurve(TrainingOutcome outcome)
    {
        streams.Out.WriteLine();
        streams.Out.WriteLine(validation > 0 ? "epoch     bound  on validation" : "epoch     bound");
        for (int epoch = 1, next = 0; epoch <= outcome.Epochs; epoch++)
        {
            int decade = (int)Math.Pow(10, next / 3);
            if (epoch < (next % 3) switch { 0 => 1, 1 => 2, _ => 5 } * decade && epoch != outcome.Epochs)
            {
                continue;
            }
            next++;
            EpochMetrics m = outcome.Metrics[epoch - 1];
            streams.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{epoch,5}  {m.Bound,8:F2}")
                + (validation > 0 ? string.Create(CultureInfo.InvariantCulture, $"  {m.ValidationBound,13:F2}") : ""));
        }
        streams.Out.WriteLine();
    }

    /// <summary>"3 h 20 min", "12 min 5 s" or "4.2 s".</summary>
    internal static string Duration(double seconds) => seconds switch
    {
        >= 3600 => FormattableString.Invariant($"{(long)seconds / 3600} h {(long)seconds / 60 % 60} min"),
        >= 60 => FormattableString.Invariant($"{(long)seconds / 60} min {(long)seconds % 60} s"),
        _ => FormattableString.Invariant($"{seconds:F1} s"),
    };
}
