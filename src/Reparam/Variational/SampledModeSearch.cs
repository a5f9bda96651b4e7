using Reparam.Random;

namespace Reparam.Variational;

/// <summary>The search for modes where rows are many: on samples of them, each some times larger than the last, and at
/// the end on all.</summary>
/// <remarks>The density of a sample, weighted up to N rows, has about the shape of the whole, shifted by √(N / rows)
/// standard deviations or so. So a few thousand rows do the long way, and only the last steps, in coordinates that are
/// scaled by the curvature, take passes over all rows: about as many however many rows there are.</remarks>
internal static class SampledModeSearch
{
    private const long LeastRows = 1024, Growth = 8;

    /// <summary>A sample of more than this part of the rows is hardly cheaper than all of them.</summary>
    private const long WorthwhilePart = 4;

    /// <summary>The gradient, in nats a standard deviation, at which a sample has nothing more to tell, and at which a
    /// fit may begin.</summary>
    private const double SampleGradient = 0.5, WholeGradient = 1;

    /// <summary>The same at a further mode: its mass is to be told.</summary>
    private const double ModeGradient = 0.05;

    /// <summary>The most unknowns for which each step is Newton's with the whole Hessian: as many products, but one
    /// pass.</summary>
    private const int MostUnknownsOfNewton = 512;

    private const int FirstIterations = 200, MostIterations = 30;

    /// <summary>How often the coordinates of a sample are scaled anew on the way.</summary>
    private const int MostScalings = 6;

    /// <summary>Whether there are so many rows that samples pay.</summary>
    public static bool Pays(LogDensity target) =>
        target.Rows is { } rows && rows.Source.RowCount > WorthwhilePart * LeastRows;

    /// <summary>Coordinates at the mode that is uphill of a point.</summary>
    public static Coordinates Find(LogDensity target, TargetEvaluator evaluator, FactorPattern pattern, double[] start,
        RandomKey key, CancellationToken cancellation)
    {
        long all = target.Rows!.Source.RowCount;
        Coordinates found = Coordinates.Unscaled(start, pattern);
        for (long count = LeastRows; count == LeastRows || count * WorthwhilePart < all; count *= Growth)
        {
            found = ClimbedOnSample(evaluator.Sampled(Sample(key, all, count)), found, cancellation);
        }
        return ClimbedOnAll(evaluator, found, WholeGradient, cancellation);
    }

    /// <summary>The evaluator of the smallest sample.</summary>
    public static TargetEvaluator Smallest(LogDensity target, TargetEvaluator evaluator, RandomKey key) =>
        evaluator.Sampled(Sample(key, target.Rows!.Source.RowCount, LeastRows));

    /// <summary>The modes apart from one that is known: those that a sample has, as far as all rows have them
    /// too.</summary>
    public static IReadOnlyList<PosteriorMode> Others(LogDensity target, TargetEvaluator evaluator, Coordinates around,
        RandomKey key, CancellationToken cancellation)
    {
        TargetEvaluator sample = Smallest(target, evaluator, key);
        Coordinates own = ClimbedOnSample(sample, around, cancellation);
        var modes = new List<PosteriorMode>();
        foreach (PosteriorMode mode in OtherModes.Find(sample, own, [], key, cancellation))
        {
            Coordinates found = ClimbedOnAll(evaluator, mode.Coordinates, ModeGradient, cancellation);
            if (OtherModes.IsApart(found.Centre, around)
                && modes.TrueForAll(m => OtherModes.IsApart(found.Centre, m.Coordinates))
                && PosteriorMode.At(evaluator, found.Centre,
                    evaluator.NegativeValueAndGradient(found.Centre, new double[found.Dimension])) is { } whole)
            {
                modes.Add(whole);
            }
        }
        return [.. modes.OrderByDescending(m => m.LogMass)];
    }

    private static Coordinates ClimbedOnSample(
        TargetEvaluator sample, Coordinates from, CancellationToken cancellation)
    {
        (Coordinates found, bool arrived) = Climbed(sample, from, FirstIterations, cancellation);
        for (int scaling = 0; scaling < MostScalings && !arrived; scaling++)
        {
            (found, arrived) = Climbed(sample, found, MostIterations, cancellation);
        }
        return found;
    }

    /// <summary>From the mode of a large sample, a few standard deviations off: the curvature hardly changes on the
    /// way, so that it is computed once, and each step costs a pass.</summary>
    private static Coordinates ClimbedOnAll(
        TargetEvaluator evaluator, Coordinates sampled, double gradient, CancellationToken cancellation)
    {
        int n = sampled.Dimension;
        Coordinates scaled = sampled with { Factor = sampled.Pattern.AtCurvature(evaluator, sampled.Centre) };
        var local = new LocalObjective(evaluator, scaled);
        OptimizationResult result = new LimitedMemoryBfgs(n, new LimitedMemoryBfgsOptions
        {
            GradientTolerance = gradient,
            MaximumIterations = MostIterations,
        }).Minimize(local.ValueAndGradient, new double[n], [.. Enumerable.Repeat(1.0, n)], cancellation);
        double[] point = double.IsFinite(result.Value) ? [.. result.Point] : new double[n];
        scaled.Apply(point);
        return scaled with { Centre = point };
    }

    /// <summary>Uphill in some coordinates; then those at the curvature of the place that is reached.</summary>
    private static (Coordinates Coordinates, bool Arrived) Climbed(TargetEvaluator evaluator, Coordinates from,
        int iterations, CancellationToken cancellation)
    {
        var local = new LocalObjective(evaluator, from);
        var origin = new double[from.Dimension];
        OptimizationResult result = from.Pattern is DensePattern && from.Dimension <= MostUnknownsOfNewton
            ? new TrustRegionNewton(from.Dimension, new TrustRegionNewtonOptions
            {
                GradientTolerance = SampleGradient,
                MaximumIterations = iterations,
            }).Minimize(local.ValueAndGradient, local.Hessian, origin, cancellation)
            : new LimitedMemoryBfgs(from.Dimension, new LimitedMemoryBfgsOptions
            {
                GradientTolerance = SampleGradient,
                MaximumIterations = iterations,
            }).Minimize(local.ValueAndGradient, origin, cancellationToken: cancellation);
        double[] point = double.IsFinite(result.Value) ? [.. result.Point] : new double[from.Dimension];
        from.Apply(point);
        return (new Coordinates(point, from.Pattern.AtCurvature(evaluator, point), from.Pattern), result.Converged);
    }

    /// <summary>Rows chosen at random, in their order.</summary>
    private static long[] Sample(RandomKey key, long all, long count)
    {
        var order = new RandomPermutation(key.Fold("rows"), all);
        var rows = new long[count];
        for (long i = 0; i < count; i++)
        {
            rows[i] = order[i];
        }
        Array.Sort(rows);
        return rows;
    }
}
