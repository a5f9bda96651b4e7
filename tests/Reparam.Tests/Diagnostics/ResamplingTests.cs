using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

public sealed class ResamplingTests
{
    [Fact]
    public void Points_fall_into_the_shares_of_the_weights()
    {
        // Points 0.125, 0.375, 0.625, 0.875 of cumulative shares 0.2, 0.7, 1.
        Assert.Equal([0, 1, 1, 2], Resampling.Systematic([2, 5, 3], 4, 0.5));
    }

    [Fact]
    public void Each_index_comes_the_floor_or_the_ceiling_of_its_expected_number_of_times()
    {
        double[] weights = Array.ConvertAll([3.0, 0, 7, 1, 0.01, 20, 0], weight => weight);
        double total = weights.Sum();
        for (int k = 0; k < 50; k++)
        {
            int[] counts = new int[weights.Length];
            foreach (int index in Resampling.Systematic(weights, 37, k / 50.0))
            {
                counts[index]++;
            }

            for (int i = 0; i < weights.Length; i++)
            {
                double expected = 37 * weights[i] / total;
                Assert.InRange(counts[i], Math.Floor(expected), Math.Ceiling(expected));
            }
        }
    }

    [Fact]
    public void The_mean_count_over_offsets_is_the_expected_number()
    {
        double[] weights = [0.1, 0.25, 0.65];
        double[] counts = new double[3];
        const int Offsets = 1000;
        for (int k = 0; k < Offsets; k++)
        {
            foreach (int index in Resampling.Systematic(weights, 7, (k + 0.5) / Offsets))
            {
                counts[index] += 1.0 / Offsets;
            }
        }

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(7 * weights[i], counts[i], 2e-3);
        }
    }

    [Fact]
    public void Zero_weights_are_never_chosen_at_either_end()
    {
        Assert.Equal([1, 1, 1], Resampling.Systematic([0, 1, 0], 3, 0));
        Assert.Equal([1, 1, 1], Resampling.Systematic([0, 1, 0], 3, 1 - 1.1e-16));
        Assert.Empty(Resampling.Systematic([1], 0, 0));
    }

    [Fact]
    public void Impossible_weights_and_offsets_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Resampling.Systematic([], 1, 0));
        Assert.Throws<ArgumentException>(() => Resampling.Systematic([0, 0], 1, 0));
        Assert.Throws<ArgumentException>(() => Resampling.Systematic([1, -1], 1, 0));
        Assert.Throws<ArgumentException>(() => Resampling.Systematic([1, double.NaN], 1, 0));
        Assert.Throws<ArgumentException>(() => Resampling.Systematic([double.MaxValue, double.MaxValue], 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampling.Systematic([1], 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampling.Systematic([1], 1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampling.Systematic([1], -1, 0));
    }
}
