namespace Reparam.Formulas;

/// <summary>Summaries of columns, with R's definitions.</summary>
internal static class Statistics
{
    /// <summary>Makes the median absolute deviation of a normal sample its standard deviation; R's constant.</summary>
    private const double NormalConsistency = 1.4826;

    /// <summary>2^-52.</summary>
    private const double MachineEpsilon = 2.220446049250313e-16;

    public static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        var mean = sum / values.Length;
        // A second pass takes out what rounding left, as R does.
        var rest = 0.0;
        foreach (var value in values)
        {
            rest += value - mean;
        }

        return mean + (rest / values.Length);
    }

    /// <summary>The standard deviation with divisor n - 1; 0 for one value.</summary>
    public static double StandardDeviation(ReadOnlySpan<double> values)
    {
        var mean = Mean(values);
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return values.Length > 1 ? Math.Sqrt(sum / (values.Length - 1)) : 0;
    }

    public static double Median(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    public static double MedianAbsoluteDeviation(ReadOnlySpan<double> values)
    {
        var median = Median(values);
        var deviations = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            deviations[i] = Math.Abs(values[i] - median);
        }

        return NormalConsistency * Median(deviations);
    }

    /// <summary>Whether all values are one number, rounding of the last digits apart.</summary>
    public static bool IsConstant(ReadOnlySpan<double> values)
    {
        double lowest = values[0], highest = values[0];
        foreach (var value in values)
        {
            lowest = Math.Min(lowest, value);
            highest = Math.Max(highest, value);
        }

        return highest - lowest <= 4 * MachineEpsilon
            * Math.Max(Math.Abs(lowest), Math.Abs(highest));
    }
}
