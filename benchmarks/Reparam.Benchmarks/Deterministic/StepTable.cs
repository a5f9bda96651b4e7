using System.Diagnostics;
using Reparam.Benchmarks.Accuracy;
using Reparam.Variational;

namespace Reparam.Benchmarks.Deterministic;

/// <summary>The table of <c>steps</c>: the rules of fresh draws, beside the optimum over fixed draws.</summary>
internal static class StepTable
{
    private static readonly string[] Names =
        ["eight_schools", "kidscore_interaction", "nes1992", "garch", "wells", "sleepstudy"];

    private static readonly (string Name, StepRule Rule)[] Rules =
    [
        ("adam", new AdamSteps()),
        ("distance over gradients", new DistanceOverGradientSteps()),
        ("natural gradient", new NaturalGradientSteps()),
    ];

    /// <param name="names">Parts of names of posteriors.</param>
    /// <param name="output">Where the table goes.</param>
    public static int Print(string[] names, TextWriter output)
    {
        output.WriteLine("""
            Full-rank normal approximations by fresh draws (32 a step, defaults, seed 1): how many steps until the rule
            of stopping held, how far the bound is below that of the optimum over fixed draws, in nats, its standard
            error over draws that both share, and milliseconds of the whole fit.
            """);
        output.WriteLine($"{"",-42}{"",-26}{"steps",8}{"stopped",9}{"below",10}{"± ",9}{"ms",8}");
        foreach (ReferencePosterior reference in ReferencePosterior.All(names.Length == 0 ? Names : names))
        {
            Rung optimum = Fit(reference, new FixedDraws()).Rungs[0];
            foreach (var (name, rule) in Rules)
            {
                var watch = Stopwatch.StartNew();
                Posterior fit = Fit(reference, new FreshDraws { Steps = rule });
                double ms = watch.Elapsed.TotalMilliseconds;
                bool stopped = !fit.Verdict.ToString().Contains("not yet stationary", StringComparison.Ordinal);
                output.WriteLine(FormattableString.Invariant(
                    $"{reference.Name,-42}{name,-26}{fit.Rounds[0].Iterations,8}{(stopped ? "yes" : "no"),9}") +
                    FormattableString.Invariant(
                    $"{optimum.Elbo - fit.Rungs[0].Elbo,10:F4}{fit.Rungs[0].ElboStandardError,9:F4}{ms,8:F0}"));
                if (!stopped)
                {
                    output.WriteLine($"    {fit.Verdict}");
                }
                output.Flush();
            }
        }
        return 0;
    }

    private static Posterior Fit(ReferencePosterior reference, FitAlgorithm algorithm) => Inference.Fit(
        reference.Model, seed: 1, new() { Family = new FullRankGaussian(), Algorithm = algorithm, PosteriorDraws = 1 });
}
