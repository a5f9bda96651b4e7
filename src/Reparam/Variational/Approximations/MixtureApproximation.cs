using Reparam.Numerics;
using Reparam.Random;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>A mixture of normal distributions, one for each mode of the posterior.</summary>
/// <param name="name">What it is made of.</param>
/// <param name="components">Each with the logarithm of its weight; the weights sum to 1.</param>
internal sealed class MixtureApproximation(
    string name, IReadOnlyList<(double LogWeight, Coordinates Coordinates)> components) : Approximation(name)
{
    /// <summary>Those of the component of greatest weight.</summary>
    public override Coordinates Coordinates { get; } = components.MaxBy(c => c.LogWeight).Coordinates;

    public override IReadOnlyList<Coordinates> Pieces { get; } = [.. components.Select(c => c.Coordinates)];

    public override bool IsGaussian => false;

    public override (double[] Points, double[] LogDensities) Draw(RandomKey key, int count, int threads)
    {
        int n = Dimension;
        double[] points = QuasiMonteCarlo.Normal(key, n, count);
        // One more dimension of the same net chooses the component.
        var choice = new double[count];
        QuasiMonteCarlo.FillUniform(key, n, count, choice);
        var logDensities = new double[count];
        double[] x = new double[n], u = new double[n], terms = new double[components.Count];
        double[] scales = [.. components.Select(c =>
            c.LogWeight - n * HalfLogTwoPi - c.Coordinates.LogDeterminant())];
        for (int d = 0; d < count; d++)
        {
            for (int e = 0; e < n; e++)
            {
                x[e] = points[e * count + d];
            }
            Chosen(choice[d]).Apply(x);
            double most = double.NegativeInfinity, mass = 0;
            for (int k = 0; k < terms.Length; k++)
            {
                x.CopyTo(u, 0);
                components[k].Coordinates.ApplyInverse(u);
                terms[k] = scales[k] - 0.5 * DenseCholesky.InnerProduct(u, u);
                most = Math.Max(most, terms[k]);
            }
            foreach (double term in terms)
            {
                mass += Math.Exp(term - most);
            }
            logDensities[d] = most + Math.Log(mass);
            for (int e = 0; e < n; e++)
            {
                points[e * count + d] = x[e];
            }
        }
        return (points, logDensities);
    }

    private Coordinates Chosen(double choice)
    {
        int k = 0;
        while (k + 1 < components.Count && choice >= Math.Exp(components[k].LogWeight))
        {
            choice -= Math.Exp(components[k++].LogWeight);
        }
        return components[k].Coordinates;
    }
}
