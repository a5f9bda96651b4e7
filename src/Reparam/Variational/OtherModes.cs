using Reparam.Numerics;
using Reparam.Random;

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
    private const int Searches = 12;

    /// <summary>How far a cloud of starts spreads, in standard deviations of what is known.</summary>
    private const double CloudSpread = 2;

    /// <summary>A mode this many of its standard deviations from another is not the same, found less exactly.</summary>
    private const double Apart = 1;

    /// <summary>An approximation reaches a mode where its density is at least this part of the posterior's.</summary>
    private const double FarBelow = 20;

    /// <summary>The modes that searches from far around some coordinates end in, other than where these are centred,
    /// and those that were known, greatest mass first.</summary>
    /// <param name="evaluator">log g.</param>
    /// <param name="around">Centred at a mode, or at the middle of several, and scaled as the posterior is
    /// there.</param>
    /// <param name="known">Modes that are known.</param>
    /// <param name="key">Of the starts.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static IReadOnlyList<PosteriorMode> Find(TargetEvaluator evaluator, Coordinates around,
        IReadOnlyList<PosteriorMode> known, RandomKey key, CancellationToken cancellation)
    {
        int n = around.Dimension;
        if (n > MostUnknowns)
        {
            return known;
        }
        double[][] starts = [.. known.Count == 0 ? Rays(key, n) : Cloud(key, n)];
        foreach (double[] start in starts)
        {
            around.Apply(start);
        }
        var modes = new List<PosteriorMode>(known);
        foreach (OptimizationResult found in Climb(evaluator, starts, cancellation))
        {
            double[] place = [.. found.Point];
            bool isNew = (known.Count > 0 || IsApart(place, around))
                && modes.TrueForAll(m => IsApart(place, m.Coordinates));
            if (found.Converged && isNew && PosteriorMode.At(evaluator, place, found.Value) is { } mode)
            {
                modes.Add(mode);
            }
        }
        return [.. modes.OrderByDescending(m => m.LogMass)];
    }

    /// <summary>Where each search ends.</summary>
    private static IEnumerable<OptimizationResult> Climb(
        TargetEvaluator evaluator, double[][] starts, CancellationToken cancellation)
    {
        int n = starts[0].Length;
        if (!evaluator.IsSample)
        {
            return SimultaneousBfgs.Minimize(
                evaluator.NegativeValuesAndGradients, starts,
                new LimitedMemoryBfgsOptions { GradientTolerance = 1e-3, MaximumIterations = MostIterations },
                cancellation);
        }
        // Of a sample of rows each evaluation reads all of it again, and a Hessian reads it once.
        var newton = new TrustRegionNewton(
            n, new TrustRegionNewtonOptions { GradientTolerance = 1e-3, MaximumIterations = MostIterations });
        return starts.Select(start => newton.Minimize(
            evaluator.NegativeValueAndGradient, evaluator.NegativeHessian, start, cancellation));
    }

    /// <summary>The share of the whole mass that the modes outside the approximation seem to hold; 0 where there are
    /// none.</summary>
    /// <param name="modes">The modes that were found.</param>
    /// <param name="approximation">The approximation.</param>
    /// <param name="logEvidence">The logarithm of the mass that the approximation accounts for, in nats.</param>
    public static double Share(
        IReadOnlyList<PosteriorMode> modes, Approximation approximation, double logEvidence) =>
        Outside(modes, approximation, logEvidence).Sum(m => Math.Exp(m.LogMass - logEvidence)) switch
        {
            double.PositiveInfinity => 1,
            double ratio => ratio / (1 + ratio),
        };

    /// <summary>The modes that an approximation does not reach: where its density is far below the
    /// posterior's.</summary>
    public static IEnumerable<PosteriorMode> Outside(
        IReadOnlyList<PosteriorMode> modes, Approximation approximation, double logEvidence) => modes.Where(m =>
            !(approximation.LogDensity(m.Coordinates.Centre) >= m.LogDensity - logEvidence - Math.Log(FarBelow)));

    /// <summary>Whether a place is another mode than that which coordinates are centred at.</summary>
    public static bool IsApart(double[] point, Coordinates coordinates)
    {
        double[] place = [.. point];
        coordinates.ApplyInverse(place);
        return !(Math.Sqrt(DenseCholesky.InnerProduct(place, place)) <= Apart);
    }

    /// <summary>Far out in all directions, from one mode: where others are is not known.</summary>
    private static IEnumerable<double[]> Rays(RandomKey key, int n)
    {
        double[][] directions = PairsOfDirections(key, n, Reaches.Length);
        return Enumerable.Range(0, Searches).Select(start =>
        {
            double reach = (start % 2 == 0 ? 1 : -1) * Reaches[start / 4];
            return directions[start / 2].Select(component => reach * component).ToArray();
        });
    }

    /// <summary>Among modes that are known and some way beyond.</summary>
    private static IEnumerable<double[]> Cloud(RandomKey key, int n)
    {
        double[] noise = QuasiMonteCarlo.Normal(key, n, Searches);
        return Enumerable.Range(0, Searches).Select(start =>
            Enumerable.Range(0, n).Select(e => CloudSpread * noise[e * Searches + start]).ToArray());
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
}
