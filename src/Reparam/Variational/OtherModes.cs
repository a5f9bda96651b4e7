using Reparam.Numerics;
using Reparam.Random;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>
/// Looks for a mode that the approximation does not know of: no draw of it would ever show one. From places far around,
/// a few searches climb; where one ends outside the approximation, its mass by Laplace's method is set against the
/// evidence.
/// </summary>
/// <remarks>It finds modes whose basin holds one of the starts, not all that there are.</remarks>
internal static class OtherModes
{
    private const int MostUnknowns = 512;
    private const int MostIterations = 100;

    /// <summary>How far out searches start, in standard deviations of the approximation: at each reach in two
    /// directions and their opposites.</summary>
    private static readonly double[] Reaches = [8, 25, 80];

    /// <summary>A mode this many standard deviations out, more than noise in so many dimensions explains, is
    /// another.</summary>
    private const double Apart = 5;

    /// <summary>The greatest share of the whole mass that a mode outside the approximation seems to hold; 0 where none
    /// was found.</summary>
    /// <param name="evaluator">log g.</param>
    /// <param name="approximation">The approximation.</param>
    /// <param name="logEvidence">The logarithm of the mass that the approximation accounts for, in nats.</param>
    /// <param name="key">Of the starts.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static double Share(
        TargetEvaluator evaluator, Coordinates approximation, double logEvidence, RandomKey key,
        CancellationToken cancellation)
    {
        int n = approximation.Dimension;
        if (n > MostUnknowns)
        {
            return 0;
        }
        var climb = new LimitedMemoryBfgs(
            n, new LimitedMemoryBfgsOptions { GradientTolerance = 1e-3, MaximumIterations = MostIterations });
        double[][] directions = PairsOfDirections(key, n, Reaches.Length);
        double[] point = new double[n], place = new double[n];
        double greatest = 0;
        for (int start = 0; start < 4 * Reaches.Length; start++)
        {
            double reach = (start % 2 == 0 ? 1 : -1) * Reaches[start / 4];
            for (int e = 0; e < n; e++)
            {
                point[e] = reach * directions[start / 2][e];
            }
            approximation.Apply(point);
            OptimizationResult found = climb.Minimize(
                evaluator.NegativeValueAndGradient, point, cancellationToken: cancellation);
            found.Point.CopyTo(place);
            approximation.ApplyInverse(place);
            double distance = Math.Sqrt(DenseCholesky.InnerProduct(place, place));
            if (found.Converged && distance > Apart + Math.Sqrt(n))
            {
                double log = LogMass(evaluator, [.. found.Point], found.Value) - logEvidence;
                greatest = Math.Max(greatest, 1 / (1 + Math.Exp(-log)));
            }
        }
        return greatest;
    }

    /// <summary>Unit vectors of random direction, two and two at right angles: whatever lies far out is near the half
    /// space of one of them or of its opposite.</summary>
    private static double[][] PairsOfDirections(RandomKey key, int n, int pairs)
    {
        double[] noise = QuasiMonteCarlo.Normal(key, n, 2 * pairs);
        double[][] directions = [.. Enumerable.Range(0, 2 * pairs)
            .Select(d => Enumerable.Range(0, n).Select(e => noise[e * 2 * pairs + d]).ToArray())];
        for (int d = 0; d < directions.Length; d++)
        {
            double[] direction = directions[d];
            if (d % 2 == 1 && n > 1)
            {
                double along = DenseCholesky.InnerProduct(direction, directions[d - 1]);
                for (int e = 0; e < n; e++)
                {
                    direction[e] -= along * directions[d - 1][e];
                }
            }
            double length = Math.Sqrt(DenseCholesky.InnerProduct(direction, direction));
            for (int e = 0; e < n; e++)
            {
                direction[e] /= length;
            }
        }
        return directions;
    }

    /// <summary>log g + n/2 log 2π - ½ log det H, Laplace's method; minus infinity where the curvature is not
    /// positive.</summary>
    private static double LogMass(TargetEvaluator evaluator, double[] mode, double negativeValue)
    {
        int n = mode.Length;
        var hessian = new double[n * n];
        evaluator.NegativeHessian(mode, hessian);
        return DenseCholesky.TryFactor(hessian, 0, hessian, n)
            ? n * HalfLogTwoPi - negativeValue - 0.5 * DenseCholesky.LogDeterminant(hessian, n)
            : double.NegativeInfinity;
    }
}
