using System.Runtime.CompilerServices;

namespace Reparam.Diagnostics;

/// <summary>
/// Weighted draws of one quantity after another, sorted as far as the quantiles that are asked for need it: into narrow
/// buckets, and these only where a quantile falls.
/// </summary>
/// <remarks>A few of a thousand buckets are ever looked into. Holds its memory from quantity to quantity: one for each
/// thread.</remarks>
internal sealed class SortedSample
{
    private const int DrawsInBucket = 4;

    /// <summary>Buckets divide this many standard deviations on both sides of the mean; what lies further out is in the
    /// outermost. So wide a range holds quantiles from 6 % to 94 % whatever the distribution (Chebyshev).</summary>
    private const double Reach = 4;

    private readonly NormalizedWeights _weights;
    private readonly int[] _bucketOf;
    private readonly double[] _values;
    private readonly double[] _valueWeights;
    private readonly Bucket[] _buckets;
    private double _low;
    private double _scale;

    /// <param name="weights">Of the draws, whatever is drawn.</param>
    public SortedSample(NormalizedWeights weights)
    {
        int count = weights.Values.Length;
        _weights = weights;
        (_bucketOf, _values, _valueWeights) = (new int[count], new double[count], new double[count]);
        // After the last one stands where it ends.
        _buckets = new Bucket[Math.Max(1, count / DrawsInBucket) + 1];
    }

    /// <summary>Takes the draws of a quantity.</summary>
    /// <param name="values">Finite, as many as there are weights.</param>
    /// <param name="moments">Their mean and variance.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(ReadOnlySpan<double> values, in WeightedMoments moments)
    {
        ReadOnlySpan<double> weights = _weights.Values;
        double deviation = Math.Sqrt(moments.Variance);
        _scale = (_buckets.Length - 1) / (2 * Reach * deviation);
        _low = moments.Mean - Reach * deviation;
        if (!double.IsFinite(_scale) || !double.IsFinite(_low))
        {
            (_scale, _low) = (0, 0);
        }
        Array.Clear(_buckets);
        for (int i = 0; i < values.Length; i++)
        {
            int own = _bucketOf[i] = BucketOf(values[i]);
            ref Bucket bucket = ref _buckets[own];
            bucket.End++;
            bucket.Weight += weights[i];
            bucket.Square += weights[i] * weights[i];
        }
        Accumulate();
        for (int i = values.Length - 1; i >= 0; i--)
        {
            int place = --_buckets[_bucketOf[i]].Start;
            (_values[place], _valueWeights[place]) = (values[i], weights[i]);
        }
    }

    /// <summary>The mean of F⁻¹ over a window of width 1/n* at p(1 − 1/n*).</summary>
    public double Quantile(double probability)
    {
        // n* − 1 is never negative but for rounding.
        double size = 1 / _weights.SumOfSquares;
        double from = probability * Math.Max(size - 1, 0) / size, end = Math.Min(from + 1 / size, 1);
        int own = BucketAt(from), last = _values.Length - 1;
        double cumulative = _buckets[own].Weight, covered = 0, origin = double.NaN;
        var integral = new CompensatedSum();
        for (int i = _buckets[own].Start; i <= last; i++)
        {
            while (i == _buckets[own].End)
            {
                own++;
            }
            Sort(ref _buckets[own]);
            cumulative += _valueWeights[i];
            double to = i == last ? end : Math.Min(cumulative, end), width = to - from;
            if (width < 0 && i < last)
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
                break;
            }
        }
        return covered > 0 ? origin + integral.Value / covered : origin;
    }

    /// <summary>The standard error of a quantile: half the distance of the quantiles at p ± e, e² = Σ w² (1{x ≤ q} -
    /// p)².</summary>
    public double QuantileError(double probability, double quantile)
    {
        Bucket own = _buckets[BucketOf(quantile)];
        double below = own.Square;
        for (int i = own.Start; i < own.End; i++)
        {
            below += _values[i] <= quantile ? _valueWeights[i] * _valueWeights[i] : 0;
        }
        double above = Math.Max(_weights.SumOfSquares - below, 0);
        double error = Math.Sqrt(below * (1 - probability) * (1 - probability) + above * probability * probability);
        double upper = Quantile(Math.Min(probability + error, 1));
        double lower = Quantile(Math.Max(probability - error, 0));
        return (upper - lower) / 2;
    }

    /// <summary>Increases with the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int BucketOf(double value) => (int)Math.Clamp((value - _low) * _scale, 0, _buckets.Length - 2);

    /// <summary>From what each bucket holds to what those before it hold together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accumulate()
    {
        var weight = new CompensatedSum();
        double square = 0;
        int end = 0;
        foreach (ref Bucket bucket in _buckets.AsSpan())
        {
            end += bucket.End;
            var (ownWeight, ownSquare) = (bucket.Weight, bucket.Square);
            bucket = new Bucket { Start = end, End = end, Weight = weight.Value, Square = square };
            weight.Add(ownWeight);
            square += ownSquare;
        }
    }

    /// <summary>The last bucket that begins below a share of the weight.</summary>
    private int BucketAt(double share)
    {
        int first = 0, after = _buckets.Length - 1;
        while (after - first > 1)
        {
            int middle = (first + after) / 2;
            (first, after) = _buckets[middle].Weight < share ? (middle, after) : (first, middle);
        }
        return first;
    }

    private void Sort(ref Bucket bucket)
    {
        if (!bucket.IsSorted)
        {
            int count = bucket.End - bucket.Start;
            _values.AsSpan(bucket.Start, count).Sort(_valueWeights.AsSpan(bucket.Start, count));
            bucket.IsSorted = true;
        }
    }

    /// <summary>Draws from <see cref="Start"/> to before <see cref="End"/>; the weight and its square of those in the
    /// buckets before.</summary>
    private struct Bucket
    {
        public int Start;
        public int End;
        public double Weight;
        public double Square;
        public bool IsSorted;
    }
}
