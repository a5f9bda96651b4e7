using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    private const int MostQuantileSteps = 40;

    /// <summary>ℓ = log x with P(a, x) = Φ(z): the quantile of the logarithm of a gamma variable.</summary>
    /// <remarks>
    /// Error at most 1e-12 · max(1, |ℓ|) for shapes from 1e-3 to 1e6 and |z| ≤ 38. −∞ and ∞ at z = −∞ and ∞; NaN unless
    /// a &gt; 0 is finite. Many draws of one shape are cheaper by <see cref="TabulatedQuantile{T}"/>, with the same
    /// bits.
    /// </remarks>
    public static unsafe Vector512<double> LogGammaQuantile(Vector512<double> a, Vector512<double> z)
    {
        double* memory = stackalloc double[TabulatedQuantile<LogGammaQuantileFamily>.Room];
        return new TabulatedQuantile<LogGammaQuantileFamily>(slope: false, memory).At(a, z);
    }

    /// <summary>∂ℓ/∂a at constant z, F₁(a, ℓ(a, z)).</summary>
    /// <remarks>Relative error at most 1e-13, in the range of <see cref="LogGammaQuantile"/>.</remarks>
    public static unsafe Vector512<double> LogGammaQuantileSlope(Vector512<double> a, Vector512<double> z)
    {
        double* memory = stackalloc double[TabulatedQuantile<LogGammaQuantileFamily>.Room];
        return new TabulatedQuantile<LogGammaQuantileFamily>(slope: true, memory).At(a, z);
    }

    /// <summary>The quantile by solving its equation.</summary>
    /// <remarks>
    /// log P = log Φ(z) is solved for z ≤ 0 and log Q = log Φ(−z) above, so both tails keep their precision. Halley's
    /// iteration in ℓ, from Wilson and Hilferty's cube (1931) or, where x is small beside a, from P ≈ xᵃ/Γ(1 + a).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Vector512<double> SolveLogGammaQuantile(Vector512<double> a, Vector512<double> z)
    {
        Vector512<double> infinite = Vector512.Equals(Abs(z), Create(double.PositiveInfinity)) & GreaterThan(a, Zero);
        Vector512<double> edge = z;
        z = ConditionalSelect(infinite, Zero, z);
        Vector512<double> lower = LessThanOrEqual(z, Zero);
        Vector512<double> target = LogNormalCdf(-Abs(z));
        Vector512<double> log = QuantileStart(a, z, target, lower);
        Vector512<double> active = Vector512.Equals(log, log);
        for (int step = 0; step < MostQuantileSteps && !EqualsAll(active.AsInt64(), Vector512<long>.Zero); step++)
        {
            Vector512<double> x = Exp(log);
            Vector512<double> side = LogGammaSide(a, x, log, out Vector512<double> upper, out Vector512<double> ratio);
            // The slope of log P in ℓ is x p/P, that of log Q is -x p/Q.
            Vector512<double> same = ConditionalSelect(lower, ~upper, upper);
            Vector512<double> tail = ConditionalSelect(same, side, LogOfRest(side));
            Vector512<double> slope = ConditionalSelect(same, One / ratio, Exp(LogGammaDensity(a, x, log) - tail));
            slope = ConditionalSelect(lower, slope, -slope);
            Vector512<double> newton = (target - tail) / slope;
            Vector512<double> halley = FusedMultiplyAdd(Create(0.5) * newton, a - x - slope, One);
            Vector512<double> change = newton / ConditionalSelect(GreaterThan(halley, Create(0.5)),
                ConditionalSelect(LessThan(halley, Create(2.0)), halley, Create(2.0)), Create(0.5));
            change = ConditionalSelect(GreaterThan(Abs(change), One), CopySign(One, change), change);
            log += active & change;
            // The error of the next step is of the order of the cube of this one, in units of the width of the peak.
            Vector512<double> width = Sqrt(One + a) * Abs(change);
            active &= GreaterThan(width, Create(1e-5));
        }
        return ConditionalSelect(infinite, edge, log);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> QuantileStart(
        Vector512<double> a, Vector512<double> z, Vector512<double> target, Vector512<double> lower)
    {
        Vector512<double> root = Sqrt(a);
        Vector512<double> cube = FusedMultiplyAdd(z, Create(1.0 / 3) / root, One - Create(1.0 / 9) / a);
        Vector512<double> wilson = Log(a) + Create(3.0) * Log(AtLeast(cube, 1e-3));
        // P = xᵃ (1 - a x/(a + 1) + ...)/Γ(1 + a).
        Vector512<double> logP = ConditionalSelect(lower, target, LogOfRest(target));
        Vector512<double> logGamma = LogGamma(a + One);
        Vector512<double> small = (logP + logGamma) / a;
        Vector512<double> x = Exp(small);
        Vector512<double> isSmall = LessThan(x, Create(0.2) * (a + One)) | LessThan(a, One);
        Vector512<double> start = ConditionalSelect(isSmall, small + AtMost(x / (a + One), 2), wilson);
        // Far out on the right of a shape below 1, Γ(a, x) ≈ e⁻ˣ/(1 + x).
        Vector512<double> far = -(target + logGamma - Log(a));
        Vector512<double> isFar = ~lower & LessThan(a, One) & GreaterThan(far, Create(2.5));
        far = AtLeast(far, 2.5);
        return ConditionalSelect(isFar, Log(far - Create(0.8) * Log(One + far)), start);
    }
}
