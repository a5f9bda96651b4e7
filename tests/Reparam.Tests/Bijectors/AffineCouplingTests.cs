using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class AffineCouplingTests : BijectorLaws
{
    public override Bijector Bijector { get; } = new AffineCoupling(2, static a => Conditioners.Dense(a, 6));

    public override Shape Event => [5];

    protected override double[] Extremes => [-1000, -30, 0, 30, 1000];

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("AffineCoupling",
        static x => new AffineCoupling(2, a => Conditioners.Dense(a, 2 * (x.Length - 2))), 1e-13);

    [Fact]
    public void The_first_elements_are_left_untouched() =>
        Assert.Equal([1, -2], Bijector.Forward(new double[] { 1, -2, 3, 4, 5 }).ToArray()[..2]);

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2, 3, 4 }));
        Assert.Contains(
            "the conditioner must give one of shape [4], but it gave [6]", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2 }));
        Assert.Contains(
            "the first 2 elements of a vector are left untouched", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AffineCoupling(-1, static a => a));
    }
}
