using Reparam.Random;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>A normal distribution: the standard one in its coordinates.</summary>
internal sealed class GaussianApproximation(string name, Coordinates coordinates) : Approximation(name)
{
    public override Coordinates Coordinates { get; } = coordinates;

    public override bool IsGaussian => true;

    public override (double[] Points, double[] LogDensities) Draw(RandomKey key, int count, int threads)
    {
        int n = Dimension;
        double[] points = QuasiMonteCarlo.Normal(key, n, count);
        var logDensities = new double[count];
        var x = new double[n];
        double atCentre = -n * HalfLogTwoPi - Coordinates.LogDeterminant();
        for (int d = 0; d < count; d++)
        {
            logDensities[d] = atCentre;
            for (int e = 0; e < n; e++)
            {
                x[e] = points[e * count + d];
                logDensities[d] -= 0.5 * x[e] * x[e];
            }
            Coordinates.Apply(x);
            for (int e = 0; e < n; e++)
            {
                points[e * count + d] = x[e];
            }
        }
        return (points, logDensities);
    }
}
