using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class PositiveOrderedTests : BijectorLaws
{
    public override Bijector Bijector => new PositiveOrdered();

    public override Shape Event => [4];

    // An increment of e⁻⁴ is the difference of numbers up to e⁴.
    protected override double RoundTrip => 2e-12;

    protected override double[] Extremes => [-1000, -30, 30, 700];

    [Fact]
    public void Values_match_Stan() =>
        AssertMatchesReference("PositiveOrdered", static _ => new PositiveOrdered(), 4e-15);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void The_result_is_positive_and_increases(int length)
    {
        double[] y = Bijector.Forward(new Expressions.SplitMix(5).Numbers(length, -3, 3)).ToArray();
        Assert.Equal(length, y.Length);
        Assert.True(y[0] > 0);
        Assert.All(y.Zip(y.Skip(1)), pair => Assert.True(pair.First < pair.Second));
    }

    [Fact]
    public void The_first_element_keeps_its_precision_where_it_is_tiny() =>
        AssertClose([-700, 2], Bijector.Inverse(Bijector.Forward(new double[] { -700, 2 }).ToArray()).ToArray(), 1e-15);

    [Fact]
    public void A_scalar_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Bijector.Forward(1));
        Assert.Contains("PositiveOrdered: x has shape []", error.Message, StringComparison.Ordinal);
    }
}
