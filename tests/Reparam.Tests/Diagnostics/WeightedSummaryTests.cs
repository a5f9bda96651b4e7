using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

public sealed class WeightedSummaryTests
{
    [Fact]
    public void Equal_weights_give_the_textbook_estimates()
    {
        WeightedSummary summary = WeightedSummary.Of([2, 4, 4, 4, 5, 5, 7, 9]);
        Assert.Equal(5, summary.Mean, 1e-14);
        Assert.Equal(Math.Sqrt(32.0 / 7), summary.StandardDeviation, 1e-14);
        Assert.Equal(Math.Sqrt(32.0 / 7 / 8), summary.MeanStandardError, 1e-14);
        Assert.Equal(4.5, summary.Median, 1e-14);
        Assert.Equal(2.7, summary.Quantile05, 1e-14);
        Assert.Equal(8.3, summary.Quantile95, 1e-14);

        // Fourth central moment 44.5, variance 4: √((44.5 − 16)/8) / (2·2).
        Assert.Equal(Math.Sqrt((44.5 - 16) / 8) / 4, summary.StandardDeviationStandardError, 1e-13);
    }

    [Fact]
    public void Weights_count_as_shares_whatever_their_sum()
    {
        WeightedSummary summary = WeightedSummary.Of([1, 2, 4], [2, 1, 1]);
        Assert.Equal(2, summary.Mean, 1e-14);

        // v = ½·1 + ¼·0 + ¼·4 = 1.5, Σw² = 3/8, Σw²(x − m)² = ¼ + 4/16 = ½.
        Assert.Equal(Math.Sqrt(1.5 / 0.625), summary.StandardDeviation, 1e-14);
        Assert.Equal(Math.Sqrt(0.5 / 0.625), summary.MeanStandardError, 1e-14);
        Assert.Equal(summary, WeightedSummary.Of([1, 2, 4], [20, 10, 10]));
    }

    [Fact]
    public void Standard_errors_describe_the_spread_over_repetitions_of_importance_sampling()
    {
        // Target Exponential(1) drawn from Exponential(½): 400 repetitions of 500 draws, fixed seed. The spread over
        // repetitions has a relative standard error of 1/√800 = 3.5 %; 20 % allows more than five of them (false-alarm
        // rate below 1e-6) and the bias of linearisation.
        const int Repetitions = 400;
        const int Draws = 500;
        ulong state = 12345;
        var rows = new WeightedSummary[Repetitions];
        double[] values = new double[Draws];
        double[] weights = new double[Draws];
        for (int r = 0; r < Repetitions; r++)
        {
            for (int i = 0; i < Draws; i++)
            {
                values[i] = -2 * Math.Log(LinearCongruential.Uniform(ref state));
                weights[i] = Math.Exp(-values[i] / 2);
            }

            rows[r] = WeightedSummary.Of(values, weights);
        }

        AssertCalibrated(rows, row => row.Mean, row => row.MeanStandardError, 1);
        AssertCalibrated(rows, row => row.StandardDeviation, row => row.StandardDeviationStandardError, 1);
        AssertCalibrated(rows, row => row.Quantile05, row => row.Quantile05StandardError, -Math.Log(0.95));
        AssertCalibrated(rows, row => row.Median, row => row.MedianStandardError, Math.Log(2));
        AssertCalibrated(rows, row => row.Quantile95, row => row.Quantile95StandardError, Math.Log(20));
    }

    [Fact]
    public void A_single_effective_draw_has_unknown_spread()
    {
        WeightedSummary summary = WeightedSummary.Of([3, 5], [0, 1]);
        Assert.Equal(5, summary.Mean);
        Assert.Equal(5, summary.Median);
        Assert.True(double.IsNaN(summary.StandardDeviation));
        Assert.True(double.IsNaN(summary.MeanStandardError));
    }

    [Fact]
    public void Draws_without_spread_have_none()
    {
        WeightedSummary summary = WeightedSummary.Of([4, 4, 4, 4]);
        Assert.Equal(4, summary.Mean);
        Assert.Equal(0, summary.StandardDeviation);
        Assert.Equal(0, summary.StandardDeviationStandardError);
        Assert.Equal(0, summary.MedianStandardError);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<ArgumentException>(() => WeightedSummary.Of([]));
        Assert.Throws<ArgumentException>(() => WeightedSummary.Of([1, double.NaN]));
        Assert.Throws<ArgumentException>(() => WeightedSummary.Of([1, 2], [1, -1]));
        Assert.Throws<ArgumentException>(() => WeightedSummary.Of([1, 2], [1, 1, 1]));
    }

    private static void AssertCalibrated(
        WeightedSummary[] rows,
        Func<WeightedSummary, double> estimate,
        Func<WeightedSummary, double> error,
        double truth)
    {
        double mean = rows.Average(estimate);
        double spread = Math.Sqrt(rows.Sum(row => Math.Pow(estimate(row) - mean, 2)) / (rows.Length - 1));
        Assert.InRange(rows.Average(error) / spread, 0.8, 1.2);
        Assert.InRange(Math.Abs(mean - truth), 0, 0.3 * spread);
    }
}
