using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class TruncatedNormalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new TruncatedNormal(p[0], p[1], p[2], p[3]);

    // Far out the derivatives in location and scale are differences of numbers that are larger than they.
    protected override double GradientTolerance => 1e-12;

    // And so are those of the path, twice: by the square of a hundred standard deviations.
    protected override double SecondPathTolerance => 1e-8;

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
    public void An_end_that_is_far_from_the_mass_changes_nothing()
    {
        double[] x = [-30, -3, 0, 2, 4.5];
        var oneSided = new TruncatedNormal(0, 1, double.NegativeInfinity, 5);
        var twoSided = new TruncatedNormal(0, 1, -1e9, 5);
        foreach (Func<Distribution, Tensor> function in (Func<Distribution, Tensor>[])
            [d => d.LogProb(x), d => d.LogCdf(x), d => d.LogSurvival(x), d => d.FromNoise(x), d => d.Mean, d => d.Variance])
        {
            double[] expected = function(oneSided).ToArray(), actual = function(twoSided).ToArray();
            for (int i = 0; i < expected.Length; i++)
            {
                AssertClose(expected[i], actual[i], 1e-14, $"element {i}");
            }
        }
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

    // As for intervals.
    protected override double GradientTolerance => 1e-12;

    protected override double SecondPathTolerance => 1e-8;
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
