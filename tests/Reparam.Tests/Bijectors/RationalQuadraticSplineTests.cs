using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class RationalQuadraticSplineTests : BijectorLaws
{
    public override Bijector Bijector => new RationalQuadraticSpline(
        new double[] { 0.5, -1, 0.25, 2 }, new double[] { 1, 1.5, -2, 0 }, new double[] { -1, 3, 0.5 }, 4);

    protected override (double Lower, double Upper) Domain => (-5, 4.5);

    protected override double[] Extremes => [-1e300, -1000, -4, -3.999, 0, 4, 30, 1e300];

    protected override double RoundTrip => 1e-12;

    protected override double DerivativeTolerance => 1e-10;

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("RationalQuadraticSpline", _ => Bijector, 1e-13);

    [Fact]
    public void Where_all_is_zero_it_is_the_identity()
    {
        var map = new RationalQuadraticSpline(new double[8], new double[8], new double[7], 3);
        double[] x = new Expressions.SplitMix(3).Numbers(50, -4, 4);
        (Tensor y, Tensor logDet) = map.ForwardAndLogDet(x);
        AssertClose(x, y.ToArray(), 1e-15);
        AssertClose(new double[50], logDet.ToArray(), 1e-14);
    }

    [Fact]
    public void It_is_continuous_and_increasing_across_its_knots()
    {
        double[] x = [.. Enumerable.Range(0, 10_001).Select(i => -4.5 + 9.0 * i / 10_000)];
        double[] y = Bijector.Forward(x).ToArray();
        for (int i = 1; i < x.Length; i++)
        {
            Assert.InRange(y[i] - y[i - 1], 1e-9, 0.05);
        }
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(-2)]
    [InlineData(0)]
    [InlineData(4)]
    public void The_slope_on_a_knot_is_that_of_one_bin(double knot)
    {
        // With equal bins and slopes of 1 it is 1 on every knot.
        var map = new RationalQuadraticSpline(new double[4], new double[4], new double[3], 4);
        AssertClose([1], GradientAt(x => map.Forward(x), knot), 1e-14);
        AssertClose([1], GradientAt(y => map.Inverse(y), knot), 1e-14);
    }

    [Fact]
    public void Extreme_knots_keep_the_precision_of_the_inverse()
    {
        // Bins from 7e-4 to nearly all of the width, slopes from 0.001 to 30.
        var map = new RationalQuadraticSpline(
            new double[] { -50, 50, 0 }, new double[] { 50, 0, -50 }, new double[] { -40, 30 }, 1);
        double[] y = [.. Enumerable.Range(1, 199).Select(i => -1 + i / 100.0)];
        AssertClose(y, map.Forward(map.Inverse(y).ToArray()).ToArray(), 1e-11);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new RationalQuadraticSpline(new double[3], new double[3], new double[3], 1));
        Assert.Contains("must have K, K and K - 1 elements", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() =>
            new RationalQuadraticSpline(new double[3], new double[3], new double[2], 0));
    }
}
