using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class SoftsignTests : BijectorLaws
{
    public override Bijector Bijector => new Softsign();

    protected override double[] Extremes => [-1e300, -1000, 0, 1000, 1e300];

    protected override double RoundTrip => 1e-12;

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("Softsign", static _ => new Softsign(), 1e-15);

    [Theory]
    [InlineData(-1000)]
    [InlineData(1e-300)]
    [InlineData(1000)]
    public void The_inverse_is_as_precise_as_its_argument(double x) => Assert.Equal(
        x, Bijector.Inverse(Bijector.Forward(x).ToDouble()).ToDouble(), 4e-16 * (1 + Math.Abs(x)) * Math.Abs(x));
}
