namespace Reparam.Diagnostics;

/// <summary>Quantiles of draws, with and without weights.</summary>
public static class Quantile
{
    /// <summary>The sample quantile by linear interpolation between order statistics at (n − 1)p.</summary>
    /// <remarks>Type 7 of Hyndman and Fan (1996), the default of R and NumPy. Takes O(n log n) time.</remarks>
    /// <param name="values">The draws, in any order, finite.</param>
    /// <param name="probability">p in [0, 1].</param>
    /// <returns>The quantile, in the units of the values.</returns>
    /// <exception cref="ArgumentException">There are no values, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is outside [0, 1].</exception>
    public static double Of(ReadOnlySpan<double> values, double probability)
    {
        WeightChecks.Finite(values, nameof(values));
        CheckProbability(probability);
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        double position = (sorted.Length - 1) * probability;
        int below = (int)position;
        double fraction = position - below;
        return fraction == 0
            ? sorted[below]
            : ((1 - fraction) * sorted[below]) + (fraction * sorted[below + 1]);
    }

    /// <summary>The weighted sample quantile: the mean of F⁻¹ over a window of width 1/n* at p(1 − 1/n*).</summary>
    /// <remarks>
    /// F is the weighted empirical distribution function and n* = (Σw)²/Σw² Kish's effective sample size. Equal weights
    /// give type 7 exactly; values of weight zero do not matter; the result is continuous in the weights. Source:
    /// Akinshin (2023), "Weighted quantile estimators", arXiv:2304.07265.
    /// </remarks>
    /// <param name="values">The draws, in any order, finite.</param>
    /// <param name="weights">One weight per draw, non-negative and finite with a positive sum.</param>
    /// <param name="probability">p in [0, 1].</param>
    /// <returns>The quantile, in the units of the values.</returns>
    /// <exception cref="ArgumentException">
    /// The lengths differ, there are no values, one is not finite, or the weights are not as described.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is outside [0, 1].</exception>
    public static double OfWeighted(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double probability)
    {
        CheckProbability(probability);
        WeightChecks.SameLength(values, weights);
        WeightChecks.Finite(values, nameof(values));
        var normalized = new NormalizedWeights(weights);
        var sample = new SortedSample(normalized);
        sample.Take(values, WeightedMoments.Of(values, normalized));
        return sample.Quantile(probability);
    }

    private static void CheckProbability(double probability)
    {
        if (!(probability >= 0 && probability <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability), probability, "The probability of a quantile must lie in [0, 1]: 5 % is 0.05.");
        }
    }
}
