using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

public sealed class PredictiveCheckTests
{
    [Fact]
    public void Statistics_are_compared_data_set_by_data_set_and_ties_count_half()
    {
        // Means 1, 2, 3, 4 and 2; observed 2.
        IReadOnlyList<PredictiveCheck> checks = Of([1, 3], [[0.5, 1.5], [2, 2], [3, 3], [1, 7], [0, 4]]);
        Assert.Equal(["mean", "sd", "min", "max"], checks.Select(c => c.Statistic));
        Assert.Equal(new PredictiveCheck("mean", 2, 1.2, 2, 3.8, 3.0 / 5), checks[0] with
        {
            Quantile05 = Math.Round(checks[0].Quantile05, 12),
            Quantile95 = Math.Round(checks[0].Quantile95, 12),
        });
        // Least values 0.5, 2, 3, 1, 0; observed 1: two are greater, one equal.
        Assert.Equal(2.5 / 5, checks[2].TailProbability);
        Assert.Equal(Math.Sqrt(2), checks[1].Observed, 1e-15);
    }

    [Fact]
    public void Integers_have_a_share_of_zeros_and_one_number_has_no_spread()
    {
        IReadOnlyList<PredictiveCheck> checks = Of([0], [[0], [3], [1], [0]]);
        Assert.Equal(["mean", "min", "max", "share of zeros"], checks.Select(c => c.Statistic));
        Assert.Equal((1.0, 0.25), (checks[3].Observed, checks[3].TailProbability));
    }

    [Fact]
    public void Extreme_is_what_the_model_hardly_gives_on_either_side()
    {
        double[][] replicated = [.. Enumerable.Range(0, 100).Select(i => new[] { i + 0.5 })];
        Assert.True(Of([1.7], replicated)[0] is { TailProbability: 0.98, IsExtreme: true });
        Assert.True(Of([98.1], replicated)[0] is { TailProbability: 0.02, IsExtreme: true });
        Assert.True(Of([50], replicated)[0] is { TailProbability: 0.5, IsExtreme: false });
    }

    [Fact]
    public void A_statistic_that_is_not_finite_is_refused_by_name()
    {
        Assert.Contains("'mean' of replicated data set 1 is ", Assert.Throws<ArgumentException>(() =>
            Of([1, 3], [[1, 2], [double.MaxValue, double.PositiveInfinity]])).Message,
            StringComparison.Ordinal);
    }

    private static IReadOnlyList<PredictiveCheck> Of(double[] observed, double[][] replicated) =>
        PredictiveCheck.Of(observed, new PredictiveDraws("y", Shape.Create([observed.Length]), replicated.Length,
            [.. replicated.SelectMany(static data => data)]), further: null);
}
