using System.Runtime.CompilerServices;
using Reparam.Numerics;
using Reparam.Random;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>A normal distribution: the standard one in its coordinates.</summary>
/// <param name="name">The family's name.</param>
/// <param name="coordinates">In these it is the standard one.</param>
/// <param name="defence">Where its noise is spread wider in part; null where it is not.</param>
internal sealed class GaussianApproximation(string name, Coordinates coordinates, DefensiveNoise? defence = null)
    : Approximation(name)
{
    private readonly double _logDeterminant = coordinates.LogDeterminant();

    public override Coordinates Coordinates { get; } = coordinates;

    public override bool IsGaussian => true;

    public override Approximation Defended =>
        new GaussianApproximation(Name, Coordinates, new DefensiveNoise(Dimension));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override (double[] Points, double[] LogDensities) Draw(RandomKey key, int count, int threads)
    {
        int n = Dimension;
        double[] points = QuasiMonteCarlo.RentNormal(key, n, count), logDensities = new double[count];
        // One more dimension of the same net.
        double[] scale = defence is null ? [] : new double[count];
        if (defence is not null)
        {
            QuasiMonteCarlo.FillUniform(key, n, count, scale);
        }
        var x = new double[n];
        for (int d = 0; d < count; d++)
        {
            double factor = defence?.Scale(scale[d]) ?? 1, square = 0;
            for (int e = 0; e < n; e++)
            {
                x[e] = factor * points[e * count + d];
                square += x[e] * x[e];
            }
            logDensities[d] = LogNoise(square) - _logDeterminant;
            Coordinates.Apply(x);
            for (int e = 0; e < n; e++)
            {
                points[e * count + d] = x[e];
            }
        }
        return (points, logDensities);
    }

    public override double LogDensity(ReadOnlySpan<double> point) => LogDensity(point, new double[Dimension]);

    /// <summary>log q at a point, in nats, without memory of its own.</summary>
    /// <param name="point">The point.</param>
    /// <param name="place">As many numbers; becomes the point's place in the coordinates.</param>
    public double LogDensity(ReadOnlySpan<double> point, Span<double> place)
    {
        point.CopyTo(place);
        Coordinates.ApplyInverse(place);
        return LogNoise(DenseCholesky.InnerProduct(place, place)) - _logDeterminant;
    }

    private double LogNoise(double square) => defence?.LogDensity(square) ?? -Dimension * HalfLogTwoPi - 0.5 * square;
}
