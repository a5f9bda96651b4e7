using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class TruncatedNormalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new TruncatedNormal(p[0], p[1], p[2], p[3]);

    [Fact]
    public void A_far_and_narrow_interval_keeps_its_digits()
    {
        // Of width 1e-6 at 1e6 standard deviations: the density falls by e, as that of an exponential distribution.
        var distribution = new TruncatedNormal(0, 1, 1e6, 1e6 + Math.Pow(2, -20));
        double width = Math.Pow(2, -20) * 1e6, half = 1e6 + Math.Pow(2, -21);
        Assert.Equal(-0.5 * width - Math.Log(1 - Math.Exp(-width)) + Math.Log(1e6),
            distribution.LogProb(half).ToDouble(), 1e-11);
        Assert.Equal((1 - Math.Exp(-0.5 * width)) / (1 - Math.Exp(-width)), distribution.Cdf(half).ToDouble(), 1e-11);
        Assert.Equal(half, distribution.InverseCdf(distribution.Cdf(half)).ToDouble(), 1e-9);
    }

    [Fact]
    public void Ends_that_are_not_in_order_or_not_finite_are_refused()
    {
        Assert.StartsWith("TruncatedNormal: high must be above low by a finite width, but high - low = -1.",
            Assert.Throws<ArgumentException>(() => new TruncatedNormal(0, 1, 2, 1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("TruncatedNormal: low must be finite, but low[1] = -Infinity.",
            Assert.Throws<ArgumentException>(() =>
                new TruncatedNormal(0, 1, new[] { 0, double.NegativeInfinity }, 1)).Message, StringComparison.Ordinal);
    }
}

public sealed class TruncatedNormalFromBelowTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) =>
        new TruncatedNormal(p[0], p[1], p[2], double.PositiveInfinity);
}

public sealed class TruncatedNormalFromAboveTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) =>
        new TruncatedNormal(p[0], p[1], double.NegativeInfinity, p[2]);
}

public sealed class TruncatedNormalWithoutEndsTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) =>
        new TruncatedNormal(p[0], p[1], double.NegativeInfinity, double.PositiveInfinity);
}
