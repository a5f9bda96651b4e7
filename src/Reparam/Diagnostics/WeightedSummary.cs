namespace Reparam.Diagnostics;

/// <summary>
/// Mean, standard deviation and quantiles of a quantity under weighted draws, with Monte Carlo errors.
/// </summary>
/// <remarks>
/// <para>All values are in the units of the quantity. With normalised weights w: mean m = Σ w x; variance
/// s² = Σ w (x − m)² / (1 − Σ w²), which is the usual n − 1 estimate for equal weights; quantiles as in
/// <see cref="Quantile.OfWeighted"/>.</para>
/// <para>Standard errors are those of self-normalised importance sampling (Owen 2013, "Monte Carlo theory, methods and
/// examples", chapter 9): Σ w²(x − m)² / (1 − Σ w²) is the squared error of the mean, s²/n for equal weights; that of
/// the standard deviation follows by linearisation, √(Σ w² ((x − m)² − v)²) / 2√v with v = Σ w (x − m)²; that of a
/// quantile q is half the distance of the quantiles at p ± e, where e² = Σ w² (1{x ≤ q} − p)² (Woodruff 1952). They
/// describe independent draws and presuppose a finite variance of the ratios: read them with Pareto k̂.</para>
/// <para>If one draw carries all the weight, spread and errors are unknown and NaN.</para>
/// </remarks>
public sealed record WeightedSummary
{
    private WeightedSummary()
    {
    }

    /// <summary>The mean.</summary>
    public required double Mean { get; init; }

    /// <summary>The Monte Carlo standard error of <see cref="Mean"/>.</summary>
    public required double MeanStandardError { get; init; }

    /// <summary>The standard deviation of the quantity itself.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>The Monte Carlo standard error of <see cref="StandardDeviation"/>.</summary>
    public required double StandardDeviationStandardError { get; init; }

    /// <summary>The 5 % quantile.</summary>
    public required double Quantile05 { get; init; }

    /// <summary>The Monte Carlo standard error of <see cref="Quantile05"/>.</summary>
    public required double Quantile05StandardError { get; init; }

    /// <summary>The 50 % quantile.</summary>
    public required double Median { get; init; }

    /// <summary>The Monte Carlo standard error of <see cref="Median"/>.</summary>
    public required double MedianStandardError { get; init; }

    /// <summary>The 95 % quantile.</summary>
    public required double Quantile95 { get; init; }

    /// <summary>The Monte Carlo standard error of <see cref="Quantile95"/>.</summary>
    public required double Quantile95StandardError { get; init; }

    /// <summary>Summarises draws of equal weight.</summary>
    /// <param name="values">The draws, finite, at least one.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="ArgumentException">There are no values, or one is not finite.</exception>
    public static WeightedSummary Of(ReadOnlySpan<double> values)
    {
        double[] weights = new double[values.Length];
        Array.Fill(weights, 1.0);
        return Of(values, weights);
    }

    /// <summary>Summarises weighted draws.</summary>
    /// <param name="values">The draws, finite, at least one.</param>
    /// <param name="weights">One weight per draw, non-negative and finite with a positive sum.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="ArgumentException">
    /// The lengths differ, there are no values, one is not finite, or the weights are not as described.
    /// </exception>
    public static WeightedSummary Of(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        WeightChecks.SameLength(values, weights);
        WeightChecks.Finite(values, nameof(values));
        var normalized = new NormalizedWeights(weights);
        return Of(values, normalized, new SortedSample(normalized));
    }

    /// <summary>Summarises draws, finite and as many as there are weights, with the memory of a sample of the same
    /// weights.</summary>
    internal static WeightedSummary Of(ReadOnlySpan<double> values, NormalizedWeights weights, SortedSample sample)
    {
        WeightedMoments moments = WeightedMoments.Of(values, weights);
        sample.Take(values, moments);
        double correction = 1 - weights.SumOfSquares;
        bool known = correction > 0;
        double deviationError = moments.Variance > 0 ? Math.Sqrt(moments.VarianceError / moments.Variance) / 2 : 0;
        double lower = sample.Quantile(0.05);
        double median = sample.Quantile(0.5);
        double upper = sample.Quantile(0.95);
        return new WeightedSummary
        {
            Mean = moments.Mean,
            MeanStandardError = known ? Math.Sqrt(moments.MeanError / correction) : double.NaN,
            StandardDeviation = known ? Math.Sqrt(moments.Variance / correction) : double.NaN,
            StandardDeviationStandardError = known ? deviationError : double.NaN,
            Quantile05 = lower,
            Quantile05StandardError = known ? sample.QuantileError(0.05, lower) : double.NaN,
            Median = median,
            MedianStandardError = known ? sample.QuantileError(0.5, median) : double.NaN,
            Quantile95 = upper,
            Quantile95StandardError = known ? sample.QuantileError(0.95, upper) : double.NaN,
        };
    }
}
