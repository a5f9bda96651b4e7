using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Diagnostics;

/// <summary>Weighted averages of a quantity x, with weights w of sum one.</summary>
/// <param name="Mean">m = Σ w x.</param>
/// <param name="Variance">v = Σ w (x − m)².</param>
/// <param name="MeanError">Σ w² (x − m)².</param>
/// <param name="VarianceError">Σ w² ((x − m)² − v)².</param>
internal readonly record struct WeightedMoments(
    double Mean, double Variance, double MeanError, double VarianceError)
{
    public static WeightedMoments Of(ReadOnlySpan<double> values, NormalizedWeights weights)
    {
        double mean = AverageOf(values, weights.Values);
        var (variance, meanError) = Spread(values, weights.Values, mean);
        return new WeightedMoments(mean, variance, meanError, SpreadOfSquares(values, weights.Values, mean, variance));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double AverageOf(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var sum = new CompensatedLanes();
        for (int i = 0; i < values.Length; i += CompensatedLanes.Count)
        {
            sum.Add(Lanes(weights, i, 0) * Lanes(values, i, 0));
        }
        return sum.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Variance, double MeanError) Spread(
        ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double mean)
    {
        CompensatedLanes variance = new(), error = new();
        for (int i = 0; i < values.Length; i += CompensatedLanes.Count)
        {
            Vector512<double> weight = Lanes(weights, i, 0);
            Vector512<double> offset = Lanes(values, i, mean) - Vector512.Create(mean);
            Vector512<double> term = weight * (offset * offset);
            variance.Add(term);
            error.Add(weight * term);
        }
        return (variance.Value, error.Value);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SpreadOfSquares(
        ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double mean, double variance)
    {
        var sum = new CompensatedLanes();
        for (int i = 0; i < values.Length; i += CompensatedLanes.Count)
        {
            Vector512<double> offset = Lanes(values, i, mean) - Vector512.Create(mean);
            Vector512<double> difference = Lanes(weights, i, 0) * (offset * offset - Vector512.Create(variance));
            sum.Add(difference * difference);
        }
        return sum.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Lanes(ReadOnlySpan<double> numbers, int first, double padding) =>
        numbers.Length - first >= CompensatedLanes.Count
            ? Vector512.Create(numbers.Slice(first, CompensatedLanes.Count))
            : LastLanes(numbers[first..], padding);

    private static Vector512<double> LastLanes(ReadOnlySpan<double> numbers, double padding)
    {
        Vector512<double> lanes = Vector512.Create(padding);
        for (int i = 0; i < numbers.Length; i++)
        {
            lanes = lanes.WithElement(i, numbers[i]);
        }
        return lanes;
    }
}
