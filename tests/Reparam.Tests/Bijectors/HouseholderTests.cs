using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class HouseholderTests : BijectorLaws
{
    public override Bijector Bijector => new Householder(new double[] { 1, -2, 0.5 });

    public override Shape Event => [3];

    protected override double[] Extremes => [-1e300, -1000, 1000, 1e300];

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("Householder", _ => Bijector, 1e-14);

    [Fact]
    public void The_normal_is_turned_round_and_what_is_at_right_angles_stays()
    {
        AssertClose([-1, 2, -0.5], Bijector.Forward(new double[] { 1, -2, 0.5 }).ToArray(), 1e-15);
        AssertClose([2, 1, 0], Bijector.Forward(new double[] { 2, 1, 0 }).ToArray(), 1e-15);
    }

    [Fact]
    public void A_normal_of_length_zero_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Householder(new double[,] { { 1, 2 }, { 0, 0 } }));
        Assert.Contains("normal must not be the vector 0", error.Message, StringComparison.Ordinal);
    }
}
