using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

public sealed class CalibrationTestTests
{
    /// <summary>Values of R 4.2.2: ks.test(x, "punif", exact = TRUE)$p.value, whose distribution is exact.</summary>
    [Theory]
    [InlineData(20, 1, 1.00000000)]
    [InlineData(20, 1.5, 0.53174006)]
    [InlineData(20, 2, 0.08030066)]
    [InlineData(100, 1.2, 0.65129410)]
    [InlineData(100, 1.5, 0.01633173)]
    [InlineData(500, 1.1, 0.52246694)]
    [InlineData(500, 1.2, 0.01875816)]
    public void Uniformity_agrees_with_the_exact_test(int count, double power, double expected)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(i => Math.Pow((i + 0.5) / count, power))];
        Assert.Equal(expected, CalibrationTest.Uniformity(values), 0.0005);
    }

    [Fact]
    public void Symmetry_is_the_share_of_all_signs_that_are_as_far_from_even()
    {
        // Under symmetry all 2ⁿ choices of sides are equally likely.
        double[] distances = [0.49, 0.41, 0.33, 0.29, 0.2, 0.17, 0.11, 0.08, 0.03];
        foreach (int chosen in new[] { 0, 5, 77, 300, 511 })
        {
            double statistic = Distance(distances, chosen);
            double expected = Enumerable.Range(0, 512).Count(c => Distance(distances, c) >= statistic) / 512.0;
            Assert.Equal(expected, CalibrationTest.Symmetry(Values(distances, chosen)), 1e-12);
        }
    }

    [Fact]
    public void What_is_symmetric_but_not_uniform_is_told_apart()
    {
        double[] narrow = [.. Enumerable.Range(0, 200).Select(i => 0.5 + 0.25 * (i - 99.5) / 100)];
        Assert.Equal(1, CalibrationTest.Symmetry(narrow), 1e-12);
        Assert.InRange(CalibrationTest.Uniformity(narrow), 0, 1e-6);
    }

    [Fact]
    public void Numbers_on_one_side_are_no_chance()
    {
        double[] high = [.. Enumerable.Range(0, 50).Select(i => 0.51 + 0.009 * i)];
        // A fair walk of 50 steps that reaches ±50: two of 2⁵⁰ paths.
        Assert.Equal(Math.Pow(2, -49), CalibrationTest.Symmetry(high), 1e-18);
    }

    private static double[] Values(double[] distances, int chosen) =>
        [.. distances.Select((d, i) => 0.5 + ((chosen >> i & 1) == 1 ? d : -d))];

    /// <summary>The greatest distance between the empirical distributions of the numbers and of 1 less the
    /// numbers, by counting.</summary>
    private static double Distance(double[] distances, int chosen)
    {
        double[] values = Values(distances, chosen), mirrored = [.. values.Select(v => 1 - v)];
        return values.Concat(mirrored).Max(at =>
            Math.Abs(values.Count(v => v <= at + 1e-12) - mirrored.Count(v => v <= at + 1e-12)));
    }
}
