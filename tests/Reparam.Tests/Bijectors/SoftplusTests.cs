using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class SoftplusTests : BijectorLaws
{
    public override Bijector Bijector => new Softplus();

    protected override double[] Extremes => [-1000, -30, 30, 1000];

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("Softplus", static _ => new Softplus(), 1e-14);

    [Theory]
    [InlineData(-700)]
    [InlineData(-30)]
    [InlineData(40)]
    [InlineData(1000)]
    public void The_round_trip_is_precise_at_both_ends(double x) =>
        AssertClose([x], Bijector.Inverse(Bijector.Forward(x).ToDouble()).ToArray(), 1e-15);
}
