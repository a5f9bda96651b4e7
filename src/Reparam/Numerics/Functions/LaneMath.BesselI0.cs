using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

// I₀ and its derivatives from I₀(κ) e^-κ = 1/π ∫₀^π e^(-κ (1 - cos u)) du, by the quadrature of BetaTail. The n-th
// derivative of log I₀ is the n-th cumulant of cos u under the von Mises distribution: sums of positive terms, or of
// central moments, which keep their precision however large κ is, where differences of Bessel functions lose it.
internal static partial class LaneMath
{
    /// <summary>Arcs are cut off where the density has fallen to e to the minus this: cumulants of 1 − cos u weigh what
    /// lies far out.</summary>
    private const double ArcCut = 45.0;

    /// <summary>π less its double.</summary>
    private const double PiLow = 1.2246467991473532e-16;

    /// <summary>log I₀(κ), I₀ the modified Bessel function of the first kind; even in κ.</summary>
    /// <remarks>Relative error at most 4e-15 for |κ| to 1e15.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogBesselI0(Vector512<double> kappa)
    {
        Vector512<double> size = Abs(kappa);
        Vector512<double> small = LessThan(size, One);
        Vector512<double> result = size + LogScaledBesselI0(size);
        if (small.AsInt64() == Vector512<long>.Zero)
        {
            return result;
        }

        // I₀ - 1 = 1/π ∫₀^π (cosh(κ cos u) - 1) du, and cosh x - 1 = (eˣ - 1)² / (2 eˣ).
        Vector512<double> bounded = AtMost(size, 1.0), total = Zero;
        for (int i = 0; i < TailNodes.Length; i++)
        {
            Vector512<double> growth = Expm1(bounded * Cos(Create(Math.PI * TailNodes[i])));
            total = FusedMultiplyAdd(Create(TailWeights[i]) * growth, growth / (One + growth), total);
        }
        return ConditionalSelect(small, Log1p(Create(0.5) * total), result);
    }

    /// <summary>log(I₀(κ) e^−κ), for κ of either sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogScaledBesselI0(Vector512<double> kappa)
    {
        Vector512<double> size = Abs(kappa), length = ArcLength(size, Zero), total = Zero;
        for (int i = 0; i < TailNodes.Length; i++)
        {
            Vector512<double> versine = Versine(length * Create(TailNodes[i]));
            total = FusedMultiplyAdd(Create(TailWeights[i]), Exp(-(size * versine)), total);
        }
        Vector512<double> result = Log(total * (length * Create(1.0 / Math.PI)));
        return ConditionalSelect(LessThan(kappa, Zero), FusedMultiplyAdd(Create(2.0), size, result), result);
    }

    /// <summary>The n-th derivative of log I₀(κ), n ≥ 1: I₁/I₀ for n = 1.</summary>
    /// <remarks>Relative error of the first two at most 4e-15 for |κ| to 1e15; higher ones, which have zeros, the same
    /// relative to the sum of their terms' sizes.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogBesselI0Derivative(int order, Vector512<double> kappa)
    {
        Vector512<double> size = Abs(kappa);
        Vector512<double> result = order == 1 ? BesselRatio(size) : CosineCumulant(order, size);
        return (order & 1) == 1 ? ConditionalSelect(LessThan(kappa, Zero), -result, result) : result;
    }

    /// <summary>1 − I₁(κ)/I₀(κ) for κ ≥ 0: the mean of 1 − cos u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> BesselRatioComplement(Vector512<double> kappa)
    {
        Vector512<double> length = ArcLength(kappa, Zero), total = Zero, sum = Zero;
        for (int i = 0; i < TailNodes.Length; i++)
        {
            Vector512<double> versine = Versine(length * Create(TailNodes[i]));
            Vector512<double> weight = Create(TailWeights[i]) * Exp(-(kappa * versine));
            total += weight;
            sum = FusedMultiplyAdd(weight, versine, sum);
        }
        return sum / total;
    }

    /// <summary>I₁(κ)/I₀(κ) = κ times the mean of sin² u, for κ ≥ 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> BesselRatio(Vector512<double> kappa)
    {
        Vector512<double> length = ArcLength(kappa, Zero), total = Zero, sum = Zero;
        for (int i = 0; i < TailNodes.Length; i++)
        {
            Vector512<double> versine = Versine(length * Create(TailNodes[i]));
            Vector512<double> weight = Create(TailWeights[i]) * Exp(-(kappa * versine));
            total += weight;
            sum = FusedMultiplyAdd(weight, versine * (Create(2.0) - versine), sum);
        }
        return ConditionalSelect(LessThan(kappa, One), kappa * (sum / total), One - BesselRatioComplement(kappa));
    }

    /// <summary>The n-th cumulant of cos u, n ≥ 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> CosineCumulant(int order, Vector512<double> kappa)
    {
        Vector512<double> mean = BesselRatioComplement(kappa), length = ArcLength(kappa, Zero), total = Zero;
        Span<Vector512<double>> moments = new Vector512<double>[order + 1];
        for (int i = 0; i < TailNodes.Length; i++)
        {
            Vector512<double> versine = Versine(length * Create(TailNodes[i]));
            Vector512<double> weight = Create(TailWeights[i]) * Exp(-(kappa * versine));
            total += weight;
            Vector512<double> difference = mean - versine, term = weight * difference;
            for (int n = 2; n <= order; n++)
            {
                term *= difference;
                moments[n] += term;
            }
        }
        // Cumulants from central moments: κₙ = μₙ - Σ C(n-1, m-1) κₘ μₙ₋ₘ.
        Span<Vector512<double>> cumulants = new Vector512<double>[order + 1];
        for (int n = 2; n <= order; n++)
        {
            moments[n] /= total;
            cumulants[n] = moments[n];
            for (int m = 2; m <= n - 2; m++)
            {
                cumulants[n] -= Create(Binomial(n - 1, m - 1)) * cumulants[m] * moments[n - m];
            }
        }
        return cumulants[order];
    }

    /// <summary>1 − cos u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Versine(Vector512<double> u)
    {
        Vector512<double> sine = Sin(Create(0.5) * u);
        return Create(2.0) * sine * sine;
    }

    /// <summary>How far from θ on e^(κ cos u) falls by e⁻⁴⁵, at most to π.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ArcLength(Vector512<double> kappa, Vector512<double> theta)
    {
        Vector512<double> most = Create(Math.PI) - theta + Create(PiLow);
        Vector512<double> versine = Versine(theta) + (Create(ArcCut) / kappa);
        Vector512<double> inside = LessThan(versine, Create(1.999));
        versine = ConditionalSelect(inside, versine, One);
        Vector512<double> end = Create(2.0) * Atan(Vector512.Sqrt(versine / (Create(2.0) - versine)));
        return ConditionalSelect(inside, Vector512.Min(end - theta, most), most);
    }
}
