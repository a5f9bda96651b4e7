namespace Reparam.Diagnostics;

/// <summary>Whether a sequence of correlated numbers has settled, and how well its mean is known.</summary>
internal static class SequenceStatistics
{
    /// <summary>
    /// R̂ of a sequence cut into windows: √(((m − 1)/m W + B/m) / W); near 1 for a stationary sequence.
    /// </summary>
    /// <remarks>
    /// m is the length of a window, W the mean of the variances within windows, B/m the variance of the
    /// windows' means. A constant sequence has R̂ = 1. Source: Gelman and Rubin (1992); Vehtari et al. (2021),
    /// equation 3.
    /// </remarks>
    /// <param name="sequence">The numbers; the length is a multiple of <paramref name="windows"/>.</param>
    /// <param name="windows">The number of windows, at least 2, each of at least 2 numbers.</param>
    public static double RHat(ReadOnlySpan<double> sequence, int windows)
    {
        int length = sequence.Length / windows;
        double overallMean = Mean(sequence);
        double between = 0;
        double within = 0;
        for (int window = 0; window < windows; window++)
        {
            ReadOnlySpan<double> part = sequence.Slice(window * length, length);
            double mean = Mean(part);
            between += (mean - overallMean) * (mean - overallMean) / (windows - 1);
            within += SumOfSquares(part, mean) / (length - 1) / windows;
        }

        if (within == 0)
        {
            return between == 0 ? 1 : double.PositiveInfinity;
        }

        return Math.Sqrt(((length - 1.0) / length) + (between / within));
    }

    /// <summary>The autocorrelation time τ of a sequence: n numbers tell as much about the mean as n/τ independent
    /// ones.
    /// </summary>
    /// <remarks>
    /// τ = −1 + 2 Σ (ρ₂ₖ + ρ₂ₖ₊₁) over Geyer's (1992) initial monotone sequence of positive pairs. It is not let below
    /// 1, so that an alternating sequence does not pass for better than an independent one; 1 for a constant.
    /// </remarks>
    public static double AutocorrelationTime(ReadOnlySpan<double> sequence)
    {
        int count = sequence.Length;
        double mean = Mean(sequence);
        double variance = SumOfSquares(sequence, mean) / count;
        if (variance == 0)
        {
            return 1;
        }

        double time = -1;
        double smallest = double.PositiveInfinity;
        for (int lag = 0; lag + 1 < count; lag += 2)
        {
            double pair =
                (Autocovariance(sequence, mean, lag) + Autocovariance(sequence, mean, lag + 1)) / variance;
            if (!(pair > 0))
            {
                break;
            }

            smallest = Math.Min(smallest, pair);
            time += 2 * smallest;
        }

        return Math.Max(time, 1);
    }

    /// <summary>The standard error √(s² τ / n) of the mean of a sequence with autocorrelation time τ.</summary>
    public static double MeanStandardError(ReadOnlySpan<double> sequence, double autocorrelationTime)
    {
        int count = sequence.Length;
        return Math.Sqrt(SumOfSquares(sequence, Mean(sequence)) / (count - 1) * autocorrelationTime / count);
    }

    private static double Mean(ReadOnlySpan<double> values) => CompensatedSum.Of(values) / values.Length;

    private static double SumOfSquares(ReadOnlySpan<double> values, double mean)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return sum;
    }

    private static double Autocovariance(ReadOnlySpan<double> values, double mean, int lag)
    {
        double sum = 0;
        for (int i = lag; i < values.Length; i++)
        {
            sum += (values[i] - mean) * (values[i - lag] - mean);
        }

        return sum / values.Length;
    }
}
