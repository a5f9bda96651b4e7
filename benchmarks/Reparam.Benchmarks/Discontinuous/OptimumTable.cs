using System.Globalization;
using Reparam.Gradients;

namespace Reparam.Benchmarks.Discontinuous;

/// <summary>Where each estimator arrives on each program, beside the optimum of the exact bound: all by the exact
/// bound, so that nothing in this table but the points is random.</summary>
internal static class OptimumTable
{
    /// <summary>Within how many nats of the optimum a point counts as arrived.</summary>
    public const double Tolerance = 1;

    // A step of the score function costs little beside writing out that of a path, so it is given more draws.
    private const int PathDraws = 64, ScoreDraws = 2048, Starts = 200;

    /// <summary>What the automatic choice is made from.</summary>
    public static AutomaticChoice Choice { get; } = new()
    {
        Candidates = [new Pathwise(), Corrected, Score],
    };

    private static BoundaryCorrected Corrected => new() { PilotDraws = 128 };

    private static ScoreFunction Score => new() { Baseline = Baseline.LeaveOneOut() };

    /// <summary>Prints one line a program.</summary>
    public static void Print(TextWriter output, int steps)
    {
        output.WriteLine("Bound in nats, exact, at the point reached; * within 1 nat of the optimum");
        output.WriteLine("program        start     optimum  elsewhere    plain path     corrected      smoothed" +
            "         score          auto  chosen");
        foreach (var (program, hidden) in Programs(hidden: false).Zip(Programs(hidden: true)))
        {
            ExactBound exact = ExactBounds.Of(program.Name);
            double optimum = Optimum(program, exact);
            string Reached(GradientEstimator estimator)
            {
                bool plain = estimator is Pathwise;
                if (!plain && estimator.Refusal(program.Problem, program.Start) is not null)
                {
                    return "refused";
                }
                double value = exact.Value(Ascent.Run(plain ? hidden : program, estimator, steps,
                    draws: Draws(program, estimator))[^1]);
                return Text(value) + (value >= optimum - Tolerance ? "*" : " ");
            }
            string chosen = Choice.Estimate(program.Problem, program.Start, 64, 1).Estimator!.Name;
            output.WriteLine(
                $"{program.Name,-12} {Text(exact.Value(program.Start)),8} {Text(optimum),11} " +
                $"{Text(Elsewhere(program, exact)),10} {Reached(new Pathwise()),13} {Reached(Corrected),13} " +
                $"{Reached(new SmoothedPathwise()),13} {Reached(Score),13} {Reached(Choice),13}  {chosen}");
            output.Flush();
        }
    }

    /// <summary>The six, with the walk whose bound has an optimum.</summary>
    public static IEnumerable<DiscontinuousProgram> Programs(bool hidden) => DiscontinuousPrograms.All(hidden)
        .Select(p => p.Name == "walk" ? DiscontinuousPrograms.Walk(hidden, everyStep: true) : p);

    /// <summary>The optimum that the exact gradient leads to from the start of a program: the same ascent without
    /// sampling, and then a quasi-Newton method to its end.</summary>
    public static double Optimum(DiscontinuousProgram program, ExactBound exact, int steps = 1000) =>
        -exact.Maximize(Ascent.Run(program.Start, (at, _) => exact.Gradient(at), steps)[^1]).Value;

    /// <summary>The best of the optima from other starts, of the same standard deviations with means scattered about
    /// the first ones; NaN where the bound has no upper limit, or takes long.</summary>
    private static double Elsewhere(DiscontinuousProgram program, ExactBound exact)
    {
        if (program.Name == "cheating")
        {
            return double.NaN;
        }
        int n = program.Start.Length / 2;
        return Enumerable.Range(1, program.Name == "walk, proper" ? 4 : Starts).Max(k =>
        {
            double[] scatter = new Distributions.Normal(0, Tensor.Full(program.Name == "temperature" ? 0.2 : 1, [n]))
                .Sample(1, (ulong)k).ToArray();
            return -exact.Maximize([.. program.Start.Select((a, i) => i < n ? a + scatter[i] : a)], 1000).Value;
        });
    }

    private static int Draws(DiscontinuousProgram program, GradientEstimator estimator) =>
        estimator is ScoreFunction || (estimator is AutomaticChoice
            && Choice.Estimate(program.Problem, program.Start, 64, 1).Estimator is ScoreFunction)
            ? ScoreDraws : PathDraws;

    private static string Text(double value) => double.IsNaN(value) ? "-"
        : value.ToString(Math.Abs(value) < 1e4 ? "F2" : "G6", CultureInfo.InvariantCulture);
}
