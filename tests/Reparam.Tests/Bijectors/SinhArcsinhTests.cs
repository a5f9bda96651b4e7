using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class SinhArcsinhTests : BijectorLaws
{
    public override Bijector Bijector => new SinhArcsinh(0.5, 1.25);

    protected override double[] Extremes => [-1000, -30, 0, 30, 1000];

    protected override double RoundTrip => 1e-12;

    [Fact]
    public void Values_match_the_formula()
    {
        AssertMatchesReference("SinhArcsinh", static _ => new SinhArcsinh(0.5, 1.25), 1e-14);
        AssertMatchesReference("SinhArcsinh:light", static _ => new SinhArcsinh(-1.5, 0.25), 1e-14);
    }

    [Fact]
    public void Without_skewness_and_with_tails_of_weight_one_it_is_the_identity()
    {
        double[] x = [-1000, -1, -1e-9, 0, 1e-300, 2, 1000];
        (Tensor y, Tensor logDet) = new SinhArcsinh(0, 1).ForwardAndLogDet(x);
        Assert.All(x.Zip(y.ToArray()), p => Assert.Equal(p.First, p.Second, 1e-14 * Math.Abs(p.First)));
        Assert.All(logDet.ToArray(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void The_inverse_is_a_map_of_the_same_kind()
    {
        var inverse = new SinhArcsinh(-1.25 * 0.5, 1 / 1.25);
        Assert.Equal(inverse.Forward(3).ToDouble(), Bijector.Inverse(3).ToDouble(), 1e-14);
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new SinhArcsinh(0, -1));
        Assert.Contains(
            "tailWeight must be above 0 and finite, but tailWeight = -1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SinhArcsinh(double.PositiveInfinity, 1));
    }
}
