using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class SigmoidTests : BijectorLaws
{
    public override Bijector Bijector => new Sigmoid();

    protected override double[] Extremes => [-1000, -30, 30, 1000];

    [Fact]
    public void Values_match_Stan() => AssertMatchesReference("Sigmoid", static _ => new Sigmoid(), 1e-14);

    [Theory]
    [InlineData(-700, 1e-15)]
    [InlineData(-30, 1e-15)]
    [InlineData(20, 1e-8)]
    public void The_inverse_is_as_precise_as_its_argument(double x, double tolerance) =>
        AssertClose([x], Bijector.Inverse(Bijector.Forward(x).ToDouble()).ToArray(), tolerance);

    [Fact]
    public void It_rounds_to_its_ends_where_its_documentation_says()
    {
        double[] y = Bijector.Forward(new double[] { 36, 38, -745, -750 }).ToArray();
        Assert.True(y[0] < 1 && y[2] > 0);
        Assert.Equal(1, y[1]);
        Assert.Equal(0, y[3]);
    }
}
