using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A mixture of normal distributions, one for each mode of the posterior.</summary>
/// <param name="name">What it is made of.</param>
/// <param name="components">Each with the logarithm of its weight; the weights sum to 1.</param>
internal sealed class MixtureApproximation(
    string name, IReadOnlyList<(double LogWeight, Coordinates Coordinates)> components) : Approximation(name)
{
    private readonly GaussianApproximation[] _parts =
        [.. components.Select(c => new GaussianApproximation(name, c.Coordinates))];

    private readonly double[] _logWeights = [.. components.Select(c => c.LogWeight)];

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
        double[] x = new double[n], place = new double[n], terms = new double[_parts.Length];
        for (int d = 0; d < count; d++)
        {
            for (int e = 0; e < n; e++)
            {
                x[e] = points[e * count + d];
            }
            Chosen(choice[d]).Apply(x);
            logDensities[d] = LogDensity(x, place, terms);
            for (int e = 0; e < n; e++)
            {
                points[e * count + d] = x[e];
            }
        }
        return (points, logDensities);
    }

    public override double LogDensity(ReadOnlySpan<double> point) =>
        LogDensity(point, new double[Dimension], new double[_parts.Length]);

    private double LogDensity(ReadOnlySpan<double> point, double[] place, double[] terms)
    {
        double most = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < terms.Length; k++)
        {
            terms[k] = _logWeights[k] + _parts[k].LogDensity(point, place);
            most = Math.Max(most, terms[k]);
        }
        foreach (double term in terms)
        {
            sum += Math.Exp(term - most);
        }
        return most + Math.Log(sum);
    }

    private Coordinates Chosen(double choice)
    {
        int k = 0;
        while (k + 1 < _parts.Length && choice >= Math.Exp(_logWeights[k]))
        {
            choice -= Math.Exp(_logWeights[k++]);
        }
        return _parts[k].Coordinates;
    }
}
