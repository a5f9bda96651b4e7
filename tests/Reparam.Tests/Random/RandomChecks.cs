using System.Text.Json;
using MathNet.Numerics.Distributions;

namespace Reparam.Tests.Random;

/// <summary>Tests of fit with stated false-alarm rates, and the reference values of this folder.</summary>
internal static class RandomChecks
{
    /// <summary>Two-sided standard normal bound of false-alarm rate 1e-4.</summary>
    public const double NormalBound = 3.8906;

    /// <summary>Kolmogorov-Smirnov: asserts that values follow a continuous distribution. False-alarm rate
    /// 1e-4.</summary>
    public static void AssertFollows(double[] values, Func<double, double> cdf)
    {
        var sorted = values.Order().ToArray();
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double probability = cdf(sorted[i]);
            distance = Math.Max(distance, Math.Max(
                probability - (double)i / sorted.Length, (double)(i + 1) / sorted.Length - probability));
        }

        // P(K > 2.2252) = 2 exp(-2 * 2.2252^2) = 1e-4.
        Assert.InRange(Math.Sqrt(sorted.Length) * distance, 0, 2.2252);
    }

    /// <summary>Pearson's chi-square: asserts that all cells are equally likely. False-alarm rate 1e-4, half of it for
    /// counts that are too even.</summary>
    public static void AssertEven(int[] counts)
    {
        double expected = counts.Average();
        Assert.True(expected >= 5, "chi-square needs at least 5 expected per cell");
        double statistic = counts.Sum(c => (c - expected) * (c - expected) / expected);
        Assert.InRange(ChiSquared.CDF(counts.Length - 1, statistic), 0.5e-4, 1 - 0.5e-4);
    }

    /// <summary>Asserts that two samples are uncorrelated. False-alarm rate 1e-4.</summary>
    public static void AssertUncorrelated(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        double ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }

        Assert.InRange(ab / Math.Sqrt(aa * bb) * Math.Sqrt(a.Length), -NormalBound, NormalBound);
    }

    /// <summary>Asserts that the mean of independent values is the expected one. False-alarm rate 1e-4.</summary>
    public static void AssertMean(double expected, double[] values)
    {
        double mean = values.Average();
        double variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
        Assert.InRange((mean - expected) / Math.Sqrt(variance / values.Length), -NormalBound, NormalBound);
    }

    /// <summary>Asserts that exactly one value lies in each of as many equal intervals as there are values.</summary>
    public static void AssertOnePerStratum(ReadOnlySpan<double> values)
    {
        var seen = new bool[values.Length];
        foreach (double value in values)
        {
            Assert.InRange(value, double.Epsilon, 1 - 1.0 / (1L << 53));
            int stratum = (int)(((UInt128)(ulong)(value * (1L << 53)) * (ulong)values.Length) >> 53);
            Assert.False(seen[stratum], $"two of {values.Length} values in stratum {stratum}");
            seen[stratum] = true;
        }
    }

    /// <summary>A reference file of this folder's tests.</summary>
    public static JsonElement Reference(string name)
    {
        string path = RepositoryRoot.File($"tests/Reparam.Tests/Reference/{name}");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }
}
