using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class OrderedTests : BijectorLaws
{
    public override Bijector Bijector => new Ordered();

    public override Shape Event => [4];

    // An increment of e⁻⁴ is the difference of numbers up to e⁴.
    protected override double RoundTrip => 2e-12;

    // The log-determinant is a sum that cancels: of terms up to 21, half an ulp each.
    [Fact]
    public void Values_match_Stan() => AssertMatchesReference("Ordered", static _ => new Ordered(), 4e-15);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void The_result_increases(int length)
    {
        double[] y = Bijector.Forward(new Expressions.SplitMix(5).Numbers(length, -3, 3)).ToArray();
        Assert.Equal(length, y.Length);
        Assert.All(y.Zip(y.Skip(1)), pair => Assert.True(pair.First < pair.Second));
    }

    [Fact]
    public void An_increment_too_small_for_the_sum_disappears()
    {
        Tensor y = Bijector.Forward(new double[] { 1, -40 });
        Assert.Equal([1, 1], y.ToArray());
        Assert.Equal([1, double.NegativeInfinity], Bijector.Inverse(y).ToArray());
    }

    [Fact]
    public void A_scalar_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Bijector.Forward(1));
        Assert.Contains("Ordered: x has shape []", error.Message, StringComparison.Ordinal);
    }
}
