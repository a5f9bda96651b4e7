using Reparam.Random;

namespace Reparam.Variational;

/// <summary>
/// Coordinates on the way to a mode: those whose normal distribution has the greatest bound (Zhang, Carpenter, Gelman
/// and Vehtari 2022, "Pathfinder"), with the unknowns inside plates at their mode given those outside.
/// </summary>
/// <remarks>The density of a hierarchy with many groups grows without end where their scale goes to zero, and there is
/// next to no mass: the way to such a mode passes the posterior, and its end is far from it. It may pass it
/// in one stride; so where the mode is not the best, a short fit from the best point and one from the first point,
/// whose scales nothing has pulled to zero, decide.</remarks>
internal sealed class PathStart(LogDensity target, TargetEvaluator evaluator, FactorPattern pattern)
{
    /// <summary>How the fits from two points are told apart: a few draws, a few iterations.</summary>
    public static FixedDraws Short { get; } = new() { InitialDraws = 64, MaximumDraws = 64, MaximumIterations = 20 };

    private const int Draws = 64;

    /// <summary>By how many nats, and standard errors, a point must be better than the mode to be preferred: at a mode
    /// that is a good start nothing changes.</summary>
    private const double Margin = 1;
    private const double StandardErrors = 2;

    private readonly List<double[]> _points = [];
    private int _evaluations;

    /// <summary>-log g and its gradient; keeps the points of the first evaluation, the second, the fourth and so
    /// on.</summary>
    public double NegativeValueAndGradient(ReadOnlySpan<double> point, Span<double> gradient)
    {
        double value = evaluator.NegativeValueAndGradient(point, gradient);
        if (int.IsPow2(++_evaluations) && double.IsFinite(value))
        {
            _points.Add(point.ToArray());
        }
        return value;
    }

    /// <summary>The best coordinates, among those at the points that were kept and at the mode.</summary>
    public Coordinates Best(double[] mode, RandomKey key, CancellationToken cancellation)
    {
        foreach (double[] point in _points)
        {
            cancellation.ThrowIfCancellationRequested();
            pattern.MoveToConditionalMode(evaluator, point);
        }
        Coordinates[] candidates = [.. _points.Append(mode)
            .Select(point => new Coordinates(point, pattern.AtCurvature(evaluator, point), pattern))];
        int n = mode.Length, count = candidates.Length, all = Draws * count;
        double[] points = new double[n * all], logDensities = new double[all];
        for (int c = 0; c < count; c++)
        {
            var (drawn, logs) = new GaussianApproximation("", candidates[c]).Draw(key, Draws, 1);
            logs.CopyTo(logDensities, c * Draws);
            for (int e = 0; e < n; e++)
            {
                drawn.AsSpan(e * Draws, Draws).CopyTo(points.AsSpan(e * all + c * Draws));
            }
        }
        double[] ratios = evaluator.LogProb(points, all);
        for (int d = 0; d < all; d++)
        {
            ratios[d] -= logDensities[d];
        }
        var bounds = Enumerable.Range(0, count).Select(c => Bound(ratios.AsSpan(c * Draws, Draws))).ToArray();
        int best = Enumerable.Range(0, count).MaxBy(c => bounds[c].Mean);
        var (atMode, error) = bounds[^1];
        double least = atMode + Margin + StandardErrors * (error + bounds[best].Error);
        return bounds[best].Mean <= least && !double.IsNegativeInfinity(atMode) ? candidates[^1]
            : best == 0 || double.IsNegativeInfinity(bounds[0].Mean) ? candidates[best]
            : new[] { candidates[best], candidates[0] }
                .Select(c => Fitted(c, key, cancellation)).MaxBy(fit => fit.Bound).Coordinates;
    }

    /// <summary>A short fit, which counts among the evaluations: its bound, and where it ends.</summary>
    public (double Bound, Coordinates Coordinates) Fitted(
        Coordinates start, RandomKey key, CancellationToken cancellation)
    {
        var fit = new GaussianFixedDraws(target, Family, new ElboObjective(), start, Short, evaluator.Threads);
        try
        {
            Optimum optimum = fit.Run(key.Fold("short"), new FitContext(null, cancellation), "short");
            return (optimum.Rounds[^1].Elbo, optimum.Approximation.Coordinates);
        }
        catch (FitException)
        {
            return (double.NegativeInfinity, start);
        }
        finally
        {
            evaluator.Count(fit.Evaluations);
        }
    }

    private GaussianFamily Family => pattern switch
    {
        ArrowPattern => new StructuredGaussian(),
        DensePattern => new FullRankGaussian(),
        _ => new MeanFieldGaussian(),
    };

    /// <summary>The mean of log ratios and its standard error; minus infinity where one is not a number.</summary>
    private static (double Mean, double Error) Bound(ReadOnlySpan<double> ratios)
    {
        double mean = 0, square = 0;
        foreach (double ratio in ratios)
        {
            mean += ratio / ratios.Length;
        }
        foreach (double ratio in ratios)
        {
            square += (ratio - mean) * (ratio - mean);
        }
        return double.IsFinite(mean)
            ? (mean, Math.Sqrt(square / (ratios.Length - 1) / ratios.Length)) : (double.NegativeInfinity, 0);
    }
}
