using System.Globalization;
using Reparam.Tests.Numerics;
using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

/// <summary>First and second derivatives of the incomplete gamma functions against differences of 50 digits.</summary>
public sealed class GammaFunctionsTests
{
    // The second derivative in a passes through F₁ (ℓ - ψ(a)) and F₁ (a - x), whose differences are a √a-th part of
    // them at large shapes: hence 1e-8 there.
    [Theory]
    [InlineData("quantile", 1e-11, 1e-8)]
    [InlineData("lower", 1e-11, 1e-9)]
    [InlineData("log_upper", 1e-11, 1e-9)]
    public void Derivatives_in_both_arguments_agree_with_differences(string name, double first, double second)
    {
        Func<Tensor, Tensor, Tensor> function = name switch
        {
            "quantile" => LogGammaQuantile, "lower" => GammaLowerRegularized, _ => LogGammaUpperRegularized,
        };
        double[][] rows = GammaReference.Derivatives(name);
        Assert.True(rows.Length > 20);
        Tensor a = Input("a", []), y = Input("y", []);
        Tensor[] slopes = Differentiate.Gradient(function(a, y), a, y);
        Tensor[] seconds =
            [.. Differentiate.Gradient(slopes[0], a, y), Differentiate.Gradient(slopes[1], a, y)[0],
                Differentiate.Gradient(slopes[1], a, y)[1]];
        foreach (double[] row in rows)
        {
            double[] values = [.. Evaluation.Run([a, y], [[row[0]], [row[1]]], [.. slopes, .. seconds], 1)
                .Select(v => v[0])];
            double[] expected = [row[2], row[3], row[4], row[5], row[5], row[6]];
            for (int i = 0; i < 6; i++)
            {
                // A second derivative that is near zero is measured by the terms of which it is the sum: products of
                // the first, and in x those of a power law.
                double scale = Math.Abs(row[3]) * Math.Abs(i == 5 ? 1 / row[1] : row[2]);
                double size = Math.Abs(expected[i]);
                double allowed = i < 2 ? first * size : second * Math.Max(size, scale);
                Assert.True(Math.Abs(values[i] - expected[i]) <= allowed, string.Create(CultureInfo.InvariantCulture,
                    $"{name}({row[0]:R}, {row[1]:R}), derivative {i}: {values[i]:R}, expected {expected[i]:R}"));
            }
        }
    }

    [Fact]
    public void Lower_and_upper_sum_to_one_and_so_do_their_slopes_to_zero()
    {
        Tensor a = Input("a", [3]), x = Input("x", [3]);
        Tensor sum = GammaLowerRegularized(a, x) + GammaUpperRegularized(a, x);
        Tensor[] outputs = [sum, .. Differentiate.Gradient(Sum(sum), a, x)];
        double[][] values = Evaluation.Run([a, x], [[0.1, 3, 200], [0.2, 4, 190]], outputs, 1);
        Assert.All(values[0], v => Assert.Equal(1, v, 1e-14));
        Assert.All(values[1].Concat(values[2]), v => Assert.Equal(0, v, 1e-15));
    }

    [Fact]
    public void At_zero_and_infinity_values_and_slopes_are_finite()
    {
        Tensor a = Input("a", []), x = Input("x", []), p = GammaLowerRegularized(a, x);
        Tensor[] outputs = [p, .. Differentiate.Gradient(p, a, x)];
        double[][] zero = Evaluation.Run([a, x], [[2], [0]], outputs, 1);
        Assert.Equal([0, 0, 0], zero.Select(v => Math.Round(v[0], 12)));
        double[][] one = Evaluation.Run([a, x], [[1], [0]], outputs, 1);
        Assert.Equal(1, one[2][0], 1e-12);
        double[][] infinite = Evaluation.Run([a, x], [[2], [double.PositiveInfinity]], outputs, 1);
        Assert.Equal([1, 0, 0], infinite.Select(v => v[0]));
    }
}
