namespace Reparam.Diagnostics;

/// <summary>
/// Weighted draws in increasing order with their cumulative normalised weights: quantiles by bisection.
/// </summary>
internal sealed class SortedSample
{
    /// <summary>Values in a bucket, on average: few enough to be sorted by insertion.</summary>
    private const int BucketSize = 4;
    private const int InsertionLimit = 32;

    private readonly double[] _values;
    private readonly double[] _cumulative;
    private readonly double[] _cumulativeSquares;
    private readonly double _effectiveSampleSize;

    public SortedSample(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        WeightChecks.SameLength(values, weights);
        WeightChecks.Finite(values, nameof(values));
        double total = WeightChecks.PositiveTotal(weights, nameof(weights));
        (_values, double[] sortedWeights) = Sort(values, weights);
        (_cumulative, _cumulativeSquares) = (new double[_values.Length], new double[_values.Length]);
        var cumulative = new CompensatedSum();
        double squares = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            double weight = sortedWeights[i] / total;
            cumulative.Add(weight);
            squares += weight * weight;
            _cumulative[i] = cumulative.Value;
            _cumulativeSquares[i] = squares;
        }

        _effectiveSampleSize = 1 / squares;
    }

    /// <summary>The standard error of a quantile: half the distance of the quantiles at p ± e, e² = Σ w² (1{x ≤ q} -
    /// p)².</summary>
    public double QuantileError(double probability, double quantile)
    {
        int index = Array.BinarySearch(_values, quantile);
        int below = index < 0 ? ~index : index;
        while (below < _values.Length && _values[below] <= quantile)
        {
            below++;
        }
        double squaresBelow = below == 0 ? 0 : _cumulativeSquares[below - 1];
        double error = Math.Sqrt(squaresBelow * (1 - probability) * (1 - probability)
            + (_cumulativeSquares[^1] - squaresBelow) * probability * probability);
        double upper = Quantile(Math.Min(probability + error, 1));
        double lower = Quantile(Math.Max(probability - error, 0));
        return (upper - lower) / 2;
    }

    public double Quantile(double probability)
    {
        // n* − 1 is never negative but for rounding.
        double start = probability * Math.Max(_effectiveSampleSize - 1, 0) / _effectiveSampleSize;
        double end = Math.Min(start + (1 / _effectiveSampleSize), 1);
        int index = Array.BinarySearch(_cumulative, start);
        index = Math.Min(index < 0 ? ~index : index, _values.Length - 1);
        var integral = new CompensatedSum();
        double from = start;
        double covered = 0;
        double origin = _values[index];
        for (; index < _values.Length && from < end; index++)
        {
            double to = index == _values.Length - 1 ? end : Math.Min(_cumulative[index], end);
            double width = Math.Max(to - from, 0);

            // Relative to the first value in the window, so that equal values give that value exactly.
            integral.Add(width * (_values[index] - origin));
            covered += width;
            from = Math.Max(to, from);
        }

        return covered > 0 ? origin + (integral.Value / covered) : origin;
    }

    /// <summary>Values in increasing order with their weights: spread over buckets, and sorted there.</summary>
    private static (double[] Values, double[] Weights) Sort(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        int count = values.Length, buckets = count / BucketSize;
        double[] sorted = new double[count], sortedWeights = new double[count];
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        foreach (double value in values)
        {
            least = Math.Min(least, value);
            greatest = Math.Max(greatest, value);
        }
        double scale = (buckets - 1) / (greatest - least);
        if (buckets < 2 || !double.IsFinite(scale))
        {
            values.CopyTo(sorted);
            weights.CopyTo(sortedWeights);
            Array.Sort(sorted, sortedWeights);
            return (sorted, sortedWeights);
        }
        var starts = new int[buckets + 1];
        foreach (double value in values)
        {
            starts[(int)((value - least) * scale) + 1]++;
        }
        for (int b = 0; b < buckets; b++)
        {
            starts[b + 1] += starts[b];
        }
        int[] next = starts[..buckets];
        for (int i = 0; i < count; i++)
        {
            int place = next[(int)((values[i] - least) * scale)]++;
            (sorted[place], sortedWeights[place]) = (values[i], weights[i]);
        }
        for (int b = 0; b < buckets; b++)
        {
            int start = starts[b], length = starts[b + 1] - start;
            if (length > InsertionLimit)
            {
                sorted.AsSpan(start, length).Sort(sortedWeights.AsSpan(start, length));
            }
            else
            {
                SortByInsertion(sorted.AsSpan(start, length), sortedWeights.AsSpan(start, length));
            }
        }
        return (sorted, sortedWeights);
    }

    private static void SortByInsertion(Span<double> values, Span<double> weights)
    {
        for (int i = 1; i < values.Length; i++)
        {
            (double value, double weight) = (values[i], weights[i]);
            int place = i;
            for (; place > 0 && values[place - 1] > value; place--)
            {
                (values[place], weights[place]) = (values[place - 1], weights[place - 1]);
            }
            (values[place], weights[place]) = (value, weight);
        }
    }
}
