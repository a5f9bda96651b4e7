using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Tests.Numerics;

/// <summary>The functions of Student's t distribution against 50-digit values, ν from 0.01 to 1e6, |z| to 38.</summary>
public sealed class LaneMathStudentTTests
{
    private static readonly RowReference Reference = RowReference.Load("studentt");
    private static readonly string[] AtT = ["nu", "t"], AtZ = ["nu", "z"];

    [Fact]
    public void The_log_density_is_exact_to_1e14() => Reference.Check("logDensity", 1e-14, AtT,
        v => LaneMath.StudentTLogDensity(0, Pack(v[0]), Pack(v[1])).ToScalar(),
        (_, value) => Math.Max(1, Math.Abs(value)));

    [Fact]
    public void The_log_probability_is_exact_to_1e12_in_both_tails()
    {
        Reference.Check("logUpper", 1e-12, AtT,
            v => LaneMath.StudentTLogCdf(Pack(v[0]), Pack(-v[1])).ToScalar());
        Reference.Check("logCdf", 1e-12, AtT,
            v => LaneMath.StudentTLogCdf(Pack(v[0]), Pack(v[1])).ToScalar());
        Reference.Check("logUpper", 1e-12, AtT,
            v => Math.Log(LaneMath.StudentTCdf(Pack(v[0]), Pack(-v[1])).ToScalar()),
            (_, value) => Math.Max(1, Math.Abs(value)));
    }

    [Fact]
    public void The_path_derivative_is_exact_to_1e11_and_odd() => Reference.Check("path1", 1e-11, AtT,
        v =>
        {
            double value = LaneMath.StudentTPathDerivative(1, Pack(v[0]), Pack(v[1])).ToScalar();
            Assert.Equal(-value, LaneMath.StudentTPathDerivative(1, Pack(v[0]), Pack(-v[1])).ToScalar());
            return value;
        });

    // What is lost in proportion to ν: the parts of their bracket are of the order ν^-n, their sum of the order
    // ν^-(n+1).
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Higher_path_derivatives_are_exact_but_for_what_is_lost_in_proportion_to_nu(int order) =>
        Reference.Check($"path{order}", 1e-11, AtT,
            v => LaneMath.StudentTPathDerivative(order, Pack(v[0]), Pack(v[1])).ToScalar(),
            (row, value) => Math.Abs(value) + 1e-3 * (row[1] + 1 / row[1]) * Math.Pow(row[0], -order));

    [Fact]
    public void The_quantile_is_exact_to_1e12_and_odd() => Reference.Check("quantile", 1e-12, AtZ,
        v =>
        {
            double value = LaneMath.StudentTQuantile(Pack(v[0]), Pack(v[1])).ToScalar();
            Assert.Equal(-value, LaneMath.StudentTQuantile(Pack(v[0]), Pack(-v[1])).ToScalar());
            return value;
        });

    [Fact]
    public void The_tables_agree_with_the_equation_solved_and_whoever_shares_them_gets_the_same_bits()
    {
        double worst = 0, worstSlope = 0;
        for (int i = 0; i < 4000; i++)
        {
            // From 0.1, where there is no table yet, to 6000; the golden ratio spreads both numbers evenly.
            double nu = 0.1 * Math.Pow(2, 16 * (i * 0.7548776662466927 % 1));
            double z = 13.2 * (i * 0.5698402909980532 % 1) - 6.6;
            var others = Vector512.Create(nu, 0.2, nu, 70, nu, 1e9, 0.05, nu);
            var noise = Vector512.Create(z, 0.4, z, -2, z, 8, 0.1, z);
            double t = LaneMath.StudentTQuantile(Pack(nu), Pack(z)).ToScalar();
            double slope = LaneMath.StudentTQuantileSlope(Pack(nu), Pack(z)).ToScalar();
            Assert.Equal(t, LaneMath.StudentTQuantile(others, noise)[7]);
            Assert.Equal(slope, LaneMath.StudentTQuantileSlope(others, noise)[4]);
            Assert.Equal(-slope, LaneMath.StudentTQuantileSlope(Pack(nu), Pack(-z)).ToScalar());
            double solved = LaneMath.SolveStudentTQuantile(Pack(nu), Pack(z)).ToScalar();
            worst = Math.Max(worst, Math.Abs(t / solved - 1));
            double path = LaneMath.StudentTPathDerivative(1, Pack(nu), Pack(solved)).ToScalar();
            worstSlope = Math.Max(worstSlope, Math.Abs(slope / path - 1));
        }
        Assert.True(worst <= 2e-13 && worstSlope <= 2e-13, $"Quantile {worst:E1}, slope {worstSlope:E1}.");
    }

    [Fact]
    public void The_quantile_passes_through_the_origin_smoothly_and_tends_to_the_normal()
    {
        Assert.Equal(0.0, LaneMath.StudentTQuantile(Pack(3), Pack(0)).ToScalar());
        // dt/dz at 0 is φ(0)/f(0): for ν = 2, 1/√(2π) / (1/(2√2)) = 2/√π.
        double z = 1e-8, slope = LaneMath.StudentTQuantile(Pack(2), Pack(z)).ToScalar() / z;
        Assert.Equal(2 / Math.Sqrt(Math.PI), slope, 1e-14);
        Assert.Equal(1.7, LaneMath.StudentTQuantile(Pack(1e14), Pack(1.7)).ToScalar(), 1e-13);
        // ν = 1 is the Cauchy distribution: t = tan(π (Φ(z) - ½)); Φ(1) - ½ = 0.34134474606854294858...
        Assert.Equal(Math.Tan(Math.PI * 0.34134474606854294858),
            LaneMath.StudentTQuantile(Pack(1), Pack(1)).ToScalar(), 4e-15);
    }

    private static Vector512<double> Pack(double value) => Vector512.Create(value);
}
