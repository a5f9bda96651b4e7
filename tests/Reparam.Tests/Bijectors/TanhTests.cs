using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class TanhTests : BijectorLaws
{
    public override Bijector Bijector => new Tanh();

    protected override double[] Extremes => [-1000, -30, 0, 30, 1000];

    // At x = 4 the inverse has a slope of 750.
    protected override double RoundTrip => 5e-13;

    protected override double DerivativeTolerance => 1e-8;

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("Tanh", static _ => new Tanh(), 1e-14);

    [Theory]
    [InlineData(1e-300)]
    [InlineData(-1e-9)]
    [InlineData(0.001)]
    public void The_inverse_is_precise_near_zero(double x) =>
        Assert.Equal(x, Bijector.Inverse(Bijector.Forward(x).ToDouble()).ToDouble(), 4e-16 * Math.Abs(x));
}
