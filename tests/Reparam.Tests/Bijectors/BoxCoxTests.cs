using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class BoxCoxTests : BijectorLaws
{
    public override Bijector Bijector => new BoxCox(0.25);

    protected override (double Lower, double Upper) Domain => (0.05, 20);

    protected override double[] Extremes => [1e-100, 1e-3, 1000, 1e200];

    protected override double DerivativeTolerance => 1e-10;

    [Theory]
    [InlineData("0.25", 0.25)]
    [InlineData("-0.5", -0.5)]
    [InlineData("0", 0)]
    [InlineData("2^-30", 1.0 / (1 << 30))]
    public void Values_match_the_formula(string name, double exponent)
    {
        AssertMatchesReference("BoxCox:" + name, _ => new BoxCox(exponent), 1e-13);
        // Beside a 0 the exponent takes the way of expressions, with its series near 0.
        foreach (double x in new[] { 1e-3, 0.75, 1, 12.5, 1e3 })
        {
            var both = new BoxCox(new double[] { exponent, 0 });
            Tensor y = both.Forward(x);
            AssertClose([new BoxCox(exponent).Forward(x).ToDouble(), Math.Log(x)], y.ToArray(), 1e-14);
            AssertClose([x, x], both.Inverse(y.ToArray()).ToArray(), 1e-13);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-5)]
    [InlineData(0.004)]
    [InlineData(0.0063)]
    [InlineData(-0.5)]
    public void It_is_smooth_in_the_exponent_also_at_zero(double exponent)
    {
        // ∂y/∂λ = Σₖ₌₂ (k - 1) λ^(k-2) logᵏ x / k!, and that of the inverse by the implicit function.
        double logX = Math.Log(5), expected = 0, term = logX;
        for (int k = 2; k < 40; k++)
        {
            term *= logX / k;
            expected += (k - 1) * Math.Pow(exponent, k - 2) * term;
        }
        AssertClose([expected], GradientAt(e => new BoxCox(e).Forward(5), exponent), 1e-12);
        double y = new BoxCox(exponent).Forward(5).ToDouble();
        AssertClose(
            [-expected * Math.Pow(5, 1 - exponent)], GradientAt(e => new BoxCox(e).Inverse(y), exponent), 1e-12);
    }

    [Fact]
    public void An_infinite_exponent_is_refused() =>
        Assert.Throws<ArgumentException>(() => new BoxCox(double.PositiveInfinity));
}
