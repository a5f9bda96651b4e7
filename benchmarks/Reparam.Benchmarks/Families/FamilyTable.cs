using System.Diagnostics;
using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Families;

/// <summary>The tables of <c>families</c>: what each family misses of densities that are known, and hierarchies in the
/// forms that they can be written in.</summary>
internal static class FamilyTable
{
    private const int Width = 26;

    /// <summary>Normalised, so that the bound is minus KL(q ‖ p). Made anew for each fit: a density remembers its
    /// plans.</summary>
    private static readonly (string Name, Func<LogDensity> Make)[] Targets =
    [
        ("banana", static () => LogDensity.Over(2, static x =>
            new Normal(0, 1).LogProb(x[0]) + new Normal(Square(x[0]), 0.5).LogProb(x[1]))),
        ("funnel", static () => LogDensity.Over(5, static x =>
            new Normal(0, 1.5).LogProb(x[0]) + Sum(new Normal(0, Exp(0.5 * x[0])).LogProb(x[1..5])))),
        ("three correlated t", static () => LogDensity.Over(3, static x =>
            Sum(new StudentT(3, 0, 1).LogProb(Stack(x[0], x[1] - 0.8 * x[0], 5 * x[2]))) + Math.Log(5))),
        ("log gamma", static () => LogDensity.Over(1, static x => Sum(new Gamma(0.7, 1).LogProb(Exp(x)) + x))),
        ("two modes", static () => LogDensity.Over(2, static x => LogSumExp(Stack(
            Math.Log(0.6) + Sum(new Normal(-1.5, 0.7).LogProb(x)),
            Math.Log(0.4) + Sum(new Normal(1.5, 0.5).LogProb(x)))))),
    ];

    private static readonly (string Name, VariationalFamily Family)[] Families =
    [
        ("full-rank", new FullRankGaussian()),
        ("Student t", new StudentTFamily()),
        ("mixture of 6", new GaussianMixtureFamily(6)),
        ("coupling flow", new CouplingFlow()),
        ("spline flow", new SplineFlow()),
        ("inverse autoregressive", new InverseAutoregressiveFlow()),
    ];

    /// <param name="names">Parts of the names of targets and hierarchies; all where there are none.</param>
    /// <param name="output">Where the tables go.</param>
    public static int Print(string[] names, TextWriter output)
    {
        bool IsWanted(string name) =>
            names.Length == 0 || names.Any(part => name.Contains(part, StringComparison.Ordinal));
        if (Targets.Any(t => IsWanted(t.Name)))
        {
            PrintFamilies(IsWanted, output);
            output.WriteLine();
        }
        if (Hierarchies.All.Any(h => IsWanted(h.Name)))
        {
            HierarchyTable.Print(IsWanted, output);
        }
        return 0;
    }

    private static void PrintFamilies(Func<string, bool> isWanted, TextWriter output)
    {
        output.WriteLine("""
            The bound of each family on a normalised density, so that it is minus KL(q || p), its standard error, and
            seconds of the fit with compilation. Defaults, seed 1, over fixed draws; of the family alone, before other
            modes are put beside it.
            """);
        output.WriteLine($"{"",-20}{string.Concat(Families.Select(static f => $"{f.Name,Width}"))}");
        foreach (var (name, make) in Targets.Where(t => isWanted(t.Name)))
        {
            output.Write($"{name,-20}");
            foreach (var (_, family) in Families)
            {
                var clock = Stopwatch.StartNew();
                Rung rung = Inference.Fit(make(), seed: 1, new() { Family = family }).Rungs[0];
                string cell = FormattableString.Invariant(
                    $"{rung.Elbo:F3} ± {rung.ElboStandardError:F3}, {clock.Elapsed.TotalSeconds:F1} s");
                output.Write($"{cell,Width}");
                output.Flush();
            }
            output.WriteLine();
        }
    }
}
