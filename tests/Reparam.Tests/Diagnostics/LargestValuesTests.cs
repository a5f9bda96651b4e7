using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

public sealed class LargestValuesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 17)]
    [InlineData(17, 17)]
    [InlineData(200, 5000)]
    public void They_are_the_end_of_a_stable_sort(int wanted, int count)
    {
        ulong state = 7;
        foreach (int distinct in (int[])[1, 3, 1000, 1_000_000])
        {
            double[] values = [.. Enumerable.Range(0, count)
                .Select(_ => Math.Floor(distinct * LinearCongruential.Uniform(ref state)))];
            int[] sorted = [.. Enumerable.Range(0, count).OrderBy(i => values[i])];
            var largest = new double[wanted];
            var places = new int[wanted];
            double below = LargestValues.Of(values, largest, places);
            Assert.Equal(sorted[^wanted..], places);
            Assert.Equal(places.Select(i => values[i]), largest);
            Assert.Equal(wanted == count ? double.NegativeInfinity : values[sorted[^(wanted + 1)]], below);
        }
    }

    [Fact]
    public void Infinitely_small_values_are_the_smallest()
    {
        double[] values = [double.NegativeInfinity, 2, double.NegativeInfinity, 1], largest = new double[2];
        var places = new int[2];
        Assert.Equal(double.NegativeInfinity, LargestValues.Of(values, largest, places));
        Assert.Equal([1, 2], largest);
        Assert.Equal([3, 1], places);
    }
}
