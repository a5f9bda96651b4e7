using System.Globalization;
using System.Text.Json;
using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

/// <summary>Reference values: Reference/psis-loo.json, made by tools/reference/psis.R with the R package loo.</summary>
public sealed class ParetoSmoothedImportanceSamplingTests
{
    public static TheoryData<int> Cases()
    {
        var data = new TheoryData<int>();
        for (int i = 0; i < 20; i++)
        {
            data.Add(i);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Shape_weights_and_sample_size_agree_with_loo_to_eleven_digits(int index)
    {
        using JsonDocument document =
            JsonDocument.Parse(File.ReadAllText(RepositoryRoot.File("tests/Reparam.Tests/Reference/psis-loo.json")));
        JsonElement cases = document.RootElement.GetProperty("cases");
        Assert.Equal(20, cases.GetArrayLength());
        JsonElement reference = cases[index];
        double[] ratios = LogRatios(
            reference.GetProperty("kind").GetString()!,
            reference.GetProperty("count").GetInt32(),
            Number(reference.GetProperty("scale")));

        ParetoSmoothedImportanceSampling psis = ParetoSmoothedImportanceSampling.Smooth(ratios);

        Assert.Equal(reference.GetProperty("tailLength").GetInt32(), psis.TailLength);
        AssertClose(Number(reference.GetProperty("paretoShape")), psis.ParetoShape);
        AssertClose(Number(reference.GetProperty("effectiveSampleSize")), psis.EffectiveSampleSize);
        JsonElement positions = reference.GetProperty("index");
        for (int i = 0; i < positions.GetArrayLength(); i++)
        {
            AssertClose(Number(reference.GetProperty("logWeight")[i]), psis.LogWeights[positions[i].GetInt32()]);
        }

        Assert.Equal(1, psis.Weights.Sum(), 1e-13);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(1000)]
    public void Equal_ratios_have_the_lightest_tail_and_waste_no_draw(int count)
    {
        double[] ratios = new double[count];
        Array.Fill(ratios, -700.25);
        ParetoSmoothedImportanceSampling psis = ParetoSmoothedImportanceSampling.Smooth(ratios);
        Assert.Equal(double.NegativeInfinity, psis.ParetoShape);
        Assert.Equal(count, psis.EffectiveSampleSize, 1e-9 * count);
        Assert.Equal(-700.25, psis.LogMeanRatio, 1e-12);
        Assert.All(psis.Weights, weight => Assert.Equal(1.0 / count, weight, 1e-15));
    }

    [Fact]
    public void Ratios_that_differ_by_rounding_only_count_as_equal()
    {
        double[] ratios = LogRatios("normal", 1000, 1e-12);
        Assert.Equal(double.NegativeInfinity, ParetoSmoothedImportanceSampling.Smooth(ratios).ParetoShape);
    }

    [Fact]
    public void A_common_factor_of_the_ratios_changes_only_their_mean()
    {
        double[] ratios = LogRatios("normal", 1000, 1);
        ParetoSmoothedImportanceSampling plain = ParetoSmoothedImportanceSampling.Smooth(ratios);
        double[] shifted = Array.ConvertAll(ratios, ratio => ratio + 1024);
        ParetoSmoothedImportanceSampling moved = ParetoSmoothedImportanceSampling.Smooth(shifted);
        Assert.Equal(plain.ParetoShape, moved.ParetoShape, 1e-9);
        Assert.Equal(plain.LogMeanRatio + 1024, moved.LogMeanRatio, 1e-9);
        Assert.Equal(plain.EffectiveSampleSize, moved.EffectiveSampleSize, 1e-7);
    }

    [Fact]
    public void Draws_of_zero_density_keep_a_weight_of_zero_even_where_they_outnumber_the_others()
    {
        double[] ratios = new double[1000];
        Array.Fill(ratios, double.NegativeInfinity);
        for (int i = 0; i < 12; i++)
        {
            ratios[i * 80] = -0.3 * Math.Log(1 - ((i + 0.5) / 12));
        }

        ParetoSmoothedImportanceSampling psis = ParetoSmoothedImportanceSampling.Smooth(ratios);
        Assert.Equal(12, psis.TailLength);
        Assert.True(double.IsFinite(psis.ParetoShape));
        for (int i = 0; i < ratios.Length; i++)
        {
            Assert.Equal(double.IsNegativeInfinity(ratios[i]), psis.Weights[i] == 0);
        }
    }

    [Fact]
    public void No_smoothed_weight_exceeds_the_largest_raw_one()
    {
        double[] ratios = LogRatios("pareto", 4000, 1.2);
        ParetoSmoothedImportanceSampling psis = ParetoSmoothedImportanceSampling.Smooth(ratios);
        double logTotal = psis.LogMeanRatio + Math.Log(4000);
        Assert.True(psis.LogWeights.Max() + logTotal <= ratios.Max() + 1e-12);
        Assert.False(psis.IsReliable);
    }

    [Theory]
    [InlineData(100, 0.5)]
    [InlineData(1000, 1 - (1.0 / 3))]
    [InlineData(100000, 0.7)]
    public void The_threshold_grows_with_the_number_of_draws_to_seven_tenths(int count, double expected)
    {
        ParetoSmoothedImportanceSampling psis = ParetoSmoothedImportanceSampling.Smooth(new double[count]);
        Assert.Equal(expected, psis.ParetoShapeThreshold, 1e-12);
    }

    [Theory]
    [InlineData(double.NaN, "logRatios[2] = NaN")]
    [InlineData(double.PositiveInfinity, "logRatios[2] = Infinity")]
    public void NaN_and_positive_infinity_are_refused_with_their_place(double bad, string words)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => ParetoSmoothedImportanceSampling.Smooth([0, 1, bad, 2]));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal("logRatios", error.ParamName);
    }

    [Fact]
    public void No_draws_and_no_draw_in_the_support_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ParetoSmoothedImportanceSampling.Smooth([]));
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => ParetoSmoothedImportanceSampling.Smooth([double.NegativeInfinity, double.NegativeInfinity]));
        Assert.Contains("no draw has positive density", error.Message, StringComparison.Ordinal);
    }

    // The formulas of tools/reference/psis.R.
    private static double[] LogRatios(string kind, int count, double scale)
    {
        double[] ratios = new double[count];
        for (int i = 0; i < count; i++)
        {
            double u = VanDerCorput(i + 1, 2);
            double v = VanDerCorput(i + 1, 3);
            double normal = Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
            double logit = Math.Log(u / (1 - u));
            double student = ((2 * v) - 1) / Math.Sqrt(2 * v * (1 - v));
            ratios[i] = kind switch
            {
                "normal" => scale * normal,
                "logistic" => scale * logit,
                "pareto" => -scale * Math.Log(1 - u),
                "student" => (-1.5 * Math.Log(1 + (logit * logit / 2))) + logit + (2 * Math.Log(1 + Math.Exp(-logit))),
                "bounded" =>
                    -student - (2 * Math.Log(1 + Math.Exp(-student))) + (1.5 * Math.Log(1 + (student * student / 2))),
                "cauchy" => -Math.Log(1 + (normal * normal)) + (0.5 * normal * normal),
                "ties" => Math.Round(scale * logit) / scale,
                "zeros" => v < scale ? double.NegativeInfinity : normal,
                _ => throw new InvalidOperationException(kind),
            };
        }

        return ratios;
    }

    private static double VanDerCorput(int index, int radix)
    {
        double value = 0;
        double scale = 1.0 / radix;
        for (; index > 0; index /= radix)
        {
            value += index % radix * scale;
            scale /= radix;
        }

        return value;
    }

    private static void AssertClose(double expected, double actual)
    {
        if (double.IsInfinity(expected))
        {
            Assert.Equal(expected, actual);
        }
        else
        {
            Assert.Equal(expected, actual, 1e-11 * Math.Max(1, Math.Abs(expected)));
        }
    }

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? double.Parse(element.GetString()!, CultureInfo.InvariantCulture)
        : element.GetDouble();
}
