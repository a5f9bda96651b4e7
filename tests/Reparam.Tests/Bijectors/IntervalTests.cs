using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class IntervalTests : BijectorLaws
{
    public override Bijector Bijector => new Interval(-1.5, 4);

    protected override double[] Extremes => [-1000, -30, 30, 1000];

    [Fact]
    public void Values_match_Stan() => AssertMatchesReference("Interval", static _ => new Interval(-1.5, 4), 1e-14);

    [Fact]
    public void Each_element_may_have_bounds_of_its_own()
    {
        var map = new Interval(new double[] { 0, 10 }, new double[] { 1, 30 });
        Assert.Equal([0.5, 20], map.Forward(0).ToArray());
        Assert.Equal(Shape.Create([2]), map.ForwardShape([]));
    }

    [Fact]
    public void Bounds_in_the_wrong_order_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Interval(new double[] { 0, 2 }, 1));
        Assert.Contains("upper - lower[1] = -1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Interval(0, double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => new Interval(1, 1));
    }
}
