using System.Runtime.CompilerServices;

namespace Reparam.Diagnostics;

/// <summary>Turns weighted draws into unweighted ones.</summary>
public static class Resampling
{
    /// <summary>
    /// Systematic resampling: index i is chosen as often as points (j + u)/n, j = 0…n−1, fall into its share of [0, 1).
    /// </summary>
    /// <remarks>
    /// Index i, of normalised weight wᵢ, is returned ⌊n wᵢ⌋ or ⌈n wᵢ⌉ times and n wᵢ times in expectation over uniform
    /// u; an index of weight zero never. Indices come out in increasing order. Source: Kitagawa (1996), "Monte Carlo
    /// filter and smoother for non-Gaussian nonlinear state space models", appendix; Carpenter, Clifford and Fearnhead
    /// (1999).
    /// </remarks>
    /// <param name="weights">Weights, non-negative and finite with a positive, finite sum; they need not sum to
    /// 1.</param>
    /// <param name="count">The number n of indices wanted, 0 or more.</param>
    /// <param name="uniform">The offset u in [0, 1), the only randomness.</param>
    /// <returns>n indices into <paramref name="weights"/>.</returns>
    /// <exception cref="ArgumentException">A weight is negative, NaN or infinite, or none is positive.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="count"/> is negative or <paramref name="uniform"/> is outside [0, 1).
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int[] Systematic(ReadOnlySpan<double> weights, int count, double uniform)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!(uniform >= 0 && uniform < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(uniform), uniform, "The offset must lie in [0, 1). Pass one uniform random number.");
        }

        double total = WeightChecks.PositiveTotal(weights, nameof(weights));
        int last = weights.LastIndexOfAnyExcept(0.0);
        int[] indices = new int[count];
        int index = 0;
        var cumulative = new CompensatedSum();
        cumulative.Add(weights[0]);
        for (int j = 0; j < count; j++)
        {
            double position = (j + uniform) / count * total;
            while (cumulative.Value <= position && index < last)
            {
                cumulative.Add(weights[++index]);
            }

            indices[j] = index;
        }

        return indices;
    }
}
