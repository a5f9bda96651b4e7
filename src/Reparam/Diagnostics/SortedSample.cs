using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Diagnostics;

/// <summary>
/// Weighted draws of one quantity after another, sorted as far as the quantiles that are asked for need it: into narrow
/// buckets, and of these only those where a quantile falls are filled.
/// </summary>
/// <remarks>A few of a thousand buckets are ever looked into. Holds its memory from quantity to quantity: one for each
/// thread.</remarks>
internal sealed class SortedSample
{
    private const int DrawsInBucket = 4;

    /// <summary>Buckets divide this many standard deviations on both sides of the mean; what lies further out is in the
    /// outermost. So wide a range holds quantiles from 6 % to 94 % whatever the distribution (Chebyshev).</summary>
    private const double Reach = 4;

    /// <summary>Added to a number from 0 to 2³¹ it leaves the nearest integer in the lowest digits.</summary>
    private const double IntegerInLowDigits = 1L << 52;

    private readonly NormalizedWeights _weights;
    private readonly int _count;
    private readonly double[] _draws;

    /// <summary>Whole packs; after the last draw there is no bucket.</summary>
    private readonly int[] _bucketOf;

    /// <summary>The weight of what is in the buckets before each; after the last one stands all of it.</summary>
    private readonly double[] _weightBefore;

    /// <summary>Where the draws of a bucket lie in order; empty as long as it was not looked into.</summary>
    private readonly Range[] _filled;
    private double[] _values = new double[256];
    private double[] _valueWeights = new double[256];
    private int _used;
    private int _lastBucket;

    /// <param name="weights">Of the draws, whatever is drawn.</param>
    public SortedSample(NormalizedWeights weights)
    {
        (_weights, _count) = (weights, weights.Values.Length);
        _draws = LargeArrays.Rent(_count);
        _bucketOf = new int[(_count + Vector512<int>.Count - 1) / Vector512<int>.Count * Vector512<int>.Count];
        Array.Fill(_bucketOf, -1);
        int buckets = Math.Max(1, _count / DrawsInBucket);
        (_weightBefore, _filled) = (new double[buckets + 1], new Range[buckets]);
    }

    /// <summary>Lets others use its memory.</summary>
    public void Release() => LargeArrays.Return(_draws);

    /// <summary>Takes the draws of a quantity.</summary>
    /// <param name="values">Finite, as many as there are weights.</param>
    /// <param name="moments">Their mean and variance.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(ReadOnlySpan<double> values, in WeightedMoments moments)
    {
        values.CopyTo(_draws);
        double deviation = Math.Sqrt(moments.Variance);
        double scale = _filled.Length / (2 * Reach * deviation), low = moments.Mean - Reach * deviation;
        if (!double.IsFinite(scale) || !double.IsFinite(low))
        {
            (scale, low) = (0, 0);
        }
        FindBuckets(scale, low);
        Array.Clear(_weightBefore);
        Array.Clear(_filled);
        (_used, _lastBucket) = (0, 0);
        ReadOnlySpan<double> weights = _weights.Values;
        for (int i = 0; i < weights.Length; i++)
        {
            int own = _bucketOf[i];
            _weightBefore[own] += weights[i];
            _lastBucket = Math.Max(_lastBucket, own);
        }
        var before = new CompensatedSum();
        foreach (ref double weight in _weightBefore.AsSpan())
        {
            double own = weight;
            weight = before.Value;
            before.Add(own);
        }
    }

    /// <summary>The mean of F⁻¹ over a window of width 1/n* at p(1 − 1/n*).</summary>
    public double Quantile(double probability)
    {
        // n* − 1 is never negative but for rounding.
        double size = 1 / _weights.SumOfSquares;
        double from = probability * Math.Max(size - 1, 0) / size, end = Math.Min(from + 1 / size, 1);
        int first = Math.Min(BucketAt(from), _lastBucket);
        double cumulative = _weightBefore[first], covered = 0, origin = double.NaN;
        var integral = new CompensatedSum();
        for (int own = first; own <= _lastBucket; own++)
        {
            var (start, length) = Filled(own).GetOffsetAndLength(_used);
            for (int i = start; i < start + length; i++)
            {
                bool isLast = own == _lastBucket && i == start + length - 1;
                cumulative += _valueWeights[i];
                double to = isLast ? end : Math.Min(cumulative, end), width = to - from;
                if (width < 0 && !isLast)
                {
                    continue;
                }
                // Relative to the first value in the window, so that equal values give that value exactly.
                origin = double.IsNaN(origin) ? _values[i] : origin;
                integral.Add(Math.Max(width, 0) * (_values[i] - origin));
                covered += Math.Max(width, 0);
                from = Math.Max(to, from);
                if (from >= end)
                {
                    return covered > 0 ? origin + integral.Value / covered : origin;
                }
            }
        }
        return covered > 0 ? origin + integral.Value / covered : origin;
    }

    /// <summary>The standard error of a quantile: half the distance of the quantiles at p ± e, e² = Σ w² (1{x ≤ q} -
    /// p)².</summary>
    public double QuantileError(double probability, double quantile)
    {
        double below = SquaresUpTo(quantile), above = Math.Max(_weights.SumOfSquares - below, 0);
        double error = Math.Sqrt(below * (1 - probability) * (1 - probability) + above * probability * probability);
        double upper = Quantile(Math.Min(probability + error, 1));
        double lower = Quantile(Math.Max(probability - error, 0));
        return (upper - lower) / 2;
    }

    /// <summary>The bucket of each draw: it never falls as the value rises.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindBuckets(double scale, double low)
    {
        var last = Vector512.Create(_filled.Length - 1.0);
        for (int i = 0; i < _count; i += LaneMemory.Lanes)
        {
            Vector512<double> place = (LaneMemory.Load(_draws.AsSpan(i, _count - i)) - Vector512.Create(low))
                * Vector512.Create(scale);
            place = Vector512.Min(Vector512.Max(place, Vector512<double>.Zero), last);
            Vector512<long> digits = (place + Vector512.Create(IntegerInLowDigits)).AsInt64();
            Vector512.Narrow(digits, digits).GetLower().CopyTo(_bucketOf, i);
        }
        _bucketOf.AsSpan(_count).Fill(-1);
    }

    /// <summary>Σ w² of the draws up to a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double SquaresUpTo(double value)
    {
        ReadOnlySpan<double> weights = _weights.Values;
        Vector512<double> sum = Vector512<double>.Zero, bound = Vector512.Create(value);
        for (int i = 0; i < _count; i += LaneMemory.Lanes)
        {
            Vector512<double> weight = LaneMemory.Load(weights[i..]);
            sum += Vector512.LessThanOrEqual(LaneMemory.Load(_draws.AsSpan(i, _count - i)), bound) & (weight * weight);
        }
        return LaneMemory.Sum(sum);
    }

    /// <summary>The last bucket that begins below a share of the weight.</summary>
    private int BucketAt(double share)
    {
        int first = 0, after = _filled.Length;
        while (after - first > 1)
        {
            int middle = (first + after) / 2;
            (first, after) = _weightBefore[middle] < share ? (middle, after) : (first, middle);
        }
        return first;
    }

    /// <summary>Where the draws of a bucket lie, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Range Filled(int bucket)
    {
        if (!_filled[bucket].Equals(default))
        {
            return _filled[bucket];
        }
        int start = _used;
        var wanted = Vector512.Create(bucket);
        for (int i = 0; i < _bucketOf.Length; i += Vector512<int>.Count)
        {
            ulong found = Vector512.Equals(Vector512.Create(_bucketOf, i), wanted).ExtractMostSignificantBits();
            for (; found != 0; found &= found - 1)
            {
                if (_used == _values.Length)
                {
                    Array.Resize(ref _values, 2 * _used);
                    Array.Resize(ref _valueWeights, 2 * _used);
                }
                int draw = i + BitOperations.TrailingZeroCount(found);
                (_values[_used], _valueWeights[_used]) = (_draws[draw], _weights.Values[draw]);
                _used++;
            }
        }
        _values.AsSpan(start, _used - start).Sort(_valueWeights.AsSpan(start, _used - start));
        return _filled[bucket] = start.._used;
    }
}
