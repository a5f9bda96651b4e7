using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class HurdleTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new Hurdle(new Poisson(p[0]), p[1]);

    protected override bool HasEntropy(double[] parameters) => false;

    [Fact]
    public void Entropy_comes_from_that_of_the_counts()
    {
        Hurdle hurdle = new(new Binomial(12, 0.3), 0.2);
        double[] log = hurdle.LogProb(Enumerable.Range(0, 13).Select(k => (double)k).ToArray()).ToArray();
        AssertClose(1, log.Sum(Math.Exp), 1e-13, "the sum");
        AssertClose(-log.Sum(l => Math.Exp(l) * l), hurdle.Entropy.ToDouble(), 1e-13, "entropy");
    }

    [Fact]
    public void Counts_that_are_nearly_always_zero_are_nearly_always_one_beyond_the_hurdle()
    {
        Hurdle rare = new(new Poisson(1e-18), 0.5);
        AssertClose(Math.Log(0.5), rare.LogProb(1).ToDouble(), 1e-15, "log probability");
        Assert.Equal([0, 1, 1], rare.InverseCdf(new double[] { 0.4, 0.6, 0.999999 }).ToArray());
    }
}

public sealed class HurdleFromLogitsTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => Hurdle.FromLogits(new NegativeBinomial(p[0], p[1]), p[2]);

    protected override bool HasEntropy(double[] parameters) => false;

    // Of rarer counts none is drawn.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[2].Values[0] < 5;
}
