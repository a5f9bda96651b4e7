using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class PowerTests : BijectorLaws
{
    public override Bijector Bijector => new Power(-0.75);

    protected override (double Lower, double Upper) Domain => (0.05, 20);

    protected override double[] Extremes => [1e-100, 1e-3, 1000, 1e200];

    protected override double DerivativeTolerance => 1e-10;

    [Theory]
    [InlineData(0.75)]
    [InlineData(-1)]
    public void Values_match_the_formula(double exponent) => AssertMatchesReference(
        FormattableString.Invariant($"Power:{exponent}"), _ => new Power(exponent), 1e-15);

    [Fact]
    public void Exponents_broadcast_with_the_argument()
    {
        var map = new Power(new double[] { 1, 2, -1 });
        (Tensor y, Tensor logDet) = map.ForwardAndLogDet(new double[,] { { 2 }, { 4 } });
        Assert.Equal([2, 4, 0.5, 4, 16, 0.25], y.ToArray());
        Assert.Equal(Shape.Create([2, 3]), logDet.Shape);
        Assert.Equal(Shape.Create([2, 3]), map.ForwardShape([2, 1]));
    }

    [Fact]
    public void An_exponent_of_zero_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Power(new double[] { 1, 0 }));
        Assert.Contains(
            "exponent must be finite and not 0, but exponent[1] = 0", error.Message, StringComparison.Ordinal);
    }
}
