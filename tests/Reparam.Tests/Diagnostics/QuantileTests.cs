using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

public sealed class QuantileTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.05, 1.2)]
    [InlineData(0.3, 2.4)]
    [InlineData(0.5, 4)]
    [InlineData(0.95, 14.8)]
    [InlineData(1, 16)]
    public void Unweighted_quantiles_are_those_of_R_type_7(double probability, double expected)
    {
        // R: quantile(c(16, 1, 4, 10, 2), p, type = 7)
        Assert.Equal(expected, Quantile.Of([16, 1, 4, 10, 2], probability), 1e-13);
    }

    [Fact]
    public void Equal_weights_give_type_7()
    {
        double[] values = new double[101];
        double[] weights = new double[101];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Sin(i * i);
            weights[i] = 0.3;
        }

        for (int k = 0; k <= 200; k++)
        {
            Assert.Equal(
                Quantile.Of(values, k / 200.0), Quantile.OfWeighted(values, weights, k / 200.0), 1e-12);
        }
    }

    [Theory]
    [InlineData(0, 1.0 + (1.0 / 3))]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 2)]
    [InlineData(1, 2.0 + (2.0 / 3))]
    public void Weighted_quantiles_are_means_over_a_window_of_one_effective_draw(double probability, double expected)
    {
        // By hand: n* = 16/6, so the window is 3/8 wide; at p = ¼ it is [5/32, 17/32], of which ¼ lies on the value 1.
        Assert.Equal(expected, Quantile.OfWeighted([3, 1, 2], [1, 1, 2], probability), 1e-14);
    }

    [Fact]
    public void Values_of_zero_weight_do_not_matter()
    {
        double with = Quantile.OfWeighted([-100, 1, 50, 2, 3, 100], [0, 1, 0, 2, 1, 0], 0.3);
        Assert.Equal(Quantile.OfWeighted([1, 2, 3], [1, 2, 1], 0.3), with, 1e-13);
    }

    [Fact]
    public void All_the_weight_on_one_value_gives_that_value()
    {
        Assert.Equal(7, Quantile.OfWeighted([5, 7, 9], [0, 1, 0], 0.05));
        Assert.Equal(7, Quantile.OfWeighted([5, 7, 9], [1e-300, 1, 1e-300], 0.95));
        Assert.Equal(7, Quantile.Of([7], 0.3));
    }

    [Fact]
    public void Bad_probabilities_values_and_lengths_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantile.Of([1], 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantile.OfWeighted([1], [1], double.NaN));
        Assert.Throws<ArgumentException>(() => Quantile.Of([], 0.5));
        Assert.Throws<ArgumentException>(() => Quantile.Of([double.NaN], 0.5));
        Assert.Throws<ArgumentException>(() => Quantile.OfWeighted([1, 2], [1], 0.5));
    }
}
