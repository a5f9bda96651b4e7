using System.Globalization;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Tests.Numerics;

/// <summary>The incomplete gamma functions against values of 50 digits.</summary>
public sealed class LaneMathGammaTests
{
    private delegate Vector512<double> Function(Vector512<double> a, Vector512<double> y);

    [Fact]
    public void Both_tails_are_accurate_to_5e_13_of_themselves()
    {
        double[][] rows = GammaReference.Load().Probabilities;
        Assert.True(rows.Length > 150);
        foreach (double[] row in rows)
        {
            double a = row[0], x = row[1];
            // Below the normal numbers a double has no relative accuracy to promise.
            AssertNear(row[2], At(LaneMath.GammaLower, a, x), 5e-13 * row[2] + 1e-320, "P", a, x);
            AssertNear(row[3], At(LaneMath.GammaUpper, a, x), 5e-13 * row[3] + 1e-320, "Q", a, x);
            double lower = row[2] > 0.5 ? Math.Abs(row[4]) : Math.Max(1, Math.Abs(row[4]));
            double upper = row[3] > 0.5 ? Math.Abs(row[5]) : Math.Max(1, Math.Abs(row[5]));
            AssertNear(row[4], At(LaneMath.LogGammaLower, a, x), 5e-13 * lower, "log P", a, x);
            AssertNear(row[5], At(LaneMath.LogGammaUpper, a, x), 5e-13 * upper, "log Q", a, x);
        }
    }

    [Fact]
    public void The_quantile_is_accurate_to_1e_12_of_x()
    {
        double[][] rows = GammaReference.Load().Quantiles;
        Assert.True(rows.Length > 200);
        Assert.True(rows.Count(row => Math.Abs(row[1]) < 8) > 100);
        foreach (double[] row in rows)
        {
            double actual = At(LaneMath.LogGammaQuantile, row[0], row[1]) - row[3];
            AssertNear(row[2], actual, 1e-12 * Math.Max(1, Math.Abs(row[2])), "quantile", row[0], row[1]);
        }
    }

    [Fact]
    public void The_derivative_of_the_path_in_the_shape_is_accurate_to_1e_13()
    {
        foreach (double[] row in GammaReference.Load().Quantiles)
        {
            double actual = At((a, y) => LaneMath.GammaShapeDerivative(1, a, y), row[0], row[2]);
            AssertNear(row[4], actual, 1e-13 * row[4], "F1", row[0], row[2]);
            double path = At(LaneMath.LogGammaQuantileSlope, row[0], row[1]);
            AssertNear(row[4], path, 1e-13 * row[4], "slope", row[0], row[1]);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Higher_derivatives_in_the_shape_are_accurate_to_1e_11_of_their_terms(int order)
    {
        foreach (double[] row in GammaReference.Load().Quantiles)
        {
            double a = row[0], actual = At((s, y) => LaneMath.GammaShapeDerivative(order, s, y), a, row[2]);
            // They pass through zero: F₁ times the spread of the logarithm to the power k - 1 measures their terms.
            double terms = row[4] * Math.Pow(Math.Min(1, 1 / Math.Sqrt(a)), order - 1);
            AssertNear(row[3 + order], actual, 1e-11 * Math.Max(Math.Abs(row[3 + order]), terms), "Fk", a, row[2]);
        }
    }

    [Fact]
    public void Far_shapes_follow_their_limits()
    {
        // Large: ℓ = log a + z/√a - ..., the cube of Wilson and Hilferty being right to the order 1/a.
        foreach (double a in (double[])[1e8, 1e10, 1e12])
        {
            foreach (double z in (double[])[-8, -1, 0, 2, 8])
            {
                double cube = 1 - 1 / (9 * a) + z / (3 * Math.Sqrt(a));
                double log = At(LaneMath.LogGammaQuantile, a, z);
                AssertNear(Math.Log(a) + 3 * Math.Log(cube), log, 300 / a, "quantile", a, z);
                double slope = At((s, y) => LaneMath.GammaShapeDerivative(1, s, y), a, log);
                AssertNear(1, a * slope, (Math.Abs(z) + 1) / Math.Sqrt(a), "F1", a, z);
            }
        }
        // Small: P = xᵃ/Γ(1 + a) for x far below 1, and log Γ(1 + a) = -γ a + π²/12 a² - ...
        foreach (double a in (double[])[1e-5, 1e-10, 1e-100])
        {
            double expected = Math.Log(0.5) / a - 0.5772156649015329 + Math.PI * Math.PI / 12 * a;
            AssertNear(expected, At(LaneMath.LogGammaQuantile, a, 0), 1e-12 * -expected, "quantile", a, 0);
            // Q = a E₁(1) (1 + O(a))
            double upper = At(LaneMath.GammaUpper, a, 1);
            AssertNear(0.21938393439552029, upper / a, 1e-12 + a, "Q", a, 1);
        }
    }

    [Fact]
    public void Edges_and_arguments_outside_are_told_apart()
    {
        const double Infinity = double.PositiveInfinity;
        Assert.Equal(0, At(LaneMath.GammaLower, 2, 0));
        Assert.Equal(1, At(LaneMath.GammaUpper, 2, 0));
        Assert.Equal(0, At(LaneMath.GammaLower, 0.1, 0));
        Assert.Equal(1, At(LaneMath.GammaLower, 2, Infinity));
        Assert.Equal(0, At(LaneMath.GammaUpper, 2, Infinity));
        Assert.Equal(-Infinity, At(LaneMath.LogGammaLower, 1e6, 0));
        Assert.Equal(-Infinity, At(LaneMath.LogGammaQuantile, 3, -Infinity));
        Assert.Equal(Infinity, At(LaneMath.LogGammaQuantile, 3, Infinity));
        foreach (double a in (double[])[0, -1, double.NaN, Infinity])
        {
            Assert.Equal(double.NaN, At(LaneMath.GammaLower, a, 1));
            Assert.Equal(double.NaN, At(LaneMath.LogGammaUpper, a, 1));
            Assert.Equal(double.NaN, At(LaneMath.LogGammaQuantile, a, 0.5));
            Assert.Equal(double.NaN, At((s, y) => LaneMath.GammaShapeDerivative(1, s, y), a, 0.5));
        }
        Assert.Equal(double.NaN, At(LaneMath.GammaUpper, 2, -1));
        Assert.Equal(double.NaN, At(LaneMath.GammaUpper, 2, double.NaN));
        Assert.Equal(double.NaN, At(LaneMath.LogGammaQuantile, 2, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => At((s, y) => LaneMath.GammaShapeDerivative(0, s, y), 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => At((s, y) => LaneMath.GammaShapeDerivative(21, s, y), 1, 1));
    }

    [Fact]
    public void Tabulated_paths_agree_with_solved_ones_to_5e_14()
    {
        ulong state = 3;
        for (int i = 0; i < 20_000; i++)
        {
            double a = Math.Exp(Math.Log(1.0 / 64) + Uniform(ref state) * Math.Log(64e4));
            double z = (Uniform(ref state) - 0.5) * 2 * QuantileTable<LogGammaQuantileFamily>.LargestNoise;
            double solved = At(LaneMath.SolveLogGammaQuantile, a, z);
            double allowed = 5e-14 * Math.Max(1, Math.Abs(solved));
            AssertNear(solved, At(LaneMath.LogGammaQuantile, a, z), allowed, "path", a, z);
            double slope = At((s, y) => LaneMath.GammaShapeDerivative(1, s, y), a, solved);
            AssertNear(slope, At(LaneMath.LogGammaQuantileSlope, a, z), 5e-14 * slope, "slope", a, z);
        }
    }

    [Fact]
    public void The_path_is_increasing_in_the_noise_across_the_edges_of_cells_and_tables()
    {
        foreach (double a in (double[])[0.001, 0.015624, 0.015626, 0.1, 0.25, 1, 7.9999, 8, 31.999, 32, 1e5])
        {
            double before = At(LaneMath.LogGammaQuantile, a, -9);
            for (double z = -9 + 1.0 / 128; z <= 9; z += 1.0 / 128)
            {
                double value = At(LaneMath.LogGammaQuantile, a, z);
                Assert.True(value > before, string.Create(CultureInfo.InvariantCulture, $"a = {a:R}, z = {z:R}"));
                before = value;
            }
        }
    }

    [Fact]
    public void The_quantile_of_shape_one_is_that_of_the_exponential()
    {
        for (double z = -37; z <= 38; z += 0.37)
        {
            // P = 1 - e⁻ˣ: x = -log Φ(-z), a normal number from z = -37 on.
            double x = -LaneMath.LogNormalCdf(Vector512.Create(-z))[0];
            AssertNear(Math.Log(x), At(LaneMath.LogGammaQuantile, 1, z), 2e-12, "quantile", 1, z);
        }
    }

    [Fact]
    public void A_lane_depends_on_its_own_arguments_alone()
    {
        double[][] rows = GammaReference.Load().Quantiles;
        Function[] functions =
        [
            LaneMath.LogGammaQuantile,
            LaneMath.LogGammaQuantileSlope,
            (a, z) => LaneMath.GammaShapeDerivative(1, a, z),
            (a, z) => LaneMath.GammaShapeDerivative(3, a, z),
            (a, z) => LaneMath.LogGammaUpper(a, LaneMath.Exp(z)),
            (a, z) => LaneMath.LogGammaLower(a, LaneMath.Exp(z)),
        ];
        for (int i = 0; i < rows.Length; i++)
        {
            Vector512<double> a = default, z = default;
            for (int lane = 0; lane < 8; lane++)
            {
                double[] row = rows[(i + 37 * lane) % rows.Length];
                a = a.WithElement(lane, row[0]);
                z = z.WithElement(lane, row[1]);
            }
            foreach (Function function in functions)
            {
                Vector512<double> together = function(a, z);
                for (int lane = 0; lane < 8; lane++)
                {
                    Assert.Equal(At(function, a[lane], z[lane]), together[lane]);
                }
            }
        }
    }

    [Fact]
    public void Results_have_the_same_bits_on_every_vector_width()
    {
        ulong checksum = 14695981039346656037UL, state = 1;
        for (int i = 0; i < 4000; i++)
        {
            double a = Math.ScaleB(0.5 + Uniform(ref state), (int)(Uniform(ref state) * 30) - 10);
            double z = Uniform(ref state) * 20 - 10;
            double log = At(LaneMath.LogGammaQuantile, a, z);
            double[] values =
            [
                log, At((s, y) => LaneMath.GammaShapeDerivative(1, s, y), a, log),
                At(LaneMath.SolveLogGammaQuantile, a, z), At(LaneMath.LogGammaQuantileSlope, a, z),
                At((s, y) => LaneMath.GammaShapeDerivative(2, s, y), a, log + 0.1),
                At((s, y) => LaneMath.LogGammaUpper(s, LaneMath.Exp(y)), a, log),
            ];
            foreach (double value in values)
            {
                checksum = (checksum ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211UL;
            }
        }
        Assert.True(checksum == 0x96b2794ec6b75388, $"checksum 0x{checksum:x16}");
    }

    private static double Uniform(ref ulong state)
    {
        state = (state * 6364136223846793005UL) + 1442695040888963407UL;
        return (state >> 11) * (1.0 / (1UL << 53));
    }

    private static double At(Function function, double a, double y) =>
        function(Vector512.Create(a), Vector512.Create(y))[0];

    private static void AssertNear(double expected, double actual, double allowed, string name, double a, double y)
    {
        double error = Math.Abs(actual - expected);
        if (Math.Abs(expected) > 1e-300 && (name is "P" or "Q" or "F1" or "slope" or "quantile"))
        {
            WorstErrors.Observe($"gamma, {name}", error / (name == "quantile" ? Math.Max(1, Math.Abs(expected))
                : Math.Abs(expected)));
        }
        Assert.True(error <= allowed, string.Create(
            CultureInfo.InvariantCulture, $"{name}({a:R}, {y:R}) = {actual:R}, expected {expected:R} ± {allowed:E1}"));
    }
}
