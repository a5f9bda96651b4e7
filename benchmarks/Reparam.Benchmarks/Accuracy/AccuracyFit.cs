using System.Diagnostics;

namespace Reparam.Benchmarks.Accuracy;

/// <summary>One fit with the library's defaults, held against a reference.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Mean">The worst error of a mean, in reference standard deviations, and whose it is.</param>
/// <param name="Deviation">The worst relative error of a standard deviation, and whose it is.</param>
/// <param name="Posterior">The fit; null where it ended with an error.</param>
/// <param name="Failure">That error.</param>
/// <param name="Seconds">Elapsed time of the fit after one that compiled the code: all, then its phases.</param>
/// <param name="Processor">Seconds of processor time, those of what the runtime compiles meanwhile included.</param>
internal sealed record AccuracyFit(
    ulong Seed, (double Error, string Of) Mean, (double Error, string Of) Deviation, Posterior? Posterior,
    string? Failure, (double All, double Mode, double Rounds, double Weights) Seconds,
    double Processor)
{
    /// <summary>What passes for right: a mean within this of the reference, in standard deviations, and a standard
    /// deviation within this of itself.</summary>
    public const double Tolerance = 0.05;

    public string Verdict => Posterior?.Verdict.Level.ToString() ?? "no result";

    public bool IsRight => Math.Abs(Mean.Error) <= Tolerance && Math.Abs(Deviation.Error) <= Tolerance;

    public static AccuracyFit Run(ReferencePosterior reference, ulong seed)
    {
        var phases = new Phases();
        using var process = Process.GetCurrentProcess();
        double before = process.TotalProcessorTime.TotalSeconds;
        var watch = Stopwatch.StartNew();
        Posterior fit;
        try
        {
            fit = Inference.Fit(reference.Model, seed, progress: phases);
        }
        catch (FitException failure)
        {
            return new AccuracyFit(seed, (double.NaN, ""), (double.NaN, ""), null, failure.Message,
                (watch.Elapsed.TotalSeconds, 0, 0, 0), Processor());
        }
        double all = watch.Elapsed.TotalSeconds, processor = Processor();
        return new AccuracyFit(seed,
            Worst(reference, fit, (found, exact) => (found.Mean - exact.Mean) / exact.StandardDeviation),
            Worst(reference, fit, (found, exact) => found.StandardDeviation / exact.StandardDeviation - 1),
            fit, null, (all, phases.First, phases.Last - phases.First, all - phases.Last), processor);

        double Processor()
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds - before;
        }
    }

    private static (double Error, string Of) Worst(ReferencePosterior reference, Posterior fit,
        Func<Diagnostics.WeightedSummary, (double Mean, double StandardDeviation), double> error) =>
        reference.Parameters.Select(p => (Error: error(fit[p.Key], p.Value), p.Key)).MaxBy(e => Math.Abs(e.Error));

    /// <summary>When the search for the mode ended, and when the weights began, in seconds.</summary>
    private sealed class Phases : IProgress<FitProgress>
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();

        public double First { get; private set; }

        public double Last { get; private set; }

        public void Report(FitProgress value)
        {
            if (value.Phase == "mode")
            {
                return;
            }
            Last = _watch.Elapsed.TotalSeconds;
            First = First == 0 ? Last : First;
        }
    }
}
