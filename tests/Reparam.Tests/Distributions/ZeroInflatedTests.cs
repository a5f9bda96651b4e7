using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class ZeroInflatedTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new ZeroInflated(new Poisson(p[0]), p[1]);

    protected override bool HasEntropy(double[] parameters) => false;

    [Fact]
    public void Entropy_comes_from_that_of_the_counts()
    {
        ZeroInflated inflated = new(new Binomial(12, 0.3), 0.2);
        double[] log = inflated.LogProb(Enumerable.Range(0, 13).Select(k => (double)k).ToArray()).ToArray();
        AssertClose(-log.Sum(l => Math.Exp(l) * l), inflated.Entropy.ToDouble(), 1e-13, "entropy");
    }

    [Fact]
    public void Counts_that_are_no_counts_and_certain_gates_are_refused()
    {
        Assert.StartsWith(
            "ZeroInflated: counts must be a distribution of integers from 0 on, but a value of Normal must", Assert.Throws<ArgumentException>(() => new ZeroInflated(new Normal(0, 1), 0.5)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("ZeroInflated: gate must be above 0 and below 1, but gate = 1.",
            Assert.Throws<ArgumentException>(() => new ZeroInflated(new Poisson(1), 1)).Message,
            StringComparison.Ordinal);
    }
}

public sealed class ZeroInflatedFromLogitsTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) =>
        ZeroInflated.FromLogits(new NegativeBinomial(p[0], p[1]), p[2]);

    protected override bool HasEntropy(double[] parameters) => false;
}
