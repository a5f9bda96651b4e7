using Reparam.Random;

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
        var x = new double[n];
        for (int d = 0; d < count; d++)
        {
            for (int e = 0; e < n; e++)
            {
                x[e] = points[e * count + d];
            }
            Chosen(choice[d]).Apply(x);
            logDensities[d] = LogDensity(x);
            for (int e = 0; e < n; e++)
            {
                points[e * count + d] = x[e];
            }
        }
        return (points, logDensities);
    }

    public override double LogDensity(ReadOnlySpan<double> point)
    {
        var terms = new double[components.Count];
        for (int k = 0; k < terms.Length; k++)
        {
            terms[k] = components[k].LogWeight
                + new GaussianApproximation(Name, components[k].Coordinates).LogDensity(point);
        }
        double most = terms.Max();
        return most + Math.Log(terms.Sum(term => Math.Exp(term - most)));
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
