using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Diagnostics;

/// <summary>
/// Pareto-smoothed importance sampling: weights for draws from an approximation q of a target p, and the Pareto k̂ that
/// says whether they may be used.
/// </summary>
/// <remarks>
/// <para>Immutable. The M = ⌈min(S/5, 3√S)⌉ largest of the S ratios p/q are replaced by the order statistics expected
/// under a generalised Pareto distribution fitted to them, and cut off at the largest raw ratio. The algorithm is that
/// of the R package loo for independent draws (relative efficiency 1), with which it agrees to 1e-9. Source: Vehtari,
/// Simpson, Gelman, Yao and Gabry (2024), "Pareto smoothed importance sampling", JMLR 25(72).</para>
/// <para>Three cases differ from loo, which has no number for them. A log ratio of −∞ (a draw of zero density under the
/// target) keeps the weight 0 exactly: the tail is taken among the other draws. If all ratios of the tail are
/// equal up to 1e-8, so that only rounding tells them apart, nothing is smoothed and k̂ = −∞: the ratios are
/// bounded by a value that they attain, the lightest of tails (loo warns and gives +∞). If the fit is not defined
/// because more than a quarter of the tail ties with its lower end, or because fewer than five draws form the
/// tail (S &lt; 21), nothing is smoothed and k̂ = +∞, as in loo: the tail is not known.</para>
/// </remarks>
public sealed class ParetoSmoothedImportanceSampling
{
    private const int SmallestTail = 5;

    // A spread of 1e-8 nats moves no weight by more than 1e-8 of itself; a fit to it would be a fit to rounding errors.
    private const double NegligibleSpread = 1e-8;

    // The log ratios are relative to the largest, so that a large common offset costs the weights no digits.
    private ParetoSmoothedImportanceSampling(double[] logRatios, double largest, double paretoShape, int tailLength)
    {
        double[] weights = new double[logRatios.Length];
        double total = Exponentials(logRatios, weights);
        double logTotal = Math.Log(total);
        double squares = Normalize(logRatios, logTotal, weights, total);

        LogMeanRatio = largest + (logTotal - Math.Log(weights.Length));
        LogWeights = ImmutableCollectionsMarshal.AsImmutableArray(logRatios);
        Weights = ImmutableCollectionsMarshal.AsImmutableArray(weights);
        ParetoShape = paretoShape;
        TailLength = tailLength;
        EffectiveSampleSize = 1 / squares;
    }

    /// <summary>The smoothed log weights in the order of the draws, in nats; their exponentials sum to 1.</summary>
    public ImmutableArray<double> LogWeights { get; }

    /// <summary>The smoothed weights in the order of the draws; they sum to 1.</summary>
    public ImmutableArray<double> Weights { get; }

    /// <summary>k̂: the ratios have about 1/k̂ finite moments. +∞ and −∞ are explained at the class.</summary>
    public double ParetoShape { get; }

    /// <summary>The k̂ up to which estimates from this many draws are reliable: min(1 − 1/log₁₀ S, 0.7).</summary>
    /// <remarks>Source: Vehtari et al. (2024). Zero or less for ten draws and fewer.</remarks>
    public double ParetoShapeThreshold => Math.Min(1 - (1 / Math.Log10(Math.Max(LogWeights.Length, 2))), 0.7);

    /// <summary>Whether k̂ is below <see cref="ParetoShapeThreshold"/>.</summary>
    public bool IsReliable => ParetoShape < ParetoShapeThreshold;

    /// <summary>1 / Σ w², between 1 and the number of draws; to be believed only if <see cref="IsReliable"/>.</summary>
    public double EffectiveSampleSize { get; }

    /// <summary>The log of the mean smoothed ratio, in nats: for ratios p(x, y)/q(x), the log evidence.</summary>
    public double LogMeanRatio { get; }

    /// <summary>The number M of largest ratios that form the tail, whether or not they could be smoothed.</summary>
    public int TailLength { get; }

    /// <summary>Smooths the importance ratios of independent draws.</summary>
    /// <param name="logRatios">log p(xᵢ) − log q(xᵢ) up to a constant, in nats, one per draw; −∞ is allowed.</param>
    /// <returns>The weights and their diagnosis. Takes O(S) time.</returns>
    /// <exception cref="ArgumentException">There are no ratios, all are −∞, or one is NaN or +∞.</exception>
    public static ParetoSmoothedImportanceSampling Smooth(ReadOnlySpan<double> logRatios)
    {
        double largest = CheckedLargest(logRatios);
        int count = logRatios.Length;
        double[] smoothed = new double[count];
        double smallest = 0;
        int positive = 0;
        for (int i = 0; i < count; i++)
        {
            smoothed[i] = logRatios[i] - largest;
            if (!double.IsNegativeInfinity(smoothed[i]))
            {
                positive++;
                smallest = Math.Min(smallest, smoothed[i]);
            }
        }

        int tailLength = Math.Min((int)Math.Ceiling(Math.Min(0.2 * count, 3 * Math.Sqrt(count))), positive);
        double[] tail = new double[tailLength];
        int[] order = new int[tailLength];
        double below = LargestValues.Of(smoothed, tail, order);
        double shape;
        if (-smallest <= NegligibleSpread || (tailLength >= SmallestTail && tail[^1] - tail[0] <= NegligibleSpread))
        {
            shape = double.NegativeInfinity;
        }
        else if (tailLength < SmallestTail)
        {
            shape = double.PositiveInfinity;
        }
        else
        {
            shape = SmoothTail(tail, order, Math.Exp(below), smoothed);
        }

        return new ParetoSmoothedImportanceSampling(smoothed, largest, shape, tailLength);
    }

    /// <summary>The exponential of each number, and their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Exponentials(ReadOnlySpan<double> values, Span<double> exponentials)
    {
        var sum = new CompensatedLanes();
        for (int i = 0; i < values.Length; i += LaneMemory.Lanes)
        {
            Vector512<double> terms = LaneMath.Exp(LaneMemory.Load(values[i..], double.NegativeInfinity));
            LaneMemory.Store(terms, exponentials[i..]);
            sum.Add(terms);
        }

        return sum.Value;
    }

    /// <summary>Takes the total out of the weights and their logarithms; the sum of the squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Normalize(Span<double> logWeights, double logTotal, Span<double> weights, double total)
    {
        var squares = new CompensatedLanes();
        for (int i = 0; i < weights.Length; i += LaneMemory.Lanes)
        {
            Vector512<double> weight = LaneMemory.Load(weights[i..]) / Vector512.Create(total);
            LaneMemory.Store(weight, weights[i..]);
            LaneMemory.Store(LaneMemory.Load(logWeights[i..]) - Vector512.Create(logTotal), logWeights[i..]);
            squares.Add(weight * weight);
        }

        return squares.Value;
    }

    private static double SmoothTail(
        ReadOnlySpan<double> tail, ReadOnlySpan<int> order, double cutoff, Span<double> smoothed)
    {
        double[] exceedances = new double[tail.Length];
        for (int i = 0; i < exceedances.Length; i++)
        {
            exceedances[i] = Math.Exp(tail[i]) - cutoff;
        }

        GeneralizedParetoFit fit = GeneralizedParetoFit.ToSorted(exceedances);
        if (!double.IsFinite(fit.Shape) || !(fit.Scale > 0))
        {
            return double.PositiveInfinity;
        }

        for (int i = 0; i < tail.Length; i++)
        {
            smoothed[order[i]] = Math.Min(Math.Log(fit.Quantile((i + 0.5) / tail.Length) + cutoff), 0);
        }

        return fit.Shape;
    }

    private static double CheckedLargest(ReadOnlySpan<double> logRatios)
    {
        double largest = double.NegativeInfinity;
        for (int i = 0; i < logRatios.Length; i++)
        {
            if (double.IsNaN(logRatios[i]) || double.IsPositiveInfinity(logRatios[i]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"logRatios[{i}] = {logRatios[i]}. A log importance ratio must be ") +
                    "finite, or −∞ where the target has density zero. Check the log densities of this draw: the " +
                    "approximation must have positive density wherever it draws.",
                    nameof(logRatios));
            }

            largest = Math.Max(largest, logRatios[i]);
        }

        if (double.IsNegativeInfinity(largest))
        {
            throw new ArgumentException(
                logRatios.IsEmpty
                    ? "logRatios is empty. Pass the log importance ratio of at least one draw."
                    : "All log importance ratios are −∞: no draw has positive density under the target. At least one " +
                      "must be finite; the approximation lies outside the target's support.",
                nameof(logRatios));
        }

        return largest;
    }
}
