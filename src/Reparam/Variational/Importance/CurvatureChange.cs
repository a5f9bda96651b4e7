using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>How much the curvature of log g changes along each unknown: what one normal distribution cannot
/// follow.</summary>
/// <remarks>
/// With C Cᵀ the covariance of the approximation, E(x) = -Cᵀ ∇² log g(x) C is the same everywhere for a normal
/// posterior. The squared Frobenius norm of a change of it is the expectation of |ΔE v|² over vectors v of random signs
/// (Hutchinson 1990). Divided by two that is about the variance, in nats, that the change gives to log importance
/// ratios there. k-hat says nothing of it where no draw has come.
/// </remarks>
/// <param name="Unknowns">Where it is more than <see cref="Least"/>, greatest first: each by what it changes that those
/// before it do not.</param>
/// <param name="Greatest">The change along the first.</param>
/// <param name="Left">The greatest change along any other.</param>
internal sealed record CurvatureChange(IReadOnlyList<int> Unknowns, double Greatest, double Left)
{
    /// <summary>The change beyond which one normal distribution may be wrong though its weights look sound.</summary>
    public const double Much = 3;

    /// <summary>The least change that counts.</summary>
    public const double Least = 1;

    /// <summary>The most unknowns that are looked for: nodes fill the space of all of them.</summary>
    public const int Most = 5;

    private const double Reach = 2;
    private const int Probes = 4;

    /// <summary>The most numbers that the points of one look may be: beyond it there is no look.</summary>
    private const long MostNumbers = 10_000_000;

    /// <summary>The greatest change around any of some normal distributions; null where one has too many
    /// unknowns.</summary>
    public static CurvatureChange? Find(TargetEvaluator evaluator, IReadOnlyList<Coordinates> maps, RandomKey key) =>
        maps.All(IsAffordable) ? maps.Select(map => Find(evaluator, map, key)).MaxBy(change => change.Greatest) : null;

    /// <summary>Looks at two standard deviations along each unknown, on both sides; of a hierarchy along those outside
    /// its plates.</summary>
    public static CurvatureChange Find(TargetEvaluator evaluator, Coordinates map, RandomKey key) =>
        Find(evaluator, map, key, Candidates(map));

    private static IReadOnlyList<int> Candidates(Coordinates map) =>
        map.Pattern.Globals ?? [.. Enumerable.Range(0, map.Dimension)];

    private static bool IsAffordable(Coordinates map) =>
        Probes * (2L * Candidates(map).Count + 1) * map.Dimension <= MostNumbers;

    private static CurvatureChange Find(
        TargetEvaluator evaluator, Coordinates map, RandomKey key, IReadOnlyList<int> candidates)
    {
        var found = new List<int>();
        var held = new List<double[]>();
        double first = 0;
        while (true)
        {
            double[] change = Along(evaluator, map, held, key, candidates);
            double left = change.Max();
            first = found.Count == 0 ? left : first;
            int greatest = candidates[Array.IndexOf(change, left)];
            double[] axis = map.Axis(greatest);
            if (!(left > Least) || found.Count == Most || !TryProject(axis, held))
            {
                return new CurvatureChange(found, first, left);
            }
            found.Add(greatest);
            held.Add(axis);
        }
    }

    /// <summary>|ΔE|² from the centre to <see cref="Reach"/> standard deviations along each unknown, the others
    /// following by regression, without the rows and columns of the directions that are held; the greater of both
    /// sides.</summary>
    private static double[] Along(TargetEvaluator evaluator, Coordinates map, List<double[]> held, RandomKey key,
        IReadOnlyList<int> candidates)
    {
        // The last place is the centre.
        int n = map.Dimension, m = candidates.Count, places = 2 * m + 1, points = places * Probes;
        double[][] signs = Signs(n, held, key);
        double[] at = new double[n * points], vectors = new double[n * points], column = new double[n];
        for (int d = 0; d < points; d++)
        {
            int place = d / Probes;
            double[] point = place < 2 * m ? map.Axis(candidates[place / 2]) : new double[n];
            if (!TryProject(point, held))
            {
                Array.Clear(point);
            }
            for (int e = 0; e < n; e++)
            {
                point[e] *= place % 2 == 0 ? Reach : -Reach;
            }
            map.Apply(point);
            signs[d % Probes].CopyTo(column, 0);
            map.ApplyFactor(column);
            for (int e = 0; e < n; e++)
            {
                at[e * points + d] = point[e];
                vectors[e * points + d] = column[e];
            }
        }
        double[] products = evaluator.HessianVectorProducts(at, vectors, points);
        var change = new double[m];
        for (int place = 0; place < 2 * m; place++)
        {
            double square = 0;
            for (int probe = 0; probe < Probes; probe++)
            {
                for (int e = 0; e < n; e++)
                {
                    column[e] = products[e * points + place * Probes + probe]
                        - products[e * points + 2 * m * Probes + probe];
                }
                map.ApplyFactorTransposed(column);
                Remove(column, held);
                square += DenseCholesky.InnerProduct(column, column) / Probes;
            }
            change[place / 2] = double.IsNaN(square) ? double.PositiveInfinity : Math.Max(change[place / 2], square);
        }
        return change;
    }

    private static double[][] Signs(int n, List<double[]> held, RandomKey key)
    {
        double[] uniform = QuasiMonteCarlo.Uniform(key, n, Probes);
        return [.. Enumerable.Range(0, Probes).Select(probe =>
        {
            double[] signs = [.. Enumerable.Range(0, n).Select(e => uniform[e * Probes + probe] < 0.5 ? -1.0 : 1)];
            Remove(signs, held);
            return signs;
        })];
    }

    /// <summary>Takes the held directions out of a vector.</summary>
    private static void Remove(double[] vector, List<double[]> held)
    {
        foreach (double[] direction in held)
        {
            double along = DenseCholesky.InnerProduct(vector, direction);
            for (int e = 0; e < vector.Length; e++)
            {
                vector[e] -= along * direction[e];
            }
        }
    }

    /// <summary>Takes the held directions out of a unit vector and makes its length one again, where something is
    /// left.</summary>
    private static bool TryProject(double[] vector, List<double[]> held)
    {
        Remove(vector, held);
        double length = Math.Sqrt(DenseCholesky.InnerProduct(vector, vector));
        for (int e = 0; e < vector.Length; e++)
        {
            vector[e] /= length;
        }
        return length > 0.1;
    }
}
