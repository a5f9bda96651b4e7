using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

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
        for (int i = 0; i < values.Length; i += LaneMemory.Lanes)
        {
            sum.Add(LaneMemory.Load(weights[i..]) * LaneMemory.Load(values[i..]));
        }
        return sum.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Variance, double MeanError) Spread(
        ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double mean)
    {
        CompensatedLanes variance = new(), error = new();
        for (int i = 0; i < values.Length; i += LaneMemory.Lanes)
        {
            Vector512<double> weight = LaneMemory.Load(weights[i..]);
            Vector512<double> offset = LaneMemory.Load(values[i..], mean) - Vector512.Create(mean);
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
        for (int i = 0; i < values.Length; i += LaneMemory.Lanes)
        {
            Vector512<double> offset = LaneMemory.Load(values[i..], mean) - Vector512.Create(mean);
            Vector512<double> difference = LaneMemory.Load(weights[i..]) * (offset * offset - Vector512.Create(variance));
            sum.Add(difference * difference);
        }
        return sum.Value;
    }
}
