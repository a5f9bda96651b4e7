using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Diagnostics;

/// <summary>
/// The generalised Pareto distribution fitted to exceedances: F(x) = 1 − (1 + k x / σ)^(−1/k), x ≥ 0.
/// </summary>
/// <remarks>
/// The estimator is the quasi-Bayesian one of Zhang and Stephens (2009), "A new and efficient estimation method for the
/// generalized Pareto distribution", with their k of opposite sign; the shape is then drawn towards ½ by
/// a prior worth ten observations (Vehtari, Simpson, Gelman, Yao and Gabry 2024, as in loo).
/// </remarks>
internal readonly record struct GeneralizedParetoFit(double Shape, double Scale)
{
    private const double PriorObservations = 10;
    private const double PriorShape = 0.5;

    /// <summary>Fits to exceedances in increasing order. The shape is +∞ where the data do not determine one.</summary>
    public static GeneralizedParetoFit ToSorted(ReadOnlySpan<double> exceedances)
    {
        int count = exceedances.Length;
        int gridSize = 30 + (int)Math.Sqrt(count);
        double quartile = exceedances[(int)Math.Floor((count / 4.0) + 0.5) - 1];
        double largest = exceedances[count - 1];
        Span<double> theta = gridSize <= 512 ? stackalloc double[gridSize] : new double[gridSize];
        Span<double> logWeight = gridSize <= 512 ? stackalloc double[gridSize] : new double[gridSize];
        for (int j = 0; j < gridSize; j++)
        {
            theta[j] = (1 / largest) + ((1 - Math.Sqrt(gridSize / (j + 0.5))) / 3 / quartile);
            double profiled = MeanLog1p(-theta[j], exceedances);
            logWeight[j] = count * (Math.Log(-theta[j] / profiled) - profiled - 1);
            if (double.IsNaN(logWeight[j]))
            {
                // A quarter of the exceedances are zero (ties with the cut-off, or underflow): there is no scale to
                // fit.
                return new GeneralizedParetoFit(double.PositiveInfinity, double.NaN);
            }
        }

        double normalizer = LogDomain.LogSumExp(logWeight);
        var posteriorMean = new CompensatedSum();
        for (int j = 0; j < gridSize; j++)
        {
            posteriorMean.Add(theta[j] * Math.Exp(logWeight[j] - normalizer));
        }

        double shape = MeanLog1p(-posteriorMean.Value, exceedances);
        double scale = -shape / posteriorMean.Value;
        shape = ((shape * count) + (PriorObservations * PriorShape)) / (count + PriorObservations);
        return new GeneralizedParetoFit(double.IsNaN(shape) ? double.PositiveInfinity : shape, scale);
    }

    /// <summary>F⁻¹(p) for 0 ≤ p &lt; 1.</summary>
    public double Quantile(double probability)
    {
        double logSurvival = Log1p(-probability);
        return Shape == 0 ? -Scale * logSurvival : Scale * ExpM1(-Shape * logSurvival) / Shape;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double MeanLog1p(double factor, ReadOnlySpan<double> values)
    {
        var sum = new CompensatedLanes();
        for (int i = 0; i < values.Length; i += LaneMemory.Lanes)
        {
            sum.Add(LaneMath.Log1p(Vector512.Create(factor) * LaneMemory.Load(values[i..])));
        }

        return sum.Value / values.Length;
    }

    /// <summary>log(1 + x) without cancellation near zero (Kahan's quotient: both logarithms err alike).</summary>
    private static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) ? u : Math.Log(u) * x / (u - 1);
    }

    /// <summary>exp(x) − 1 without cancellation near zero (Kahan's quotient).</summary>
    private static double ExpM1(double x)
    {
        double u = Math.Exp(x);
        if (u == 1)
        {
            return x;
        }

        double difference = u - 1;
        return difference == -1 || double.IsInfinity(u) ? difference : difference * x / Math.Log(u);
    }
}
