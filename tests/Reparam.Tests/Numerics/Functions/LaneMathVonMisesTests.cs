using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Tests.Numerics;

/// <summary>The functions of the von Mises distribution against 50-digit values, κ from 1e-3 to 1e6, |z| to
/// 38.</summary>
public sealed class LaneMathVonMisesTests
{
    private static readonly RowReference Reference = RowReference.Load("vonmises");
    private static readonly string[] AtKappa = ["kappa"], AtTheta = ["kappa", "theta"], AtZ = ["kappa", "z"];

    [Fact]
    public void The_logarithm_of_I0_and_its_derivatives_are_exact()
    {
        Reference.Check("logI0", 1e-14, AtKappa, v => LaneMath.LogBesselI0(Pack(v[0])).ToScalar());
        Reference.Check("derivative1", 1e-14, AtKappa, v => LaneMath.LogBesselI0Derivative(1, Pack(v[0])).ToScalar());
        Reference.Check("derivative2", 1e-14, AtKappa, v => LaneMath.LogBesselI0Derivative(2, Pack(v[0])).ToScalar());
        Reference.Check("derivative3", 1e-13, AtKappa, v => LaneMath.LogBesselI0Derivative(3, Pack(v[0])).ToScalar(),
            (row, value) => Math.Abs(value) + Math.Pow(1 + row[0], -3));
    }

    [Fact]
    public void The_log_probability_is_exact_to_1e12_in_both_tails()
    {
        Reference.Check("logUpper", 1e-12, AtTheta,
            v => LaneMath.VonMisesLogCdf(Pack(v[0]), Pack(-v[1])).ToScalar());
        Reference.Check("logCdf", 1e-12, AtTheta,
            v => LaneMath.VonMisesLogCdf(Pack(v[0]), Pack(v[1])).ToScalar());
        Reference.Check("logUpper", 1e-12, AtTheta,
            v => Math.Log(LaneMath.VonMisesCdf(Pack(v[0]), Pack(-v[1])).ToScalar()),
            (_, value) => Math.Max(1, Math.Abs(value)));
    }

    [Fact]
    public void The_path_derivative_is_exact_to_1e11_and_odd() => Reference.Check("path1", 1e-11, AtTheta,
        v =>
        {
            double value = LaneMath.VonMisesPathDerivative(1, Pack(v[0]), Pack(v[1])).ToScalar();
            Assert.Equal(-value, LaneMath.VonMisesPathDerivative(1, Pack(v[0]), Pack(-v[1])).ToScalar());
            return value;
        });

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Higher_path_derivatives_are_exact_to_1e10(int order) => Reference.Check($"path{order}", 1e-10, AtTheta,
        v => LaneMath.VonMisesPathDerivative(order, Pack(v[0]), Pack(v[1])).ToScalar());

    [Fact]
    public void The_quantile_is_exact_and_odd() => Reference.Check("quantile", 2e-12, AtZ,
        v =>
        {
            double value = LaneMath.VonMisesQuantile(Pack(v[0]), Pack(v[1])).ToScalar();
            Assert.Equal(-value, LaneMath.VonMisesQuantile(Pack(v[0]), Pack(-v[1])).ToScalar());
            return value;
        });

    [Fact]
    public void At_zero_concentration_it_is_uniform()
    {
        // Φ(1) - ½ = 0.34134474606854294858...
        Assert.Equal(2 * Math.PI * 0.34134474606854294858,
            LaneMath.VonMisesQuantile(Pack(0), Pack(1)).ToScalar(), 1e-14);
        Assert.Equal(0.75, LaneMath.VonMisesCdf(Pack(0), Pack(Math.PI / 2)).ToScalar(), 1e-15);
        Assert.Equal(0.0, LaneMath.LogBesselI0(Pack(0)).ToScalar());
        // -∂F/∂κ / f = -∫₀^θ cos u du = -sin θ.
        Assert.Equal(-Math.Sin(1), LaneMath.VonMisesPathDerivative(1, Pack(0), Pack(1)).ToScalar(), 1e-14);
        Assert.Equal(double.NaN, LaneMath.VonMisesQuantile(Pack(-1), Pack(1)).ToScalar());
    }

    private static Vector512<double> Pack(double value) => Vector512.Create(value);
}
