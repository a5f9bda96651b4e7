using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class ExpTests : BijectorLaws
{
    public override Bijector Bijector => new Exp();

    [Fact]
    public void Values_match_Stan() => AssertMatchesReference("Exp", static _ => new Exp(), 1e-15);

    [Fact]
    public void It_overflows_and_underflows_where_its_documentation_says()
    {
        double[] y = Bijector.Forward(new double[] { 709.7, 709.8, -745, -746 }).ToArray();
        Assert.True(double.IsFinite(y[0]) && y[2] > 0);
        Assert.Equal(double.PositiveInfinity, y[1]);
        Assert.Equal(0, y[3]);
    }
}
