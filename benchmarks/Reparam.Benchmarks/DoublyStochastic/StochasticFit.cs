using System.Diagnostics;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Benchmarks.DoublyStochastic;

/// <summary>A full-rank fit by fresh draws, its result taken as it is: without weights and other checks.</summary>
/// <param name="Approximation">q.</param>
/// <param name="Mode">Where it started: the mode.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Seconds">All told.</param>
/// <param name="Problem">Why it ended early, if it did.</param>
internal sealed record StochasticFit(
    Approximation Approximation, double[] Mode, int Steps, double Seconds, string? Problem)
{
    public static StochasticFit Of(Model model, VariationalObjective objective, FreshDraws settings)
    {
        var clock = Stopwatch.StartNew();
        LogDensity target = model.LogDensity;
        var family = new FullRankGaussian();
        RandomKey key = RandomKey.FromSeed(1);
        var evaluator = new TargetEvaluator(target, 0);
        Coordinates start = ModeSearch.Find(target, evaluator, family.Pattern(target), key.Fold("start"), default);
        Optimum optimum = new FreshDrawsOptimizer(target, family, objective, start, settings, 0)
            .Run(key.Fold("noise"), new FitContext(null, default), "fit");
        return new StochasticFit(optimum.Approximation, start.Centre, optimum.Rounds[^1].Iterations,
            clock.Elapsed.TotalSeconds, optimum.Problem);
    }

    /// <summary>E_q[w²] of some unknowns: the relevance of each.</summary>
    public double[] Relevance(int start, int count)
    {
        Coordinates q = Approximation.Coordinates;
        double[] deviations = q.StandardDeviations();
        return [.. Enumerable.Range(start, count)
            .Select(i => q.Centre[i] * q.Centre[i] + deviations[i] * deviations[i])];
    }
}
