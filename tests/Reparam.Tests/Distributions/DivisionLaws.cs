using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

/// <summary>What holds for every distribution of the ways to divide a count among categories: probabilities sum to one
/// and to the moments, and draws have them.</summary>
public abstract class DivisionLaws : DistributionLaws
{
    /// <summary>A small one, of 5 trials and 3 categories.</summary>
    protected abstract Distribution Small { get; }

    [Fact]
    public void Probabilities_sum_to_one_and_to_the_moments()
    {
        double[] log = Small.LogProb(Tensor.From([.. Divisions.SelectMany(d => d)], [21, 3])).ToArray();
        AssertClose(1, log.Sum(Math.Exp), 1e-13, "the sum");
        double[] mean = Small.Mean.ToArray(), variance = Small.Variance.ToArray();
        for (int k = 0; k < 3; k++)
        {
            double first = Divisions.Zip(log, (d, l) => d[k] * Math.Exp(l)).Sum();
            AssertClose(first, mean[k], 1e-13, "mean");
            AssertClose(Divisions.Zip(log, (d, l) => Math.Pow(d[k] - first, 2) * Math.Exp(l)).Sum(), variance[k], 1e-13,
                "variance");
        }
    }

    [Fact]
    public void Draws_have_the_probabilities()
    {
        const int n = 20_000;
        double[] draws = Small.Sample(n, seed: 3).ToArray();
        foreach (double[] division in Divisions)
        {
            double p = Math.Exp(Small.LogProb(division).ToDouble());
            double found =
                Enumerable.Range(0, n).Count(i => draws.AsSpan(3 * i, 3).SequenceEqual(division)) / (double)n;
            // Six standard errors and two draws: one false alarm in 5e7 for all 21.
            Assert.True(Math.Abs(found - p) <= 6 * Math.Sqrt(p * (1 - p) / n) + 2.0 / n,
                $"{string.Join(", ", division)}: probability {p}, frequency {found}.");
        }
    }

    [Fact]
    public void Entropy_is_refused_by_name() =>
        Assert.StartsWith(Small.GetType().Name + " has no formula for an entropy",
            Assert.Throws<NotSupportedException>(() => Small.Entropy).Message, StringComparison.Ordinal);

    private static double[][] Divisions =>
    [
        .. from i in Enumerable.Range(0, 6)
           from j in Enumerable.Range(0, 6 - i)
           select new double[] { i, j, 5 - i - j },
    ];
}
