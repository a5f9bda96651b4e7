using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Tests.Numerics;

/// <summary>The functions of the beta distribution against 50-digit values, a and b from 1e-3 to 1e6, |z| to
/// 38.</summary>
public sealed class LaneMathBetaTests
{
    private static readonly RowReference Reference = RowReference.Load("beta");
    private static readonly string[] AtY = ["a", "b", "y"], AtZ = ["a", "b", "z"];

    // The slope in y times y, of which the rounding of y takes 1e-16.
    [Fact]
    public void The_log_density_is_exact_to_1e14_but_for_the_rounding_of_y() => Reference.Check(
        "logDensity", 1e-14, AtY,
        v => LaneMath.LogitBetaLogDensity(Pack(v[0]), Pack(v[1]), Pack(v[2])).ToScalar(),
        (row, value) => Math.Max(1, Math.Abs(value))
            + 0.03 * Math.Abs(row[2] * (row[0] - (row[0] + row[1]) / (1 + Math.Exp(-row[2])))));

    [Fact]
    public void The_log_probability_is_exact_to_1e12_in_both_tails()
    {
        Reference.Check("logCdf", 1e-12, AtY,
            v => LaneMath.LogitBetaLogCdf(Pack(v[0]), Pack(v[1]), Pack(v[2])).ToScalar());
        Reference.Check("logUpper", 1e-12, AtY,
            v => LaneMath.LogitBetaLogCdf(Pack(v[1]), Pack(v[0]), Pack(-v[2])).ToScalar());
    }

    [Fact]
    public void The_probability_is_the_exponential_of_its_logarithm() => Reference.Check("logCdf", 1e-12, AtY,
        v => Math.Log(LaneMath.LogitBetaCdf(Pack(v[0]), Pack(v[1]), Pack(v[2])).ToScalar()),
        (_, value) => Math.Max(1, Math.Abs(value)));

    [Theory]
    [InlineData(1, 0, 2e-12)]
    [InlineData(0, 1, 2e-12)]
    public void The_path_derivatives_are_exact(int j, int k, double tolerance) =>
        Reference.Check($"path{j}{k}", tolerance, AtY,
            v => LaneMath.LogitBetaPathDerivative(j, k, Pack(v[0]), Pack(v[1]), Pack(v[2])).ToScalar());

    [Theory]
    [InlineData(2, 0, 1e-10)]
    [InlineData(1, 1, 1e-10)]
    [InlineData(0, 2, 1e-10)]
    [InlineData(3, 0, 1e-10)]
    [InlineData(2, 1, 1e-10)]
    [InlineData(1, 2, 1e-10)]
    [InlineData(0, 3, 1e-10)]
    public void Higher_path_derivatives_are_exact(int j, int k, double tolerance) =>
        Reference.Check($"path{j}{k}", tolerance, AtY,
            v => LaneMath.LogitBetaPathDerivative(j, k, Pack(v[0]), Pack(v[1]), Pack(v[2])).ToScalar());

    [Fact]
    public void The_quantile_is_exact_to_1e12_of_its_size_and_slope() => Reference.Check("quantile", 1e-12, AtZ,
        v => LaneMath.LogitBetaQuantile(Pack(v[0]), Pack(v[1]), Pack(v[2])).ToScalar(),
        (row, value) => Math.Abs(value) + row[^1]);

    [Fact]
    public void Exchanging_a_and_b_changes_the_sign_of_the_quantile_to_the_bit()
    {
        foreach (double[] row in Reference.Rows)
        {
            Vector512<double> a = Pack(row[0]), b = Pack(row[1]), z = Pack(row[^3]);
            Assert.Equal(
                -LaneMath.LogitBetaQuantile(b, a, -z).ToScalar(), LaneMath.LogitBetaQuantile(a, b, z).ToScalar());
        }
    }

    [Fact]
    public void Limits_and_refusals()
    {
        Vector512<double> one = Pack(1), nan = Pack(double.NaN), infinite = Pack(double.PositiveInfinity);
        Assert.Equal(1.0, LaneMath.LogitBetaCdf(one, one, infinite).ToScalar());
        Assert.Equal(0.0, LaneMath.LogitBetaCdf(one, one, -infinite).ToScalar());
        Assert.Equal(double.PositiveInfinity, LaneMath.LogitBetaQuantile(one, one, infinite).ToScalar());
        Assert.Equal(double.NaN, LaneMath.LogitBetaQuantile(-one, one, one).ToScalar());
        Assert.Equal(double.NaN, LaneMath.LogitBetaQuantile(one, one, nan).ToScalar());
        Assert.Equal(0.0, LaneMath.LogitBetaQuantile(one, one, Pack(0)).ToScalar());
    }

    [Fact]
    public void A_lane_does_not_depend_on_its_neighbours()
    {
        for (int i = 0; i < Reference.Rows.Length; i++)
        {
            Vector512<double> Mixed(string column) => Vector512.Create(
                [.. Enumerable.Range(0, 8).Select(k => Reference[column][(i + 29 * k) % Reference.Rows.Length])]);
            Vector512<double> a = Mixed("a"), b = Mixed("b"), y = Mixed("y"), z = Mixed("z");
            Vector512<double>[] together =
            [
                LaneMath.LogitBetaQuantile(a, b, z), LaneMath.LogitBetaPathDerivative(1, 0, a, b, y),
                LaneMath.LogitBetaPathDerivative(1, 1, a, b, y), LaneMath.LogitBetaLogCdf(a, b, y),
            ];
            Vector512<double> a0 = Pack(a.ToScalar()), b0 = Pack(b.ToScalar()), y0 = Pack(y.ToScalar());
            double[] alone =
            [
                LaneMath.LogitBetaQuantile(a0, b0, Pack(z.ToScalar())).ToScalar(),
                LaneMath.LogitBetaPathDerivative(1, 0, a0, b0, y0).ToScalar(),
                LaneMath.LogitBetaPathDerivative(1, 1, a0, b0, y0).ToScalar(),
                LaneMath.LogitBetaLogCdf(a0, b0, y0).ToScalar(),
            ];
            for (int k = 0; k < alone.Length; k++)
            {
                Assert.Equal(alone[k], together[k].ToScalar());
            }
            i += 10;
        }
    }

    private static Vector512<double> Pack(double value) => Vector512.Create(value);
}
