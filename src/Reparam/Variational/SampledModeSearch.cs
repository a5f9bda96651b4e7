using Reparam.Random;

namespace Reparam.Variational;

/// <summary>The search for modes where rows are many: on samples of them, each some times larger than the last, and at
/// the end on all.</summary>
/// <remarks>The density of a sample, weighted up to N rows, has about the shape of the whole, shifted by √(N / rows) standard
/// deviations or so. So a few thousand rows do the long way, and only the last steps, in coordinates that are
/// scaled by the curvature, take passes over all rows: about as many however many rows there are.</remarks>
internal static class SampledModeSearch
{
    private const long LeastRows = 1024, Growth = 8;

    /// <summary>A sample of more than this part of the rows is hardly cheaper than all of them.</summary>
    private const long WorthwhilePart = 4;

    /// <summary>The gradient, in nats a standard deviation, at which a sample has nothing more to tell.</summary>
    private const double GradientTolerance = 0.2;

    private const int FirstIterations = 200, MostIterations = 30;

    /// <summary>Whether there are so many rows that samples pay.</summary>
    public static bool Pays(LogDensity target) =>
        target.Rows is { } rows && rows.Source.RowCount > WorthwhilePart * LeastRows;

    /// <summary>Coordinates at the mode that is uphill of a point.</summary>
    public static Coordinates Find(LogDensity target, TargetEvaluator evaluator, FactorPattern pattern, double[] start,
        RandomKey key, CancellationToken cancellation)
    {
        long all = target.Rows!.Source.RowCount;
        Coordinates found = Climbed(evaluator.Sampled(Sample(key, all, LeastRows)),
            Coordinates.Unscaled(start, pattern), FirstIterations, cancellation);
        for (long count = Growth * LeastRows; count * WorthwhilePart < all; count *= Growth)
        {
            found = Climbed(evaluator.Sampled(Sample(key, all, count)), found, MostIterations, cancellation);
        }
        return Climbed(evaluator, found, MostIterations, cancellation);
    }

    /// <summary>The modes apart from one that is known: those that a sample has, as far as all rows have them
    /// too.</summary>
    public static IReadOnlyList<PosteriorMode> Others(LogDensity target, TargetEvaluator evaluator, Coordinates around,
        RandomKey key, CancellationToken cancellation)
    {
        TargetEvaluator sample = evaluator.Sampled(Sample(key, target.Rows!.Source.RowCount, LeastRows));
        Coordinates own = Climbed(sample, around, FirstIterations, cancellation);
        var modes = new List<PosteriorMode>();
        foreach (PosteriorMode mode in OtherModes.Find(sample, own, key, cancellation))
        {
            Coordinates found = Climbed(evaluator, mode.Coordinates, MostIterations, cancellation);
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

    /// <summary>Uphill in some coordinates; then those at the curvature of the place that is reached.</summary>
    private static Coordinates Climbed(
        TargetEvaluator evaluator, Coordinates from, int iterations, CancellationToken cancellation)
    {
        var local = new LocalObjective(evaluator, from);
        OptimizationResult result = new LimitedMemoryBfgs(from.Dimension, new LimitedMemoryBfgsOptions
        {
            GradientTolerance = GradientTolerance,
            MaximumIterations = iterations,
        }).Minimize(local.ValueAndGradient, new double[from.Dimension], cancellationToken: cancellation);
        double[] point = double.IsFinite(result.Value) ? [.. result.Point] : new double[from.Dimension];
        from.Apply(point);
        return new Coordinates(point, from.Pattern.AtCurvature(evaluator, point), from.Pattern);
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
