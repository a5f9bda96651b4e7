using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Any family over fixed draws: L-BFGS in its parameters, each round from where the last one ended.</summary>
internal sealed class GeneralFixedDraws(LogDensity target, VariationalFamily family, VariationalObjective objective,
    Coordinates start, FixedDraws settings, int threads, RandomKey key)
    : FixedDrawsOptimizer(target, family, objective, start, settings, threads)
{
    /// <summary>Elements of noise for each parameter. With fewer a flow adapts to the draws: its bound over them rises
    /// above what it is over others, and more iterations are spent on that than the draws saved.</summary>
    private const int NoisePerParameter = 32;

    /// <summary>Draws by which the moments of two approximations are compared.</summary>
    private const int ComparedDraws = 2048;

    private readonly RandomKey _compared = key.Fold("compared");
    private double[] _parameters = family.Start(target, key.Fold("parameters"));

    protected override int LeastDraws
    {
        get
        {
            // Two rounds are needed to see whether the answer moves.
            long wanted = (long)NoisePerParameter * _parameters.Length / Target.Dimension;
            return Math.Max(base.LeastDraws, (int)Math.Min(wanted, Settings.MaximumDraws / 2));
        }
    }

    protected override Approximation Current => Family.Fitted(Target, Coordinates, _parameters);

    protected override double[] Parameters
    {
        get => _parameters;
        set => _parameters = value;
    }

    protected override FitRound Round(int draws)
    {
        int steps = Shrink(_parameters);
        OptimizationResult result = Minimize(_parameters);
        _parameters = [.. result.Point];
        return new FitRound(draws, steps + result.Iterations, -result.Value, result.GradientNorm, double.NaN);
    }

    protected override double Distance(Approximation left, Approximation right)
    {
        // The same noise for both, so that what differs is not the noise.
        (double[] meansLeft, double[] sdsLeft) = Moments(left);
        (double[] meansRight, double[] sdsRight) = Moments(right);
        double distance = 0;
        for (int i = 0; i < meansLeft.Length; i++)
        {
            distance = Math.Max(distance, Math.Abs(meansLeft[i] - meansRight[i]) / sdsRight[i]);
            distance = Math.Max(distance, Math.Abs(Math.Log(sdsLeft[i] / sdsRight[i])));
        }
        return distance;
    }

    private (double[] Means, double[] StandardDeviations) Moments(Approximation approximation)
    {
        double[] points = approximation.Draw(_compared, ComparedDraws, Threads).Points;
        int n = approximation.Dimension;
        double[] means = new double[n], deviations = new double[n];
        for (int e = 0; e < n; e++)
        {
            ReadOnlySpan<double> row = points.AsSpan(e * ComparedDraws, ComparedDraws);
            foreach (double value in row)
            {
                means[e] += value / ComparedDraws;
            }
            double square = 0;
            foreach (double value in row)
            {
                square += (value - means[e]) * (value - means[e]);
            }
            deviations[e] = Math.Sqrt(square / ComparedDraws);
        }
        return (means, deviations);
    }
}
