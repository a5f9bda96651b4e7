using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Reparam;

/// <summary>Whether posteriors of simulated data lie around the truth as they should.</summary>
public sealed class CalibrationResult
{
    /// <summary>The share of simulations that may end without a posterior.</summary>
    private const double ToleratedFailures = 0.05;

    internal CalibrationResult(
        IReadOnlyList<CalibratedParameter> parameters, IReadOnlyList<VerdictLevel> verdicts,
        IReadOnlyList<string> failures, CalibrationOptions options)
    {
        (Parameters, Failures) = ([.. parameters], [.. failures]);
        Simulations = options.Simulations;
        Passed = verdicts.Count(v => v == VerdictLevel.Passed);
        Doubtful = verdicts.Count(v => v == VerdictLevel.Doubtful);
        Failed = verdicts.Count(v => v == VerdictLevel.Failed);
        FalseAlarmRate = options.FalseAlarmRate;
    }

    /// <summary>Each reported number, in the order of the model.</summary>
    public ImmutableArray<CalibratedParameter> Parameters { get; }

    /// <summary>The number of simulations.</summary>
    public int Simulations { get; }

    /// <summary>Why simulations ended without a posterior: they are left out of the histograms.</summary>
    public ImmutableArray<string> Failures { get; }

    /// <summary>The number of fits with the verdict <see cref="VerdictLevel.Passed"/>.</summary>
    public int Passed { get; }

    /// <summary>The number of fits with the verdict <see cref="VerdictLevel.Doubtful"/>.</summary>
    public int Doubtful { get; }

    /// <summary>The number of fits with the verdict <see cref="VerdictLevel.Failed"/>.</summary>
    public int Failed { get; }

    /// <summary>The probability that an exact procedure would be found not to be calibrated.</summary>
    public double FalseAlarmRate { get; }

    /// <summary>The least p-value that is no alarm: <see cref="FalseAlarmRate"/> over the two tests of each number
    /// (Bonferroni).</summary>
    public double Threshold => FalseAlarmRate / (2 * Math.Max(1, Parameters.Length));

    /// <summary>Whether no test raises an alarm, and at most one simulation in twenty ended without a
    /// posterior.</summary>
    public bool IsCalibrated => Failures.Length <= ToleratedFailures * Simulations && Parameters.All(IsInOrder);

    /// <summary>Whether neither test raises an alarm for one number.</summary>
    /// <param name="parameter">One of <see cref="Parameters"/>.</param>
    public bool IsInOrder(CalibratedParameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.SymmetryProbability >= Threshold && parameter.UniformityProbability >= Threshold;
    }

    /// <summary>A table of histograms of ten bins, with the tests of each number.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int width = Math.Max(4, Parameters.Select(p => p.Name.Length).DefaultIfEmpty().Max());
        text.Append(CultureInfo.InvariantCulture,
            $"{"".PadRight(width)} {"P(theta < truth | y) in tenths",-40} {"mean",6} {"spread",6} {"symmetric",9} ");
        text.Append(CultureInfo.InvariantCulture, $"{"uniform",8}\n");
        foreach (CalibratedParameter p in Parameters)
        {
            string bins = string.Concat(p.Histogram().Select(c => c.ToString(CultureInfo.InvariantCulture).PadLeft(4)));
            text.Append(CultureInfo.InvariantCulture,
                $"{p.Name.PadRight(width)} {bins} {p.Mean,6:F3} {p.Spread,6:F2} {p.SymmetryProbability,9:G2} ");
            text.Append(CultureInfo.InvariantCulture,
                $"{p.UniformityProbability,8:G2}{(IsInOrder(p) ? "" : "  " + Fault(p))}\n");
        }
        text.Append(CultureInfo.InvariantCulture,
            $"{Simulations} simulations: {Passed} fits passed, {Doubtful} doubtful, {Failed} failed");
        text.Append(Failures.IsEmpty ? ".\n" : string.Create(CultureInfo.InvariantCulture,
            $", {Failures.Length} without a posterior; the first: {Failures[0]}\n"));
        return text.Append(IsCalibrated ? "Calibrated" : "Not calibrated").Append(CultureInfo.InvariantCulture,
            $": p-values below {Threshold:G2} are alarms, {FalseAlarmRate:P0} false ones in all.").ToString();
    }

    private string Fault(CalibratedParameter p) =>
        p.SymmetryProbability < Threshold ? p.Mean > 0.5 ? "too low" : "too high"
        : p.Spread > 1 ? "too narrow" : "too wide";
}
