using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class LowRankAffineTests : BijectorLaws
{
    private static readonly double[,] Factor = { { 1, 0.25 }, { -2, 0.5 }, { 0.75, 3 } };

    public override Bijector Bijector =>
        new LowRankAffine(new double[] { 1, -2, 0.5 }, new double[] { 0.5, 2, 1 }, Factor);

    public override Shape Event => [3];

    protected override double[] Extremes => [-1e300, -1000, 1000, 1e300];

    protected override double RoundTrip => 1e-12;

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("LowRankAffine", _ => Bijector, 1e-13);

    [Fact]
    public void A_batch_of_shifts_broadcasts()
    {
        var map = new LowRankAffine(
            new double[,] { { 0, 0 }, { 10, 20 } }, new double[] { 1, 1 }, new double[,] { { 1 }, { 1 } });
        (Tensor y, Tensor logDet) = map.ForwardAndLogDet(new double[] { 1, 2 });
        Assert.Equal([4, 5, 14, 25], y.ToArray());
        AssertClose([Math.Log(3), Math.Log(3)], logDet.ToArray(), 1e-15);
        AssertClose([1, 2, 1, 2], map.Inverse(y).ToArray(), 1e-14);
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new LowRankAffine(new double[] { 0, 0 }, new double[] { 1, 0 }, new double[2, 1]));
        Assert.Contains(
            "diagonal must be above 0 and finite, but diagonal[1] = 0", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() =>
            new LowRankAffine(new double[] { 0, 0 }, new double[] { 1, 1 }, new double[3, 1]));
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2 }));
    }
}
