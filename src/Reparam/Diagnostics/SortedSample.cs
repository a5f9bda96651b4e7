namespace Reparam.Diagnostics;

/// <summary>
/// Weighted draws in increasing order with their cumulative normalised weights: quantiles by bisection.
/// </summary>
internal sealed class SortedSample
{
    private readonly double[] _values;
    private readonly double[] _cumulative;
    private readonly double _effectiveSampleSize;

    public SortedSample(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        WeightChecks.SameLength(values, weights);
        WeightChecks.Finite(values, nameof(values));
        double total = WeightChecks.PositiveTotal(weights, nameof(weights));
        _values = values.ToArray();
        double[] sortedWeights = weights.ToArray();
        Array.Sort(_values, sortedWeights);
        _cumulative = new double[_values.Length];
        var cumulative = new CompensatedSum();
        var squares = new CompensatedSum();
        for (int i = 0; i < _values.Length; i++)
        {
            double weight = sortedWeights[i] / total;
            cumulative.Add(weight);
            squares.Add(weight * weight);
            _cumulative[i] = cumulative.Value;
        }

        _effectiveSampleSize = 1 / squares.Value;
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
}
