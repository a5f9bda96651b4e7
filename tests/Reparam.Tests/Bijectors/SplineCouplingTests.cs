using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class SplineCouplingTests : BijectorLaws
{
    public override Bijector Bijector { get; } = new SplineCoupling(2, 4, 3, static a => Conditioners.Dense(a, 33));

    public override Shape Event => [5];

    protected override double[] Extremes => [-1000, -30, 0, 30, 1000];

    protected override double RoundTrip => 1e-12;

    protected override double DerivativeTolerance => 1e-10;

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("SplineCoupling",
        static x => new SplineCoupling(1, 4, 3, a => Conditioners.Dense(a, 11 * (x.Length - 1))), 1e-13);

    [Fact]
    public void A_conditioner_that_gives_zeros_makes_the_identity()
    {
        var map = new SplineCoupling(2, 8, 3, static a => Tensor.Full(0, a.Shape[..^1].Append([46])));
        AssertClose([1, -2, 2.5, -0.125], map.Forward(new double[] { 1, -2, 2.5, -0.125 }).ToArray(), 1e-15);
    }

    [Fact]
    public void Wrong_numbers_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SplineCoupling(-1, 4, 3, static a => a));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SplineCoupling(1, 0, 3, static a => a));
        Assert.Throws<ArgumentException>(() => new SplineCoupling(1, 4, 0, static a => a));
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2, 3 }));
    }
}
