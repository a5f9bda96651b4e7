using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>
/// Directions in which the posterior falls off much more slowly than a normal approximation, and proposals that reach there: a
/// mixture of the approximation with copies of it whose coordinate along one such direction has Student's t distribution with 4
/// degrees of freedom (a defensive mixture, Hesterberg 1995).
/// </summary>
/// <remarks>
/// The logarithm of a scale that the data do not bound away from zero is the usual case: its posterior falls like eˣ to the left.
/// A normal approximation puts no draws there, and k-hat, which sees only the draws there are, says nothing.
/// </remarks>
internal sealed class TailDirections
{
    private const double Reach = 4;

    /// <summary>How far above the approximation, in nats at <see cref="Reach"/> standard deviations, the density must be.</summary>
    private const double Excess = 1;
    private const int Most = 16;
    private const double HeavyShare = 0.5;

    private readonly double[][] _directions;
    private readonly int _n;

    private TailDirections(double[][] directions, int dimension) => (_directions, _n) = (directions, dimension);

    /// <summary>The number of directions.</summary>
    public int Count => _directions.Length;

    /// <summary>No directions: proposals from the approximation itself.</summary>
    public static TailDirections None(int dimension) => new([], dimension);

    /// <summary>Looks along the axis of each unknown, the others following by regression, on both sides.</summary>
    /// <param name="logDensity">log g at points of noise space: [element · draws + draw], draws.</param>
    /// <param name="shift">From noise to the coordinates of the approximation.</param>
    /// <param name="approximation">From there to the unknowns.</param>
    public static TailDirections Find(Func<double[], int, double[]> logDensity, Coordinates shift, Coordinates approximation)
    {
        int n = shift.Dimension, points = 2 * n + 1;
        Coordinates map = approximation.Compose(shift.Centre, shift.Factor);
        double[][] axes = [.. Enumerable.Range(0, n).Select(i => Axis(map, i))];
        var noise = new double[n * points];
        for (int i = 0; i < n; i++)
        {
            for (int e = 0; e < n; e++)
            {
                noise[e * points + 2 * i] = Reach * axes[i][e];
                noise[e * points + 2 * i + 1] = -Reach * axes[i][e];
            }
        }
        double[] values = logDensity(noise, points);
        double centre = values[points - 1];
        return new TailDirections([.. Enumerable.Range(0, n)
            .Select(i => (Axis: axes[i], Excess: Math.Max(values[2 * i], values[2 * i + 1]) - centre + 0.5 * Reach * Reach))
            .Where(c => c.Excess > Excess).OrderByDescending(c => c.Excess).Take(Most).Select(c => c.Axis)], n);
    }

    /// <summary>Noise for proposals: in some draws the coordinate along a direction is replaced by a heavy-tailed one.</summary>
    public double[] Noise(RandomKey key, int draws)
    {
        // Two more dimensions of the same net choose the component and the place along its direction.
        double[] uniform = QuasiMonteCarlo.Uniform(key, _n + 2, draws);
        double[] noise = QuasiMonteCarlo.Normal(key, _n, draws);
        for (int d = 0; d < draws && Count > 0; d++)
        {
            double choice = (uniform[_n * draws + d] - (1 - HeavyShare)) / HeavyShare * Count;
            if (choice < 0)
            {
                continue;
            }
            double[] direction = _directions[Math.Min((int)choice, Count - 1)];
            double change = StudentQuantile(uniform[(_n + 1) * draws + d]);
            for (int e = 0; e < _n; e++)
            {
                change -= direction[e] * noise[e * draws + d];
            }
            for (int e = 0; e < _n; e++)
            {
                noise[e * draws + d] += change * direction[e];
            }
        }
        return noise;
    }

    /// <summary>The logarithm of the mixture's density over that of standard normal noise, at each draw.</summary>
    public double[] LogDensityRatios(double[] noise, int draws)
    {
        var ratios = new double[draws];
        for (int d = 0; d < draws && Count > 0; d++)
        {
            double sum = 1 - HeavyShare;
            foreach (double[] direction in _directions)
            {
                double s = 0;
                for (int e = 0; e < _n; e++)
                {
                    s += direction[e] * noise[e * draws + d];
                }
                sum += HeavyShare / Count * Math.Exp(StudentLogDensity(s) + 0.5 * s * s + Distributions.Normal.HalfLogTwoPi);
            }
            ratios[d] = Math.Log(sum);
        }
        return ratios;
    }

    /// <summary>The unit vector of noise along which unknown i moves fastest: row i of the factor.</summary>
    private static double[] Axis(Coordinates map, int i)
    {
        int n = map.Dimension;
        var axis = new double[n];
        if (!map.IsFull)
        {
            axis[i] = 1;
            return axis;
        }
        ReadOnlySpan<double> row = map.Factor.AsSpan(i * n, n);
        double norm = Math.Sqrt(DenseCholesky.InnerProduct(row, row));
        for (int e = 0; e < n; e++)
        {
            axis[e] = row[e] / norm;
        }
        return axis;
    }

    /// <summary>log of 3/8 (1 + s²/4)^(-5/2).</summary>
    private static double StudentLogDensity(double s) => Math.Log(0.375) - 2.5 * Math.Log(1 + 0.25 * s * s);

    /// <summary>The inverse distribution function for 4 degrees of freedom (Shaw 2006, eq. 37).</summary>
    private static double StudentQuantile(double u)
    {
        double root = Math.Sqrt(4 * u * (1 - u));
        double q = Math.Cos(Math.Acos(Math.Min(root, 1)) / 3) / root;
        return Math.CopySign(2 * Math.Sqrt(Math.Max(q - 1, 0)), u - 0.5);
    }
}
