using System.Diagnostics;

namespace Reparam.Benchmarks;

/// <summary>The table of <c>accuracy</c>: fits against long NUTS runs.</summary>
internal static class AccuracyTable
{
    private const ulong Seeds = 5;

    public static int Print(TextWriter output, TextWriter error)
    {
        ReferencePosterior[] references;
        try
        {
            references = [.. ReferencePosterior.All()];
        }
        catch (IOException failure)
        {
            error.WriteLine($"The reference posteriors are not here: {failure.Message}");
            error.WriteLine("They are too large for the repository, and are read from ../shared/data beside it.");
            return 2;
        }
        output.WriteLine("""
            The worst error of a mean, in reference standard deviations, and of a standard deviation, relative, over the
            population-level parameters. NUTS seconds are quoted: CPU time of four chains of rstan, warm-up included.
            Milliseconds are those of the whole fit, with as many threads as the machine has, after a first fit that
            compiles the code.
            """);
        foreach (ReferencePosterior reference in references)
        {
            Inference.Fit(reference.Model, 0);
            output.WriteLine();
            output.WriteLine(Line($"{reference.Name} ({reference.Model.LogDensity.Dimension} unknowns)")
                + (reference.NutsSeconds is { } seconds ? Line($"; NUTS {seconds:F1} s (quoted)") : ""));
            output.WriteLine($"{"seed",6}{"mean error",12}  {"of",-32}{"sd error",10}  {"of",-32}"
                + $"{"k-hat",8}{"effective",11}{"ms",8}  verdict");
            for (ulong seed = 1; seed <= Seeds; seed++)
            {
                output.WriteLine(Row(reference, seed));
            }
        }
        return 0;
    }

    private static string Row(ReferencePosterior reference, ulong seed)
    {
        var watch = Stopwatch.StartNew();
        Posterior fit = Inference.Fit(reference.Model, seed);
        double milliseconds = watch.Elapsed.TotalMilliseconds;
        var (mean, meanOf) = Worst(
            reference, (summary, exact) => (summary.Mean - exact.Mean) / exact.StandardDeviation, fit);
        var (deviation, deviationOf) = Worst(
            reference, (summary, exact) => summary.StandardDeviation / exact.StandardDeviation - 1, fit);
        return Line($"{seed,6}{mean,12:+0.000;-0.000}  {meanOf,-32}{deviation,10:+0.0%;-0.0%}  {deviationOf,-32}")
            + Line($"{fit.ParetoShape,8:F2}{fit.EffectiveSampleSize,11:F0}{milliseconds,8:F0}  {fit.Verdict.Level}");
    }

    private static (double Error, string Name) Worst(ReferencePosterior reference,
        Func<Diagnostics.WeightedSummary, (double Mean, double StandardDeviation), double> error, Posterior fit) =>
        reference.Parameters.Select(p => (Error: error(fit[p.Key], p.Value), p.Key)).MaxBy(e => Math.Abs(e.Error));

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
