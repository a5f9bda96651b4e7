using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class NormalCdfTests : BijectorLaws
{
    public override Bijector Bijector => new NormalCdf();

    // To the right y no longer tells x apart.
    protected override (double Lower, double Upper) Domain => (-6, 2);

    protected override double[] Extremes => [-1000, -30, 0, 30, 1000];

    protected override double DerivativeTolerance => 1e-9;

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("NormalCdf", static _ => new NormalCdf(), 1e-14);

    [Theory]
    [InlineData(-37, 1e-14)]
    [InlineData(-20, 1e-14)]
    [InlineData(-3, 1e-15)]
    [InlineData(-1e-9, 4e-16)]
    [InlineData(0, 4e-16)]
    [InlineData(0.5, 1e-15)]
    [InlineData(6, 1e-8)]
    public void The_inverse_is_as_precise_as_its_argument(double x, double tolerance) =>
        AssertClose([x], Bijector.Inverse(Bijector.Forward(x).ToDouble()).ToArray(), tolerance);

    [Fact]
    public void The_ends_come_from_infinity() => Assert.Equal([double.NegativeInfinity, double.PositiveInfinity],
        Bijector.Inverse(new double[] { 0, 1 }).ToArray());

    [Theory]
    [InlineData(-20)]
    [InlineData(-8)]
    [InlineData(-0.25)]
    [InlineData(0.75)]
    [InlineData(3)]
    public void The_derivatives_of_the_inverse_are_right_up_to_the_third(double x)
    {
        // 1/φ, x / φ² and (1 + 2 x²) / φ³.
        double density = Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI), p = Bijector.Forward(x).ToDouble();
        Tensor y = Tensor.Input("y", []), value = Bijector.Inverse(y);
        Tensor first = Differentiate.Gradient(value, y)[0], second = Differentiate.Gradient(first, y)[0];
        Tensor third = Differentiate.Gradient(second, y)[0];
        double[][] result = Evaluation.Run([y], [[p]], [first, second, third], 1);
        Assert.Equal(1, result[0][0] * density, 1e-11);
        Assert.Equal(x, result[1][0] * density * density, 1e-9 * (1 + x * x));
        Assert.Equal(1 + 2 * x * x, result[2][0] * density * density * density, 1e-7 * (1 + x * x));
    }
}
