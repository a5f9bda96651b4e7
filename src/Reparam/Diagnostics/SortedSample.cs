namespace Reparam.Diagnostics;

/// <summary>
/// Weighted draws in increasing order with their cumulative normalised weights: quantiles by bisection.
/// </summary>
internal sealed class SortedSample
{
    private const int DigitBits = 11;
    private const int Radix = 1 << DigitBits;
    private const int Digits = (64 + DigitBits - 1) / DigitBits;

    /// <summary>Fewer values are sorted by comparing them.</summary>
    private const int Few = 512;

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

    /// <summary>Values in increasing order with their weights: by their digits, least first, which takes no
    /// comparisons.</summary>
    private static (double[] Values, double[] Weights) Sort(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        int count = values.Length;
        if (count < Few)
        {
            double[] few = values.ToArray(), fewWeights = weights.ToArray();
            Array.Sort(few, fewWeights);
            return (few, fewWeights);
        }
        ulong[] keys = new ulong[count], nextKeys = new ulong[count];
        int[] order = new int[count], nextOrder = new int[count];
        var counts = new int[Digits * Radix];
        for (int i = 0; i < count; i++)
        {
            // The bits of doubles are in order once the sign is turned, and for negative numbers everything.
            long bits = BitConverter.DoubleToInt64Bits(values[i]);
            keys[i] = (ulong)(bits ^ ((bits >> 63) | long.MinValue));
            order[i] = i;
            for (int digit = 0; digit < Digits; digit++)
            {
                counts[digit * Radix + (int)(keys[i] >> (digit * DigitBits) & (Radix - 1))]++;
            }
        }
        for (int digit = 0; digit < Digits; digit++)
        {
            Span<int> places = counts.AsSpan(digit * Radix, Radix);
            if (places.Contains(count))
            {
                continue;
            }
            int before = 0;
            foreach (ref int place in places)
            {
                (place, before) = (before, before + place);
            }
            for (int i = 0; i < count; i++)
            {
                int place = places[(int)(keys[i] >> (digit * DigitBits) & (Radix - 1))]++;
                (nextKeys[place], nextOrder[place]) = (keys[i], order[i]);
            }
            (keys, nextKeys, order, nextOrder) = (nextKeys, keys, nextOrder, order);
        }
        double[] sorted = new double[count], sortedWeights = new double[count];
        for (int i = 0; i < count; i++)
        {
            (sorted[i], sortedWeights[i]) = (values[order[i]], weights[order[i]]);
        }
        return (sorted, sortedWeights);
    }
}
