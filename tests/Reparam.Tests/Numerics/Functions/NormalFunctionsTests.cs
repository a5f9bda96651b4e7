using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text.Json;
using Reparam.Numerics;

namespace Reparam.Tests.Numerics;

/// <summary>Functions behind distributions against reference values of tools/reference/normal_functions.py.</summary>
public sealed class NormalFunctionsTests
{
    // Errors are relative to the size of the value, and of logarithms and means to 1 where they are smaller.
    [Theory]
    [InlineData("log1p_ratio", 0, 2e-15)]
    [InlineData("log1p_ratio", 1, 1e-14)]
    [InlineData("log1p_ratio", 2, 1e-13)]
    [InlineData("log1p_ratio", 3, 1e-12)]
    [InlineData("expm1_ratio", 0, 2e-15)]
    [InlineData("expm1_ratio", 1, 1e-14)]
    [InlineData("expm1_ratio", 2, 1e-13)]
    [InlineData("expm1_ratio", 3, 1e-12)]
    [InlineData("log1_minus_exp", 0, 2e-15)]
    [InlineData("log_normal_mass", 0, 2e-14)]
    [InlineData("truncated_normal_mean", 0, 1e-11)]
    [InlineData("log_skew_normal_cdf", 0, 2e-14)]
    [InlineData("log_inverse_gaussian_cdf", 0, 1e-12)]
    [InlineData("log_inverse_gaussian_survival", 0, 1e-12)]
    public void Values_are_those_of_the_reference(string function, int order, double tolerance)
    {
        string path = RepositoryRoot.File("tests/Reparam.Tests/Reference/normal-functions.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement[] rows = [.. document.RootElement.GetProperty("rows").EnumerateArray().Where(r =>
            r.GetProperty("function").GetString() == function && r.GetProperty("order").GetInt32() == order)];
        Assert.True(rows.Length >= 8);
        double worst = 0;
        string where = "";
        foreach (JsonElement row in rows)
        {
            double[] arguments = [.. row.GetProperty("arguments").EnumerateArray().Select(static a => a.GetDouble())];
            double expected = row.GetProperty("value").GetDouble(), actual = Evaluate(function, order, arguments);
            bool isAbsolute = function is not ("log1p_ratio" or "expm1_ratio" or "log1_minus_exp");
            double error = Math.Abs(actual - expected) / Math.Max(Math.Abs(expected), isAbsolute ? 1 : 1e-300);
            if (!(error <= worst))
            {
                (worst, where) = (error, string.Create(CultureInfo.InvariantCulture,
                    $"{string.Join(", ", arguments)}: {actual:R}, but {expected:R}"));
            }
        }
        Assert.True(worst <= tolerance, string.Create(CultureInfo.InvariantCulture,
            $"{function}, order {order}: error {worst:E1}, allowed {tolerance:E1}, at {where}"));
    }

    private static double Evaluate(string function, int order, double[] arguments)
    {
        Vector512<double> x = Vector512.Create(arguments[0]), y = Vector512.Create(arguments[^1]);
        return (function switch
        {
            "log1p_ratio" => LaneMath.Log1pRatio(order, x),
            "expm1_ratio" => LaneMath.Expm1Ratio(order, x),
            "log1_minus_exp" => LaneMath.Log1MinusExp(x),
            "log_normal_mass" => LaneMath.LogNormalMass(x, y),
            "truncated_normal_mean" => LaneMath.TruncatedNormalMean(x, y),
            "log_skew_normal_cdf" => LaneMath.LogSkewNormalCdf(x, y),
            "log_inverse_gaussian_cdf" => LaneMath.LogInverseGaussianCdf(x, y),
            "log_inverse_gaussian_survival" => LaneMath.LogInverseGaussianSurvival(x, y),
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "no such function"),
        })[0];
    }
}
