using System.Globalization;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Tests.Numerics;

/// <summary>The functions of the beta distribution against 50-digit values, a and b from 1e-3 to 1e6, |z| to
/// 38.</summary>
public sealed class LaneMathBetaTests
{
    private static BetaReference Reference => BetaReference.Instance;

    [Fact]
    public void The_log_density_is_exact_to_1e13() =>
        Compare("logDensity", 1e-13, 0, LaneMath.LogitBetaLogDensity);

    [Fact]
    public void The_log_probability_is_exact_to_1e12_in_the_lower_tail() =>
        Compare("logCdf", 1e-12, 0, LaneMath.LogitBetaLogCdf);

    [Fact]
    public void The_log_probability_is_exact_to_1e12_in_the_upper_tail() =>
        Compare("logUpper", 1e-12, 0, (a, b, y) => LaneMath.LogitBetaLogCdf(b, a, -y));

    [Fact]
    public void The_path_derivatives_are_exact_to_1e10()
    {
        Compare("path10", 1e-11, 0, (a, b, y) =>
        {
            LaneMath.LogitBetaPathGradient(a, b, y, out Vector512<double> inA, out _);
            return inA;
        });
        Compare("path01", 1e-11, 0, (a, b, y) =>
        {
            LaneMath.LogitBetaPathGradient(a, b, y, out _, out Vector512<double> inB);
            return inB;
        });
    }

    [Fact]
    public void The_quantile_is_exact_to_1e12_of_its_slope()
    {
        double[] slope = Reference["slope"], expected = Reference["quantile"];
        Compare("quantile", 1e-12, 0, (a, b, z) => LaneMath.LogitBetaQuantile(a, b, z), "z",
            i => Math.Abs(expected[i]) + slope[i]);
    }

    private static void Compare(string column, double tolerance, double floor,
        Func<Vector512<double>, Vector512<double>, Vector512<double>, Vector512<double>> function,
        string third = "y", Func<int, double>? scale = null)
    {
        double[] a = Reference["a"], b = Reference["b"], y = Reference[third], expected = Reference[column];
        Assert.True(expected.Length >= 200);
        double worst = 0;
        string report = "";
        for (int i = 0; i < expected.Length; i++)
        {
            double actual = function(
                Vector512.Create(a[i]), Vector512.Create(b[i]), Vector512.Create(y[i])).ToScalar();
            double error = Math.Abs(actual - expected[i])
                / (scale?.Invoke(i) ?? Math.Max(Math.Abs(expected[i]), floor));
            if (!(error <= worst))
            {
                worst = error;
                report = string.Create(CultureInfo.InvariantCulture,
                    $"{column}({a[i]:R}, {b[i]:R}, {y[i]:R}) = {actual:R}, expected {expected[i]:R}, error {error:E2}");
            }
        }
        Assert.True(worst <= tolerance, report);
    }
}
