using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>Below this shape the tail near 1 is made of logarithms that are small, not of one less the
    /// other.</summary>
    private const double SmallShape = 1.0;

    /// <summary>Beyond this every tail is zero in double; a larger argument would make ∞ − ∞.</summary>
    private const double LargestGammaArgument = 1e300;

    private const double LogOfLargestGammaArgument = 690.7755278982137;

    /// <summary>P(a, x) = 1/Γ(a) ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt, the regularised lower incomplete gamma function.</summary>
    /// <remarks>
    /// Relative error at most 5e-13 for shapes from 1e-3 to 1e6 wherever the result is a normal number, the far lower
    /// tail included; above that it grows as √a (2e-10 at 1e12). NaN unless a &gt; 0 and x ≥ 0, and at a = ∞.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> GammaLower(Vector512<double> a, Vector512<double> x)
    {
        Vector512<double> log = LogGammaSide(a, x, Log(x), out Vector512<double> upper, out _);
        return ConditionalSelect(upper, -Expm1(log), Exp(log));
    }

    /// <summary>Q(a, x) = 1 − P(a, x), with full relative accuracy where it is small.</summary>
    /// <remarks>As <see cref="GammaLower"/>, in the upper tail.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> GammaUpper(Vector512<double> a, Vector512<double> x)
    {
        Vector512<double> log = LogGammaSide(a, x, Log(x), out Vector512<double> upper, out _);
        return ConditionalSelect(upper, Exp(log), -Expm1(log));
    }

    /// <summary>log P(a, x), also where P underflows or differs from 1 by less than an ulp.</summary>
    /// <remarks>Error at most 5e-13 relative to max(1, |result|), and relative to the result where P ≥ ½.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogGammaLower(Vector512<double> a, Vector512<double> x)
    {
        Vector512<double> log = LogGammaSide(a, x, Log(x), out Vector512<double> upper, out _);
        return ConditionalSelect(upper, LogOfRest(log), log);
    }

    /// <summary>log Q(a, x).</summary>
    /// <remarks>As <see cref="LogGammaLower"/>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogGammaUpper(Vector512<double> a, Vector512<double> x)
    {
        Vector512<double> log = LogGammaSide(a, x, Log(x), out Vector512<double> upper, out _);
        return ConditionalSelect(upper, log, LogOfRest(log));
    }

    /// <summary>log(x p(x)) = a ℓ − eˡ − log Γ(a), x = eˡ: the log density of the logarithm of a gamma
    /// variable.</summary>
    /// <remarks>
    /// From a = 8 on it is −a(μ − log(1 + μ)) + ½ log(a/2π) less the tail of Stirling's series, μ = x/a − 1, since the
    /// three terms would cancel to their a log a-th part.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogGammaDensity(Vector512<double> a, Vector512<double> logX)
    {
        logX = AtMost(logX, LogOfLargestGammaArgument);
        return LogGammaDensity(a, Exp(logX), logX);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> LogGammaDensity(Vector512<double> a, Vector512<double> x, Vector512<double> logX)
    {
        Vector512<double> large = GreaterThanOrEqual(a, Create(Asymptotic));
        Vector512<double> result = Zero;
        if (!GreaterThanOrEqualAll(a, Create(Asymptotic)))
        {
            result = FusedMultiplyAdd(a, logX, -x) - LogGamma(a);
        }
        if (!GreaterThanOrEqualAny(a, Create(Asymptotic)))
        {
            return result;
        }
        Vector512<double> shape = AtLeast(a, Asymptotic);
        Vector512<double> inverse = One / shape;
        Vector512<double> logA = Log(shape);
        Vector512<double> deviance = LessLog1p((x - shape) * inverse, logX - logA);
        Vector512<double> tail = inverse * Polynomial(inverse * inverse, StirlingCoefficients);
        Vector512<double> stirling = FusedMultiplyAdd(
            -shape, deviance, FusedMultiplyAdd(Create(0.5), logA, Create(-HalfLogTwoPi)) - tail);
        return ConditionalSelect(large, stirling, result);
    }

    /// <summary>μ − log(1 + μ), given log(1 + μ) for where it is far from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LessLog1p(Vector512<double> mu, Vector512<double> logarithm)
    {
        // With s = μ/(2 + μ): log(1 + μ) = 2s + 2s³ Σ s²ᵏ/(2k + 3) and μ - 2s = s μ.
        Vector512<double> s = mu / (mu + Create(2.0));
        Vector512<double> square = s * s;
        Vector512<double> near = s * FusedMultiplyAdd(
            square * Create(-2.0), Polynomial(square, InverseOddNumbers), mu);
        return ConditionalSelect(LessThan(Abs(s), Create(0.2)), near, mu - logarithm);
    }

    /// <summary>log P on the side where x lies below a + ½, log Q above: the one that no subtraction of nearly equal
    /// numbers enters.</summary>
    /// <param name="a">The shape.</param>
    /// <param name="x">The argument.</param>
    /// <param name="logX">Its logarithm, which may be finite where x is 0.</param>
    /// <param name="upper">All bits where the result is log Q.</param>
    /// <param name="ratio">P/(x p) or Q/(x p).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> LogGammaSide(Vector512<double> a, Vector512<double> x, Vector512<double> logX,
        out Vector512<double> upper, out Vector512<double> ratio)
    {
        Vector512<double> valid = GreaterThan(a, Zero) & LessThanOrEqual(a, Create(double.MaxValue));
        a = ConditionalSelect(valid, a, Create(double.NaN));
        x = AtMost(x, LargestGammaArgument);
        logX = AtMost(logX, LogOfLargestGammaArgument);
        ratio = GammaRatio(x, a, logX, order: 0, out upper);
        Vector512<double> log = LogGammaDensity(a, x, logX) + Log(ratio);
        // P = 0 at x = 0, where a log 0 is right but for what a large shape makes of it.
        log = ConditionalSelect(Vector512.Equals(logX, Create(double.NegativeInfinity)), logX, log);
        Vector512<double> small = LessThan(a, Create(SmallShape)) & ~upper;
        if (LessThanAny(a, Create(SmallShape)))
        {
            log = ConditionalSelect(
                small & GreaterThan(logX, Create(double.NegativeInfinity)), LogLowerOfSmallShape(a, x, logX), log);
        }
        return log;
    }

    /// <summary>
    /// a ℓ − log Γ(1 + a) + log(1 + a N), N = Σ (−x)ⁿ / (n! (a + n)), x ≤ a + ½: every term is proportional to a, so
    /// that Q = 1 − P has the relative accuracy of a where a is small.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> LogLowerOfSmallShape(
        Vector512<double> a, Vector512<double> x, Vector512<double> logX)
    {
        x = AtMost(x, SmallShape + 0.5);
        Vector512<double> power = One;
        Vector512<double> sum = Zero;
        for (int n = 1; n < 24; n++)
        {
            power *= x * Create(-1.0 / n);
            sum += power / (a + Create((double)n));
        }
        return FusedMultiplyAdd(a, logX, Log1p(a * sum) - LogGammaOfOnePlus(AtMost(a, SmallShape)));
    }

    /// <summary>log Γ(1 + v), 0 ≤ v ≤ 2, of the relative accuracy of v.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogGammaOfOnePlus(Vector512<double> v) =>
        v * (v - One) * Polynomial(v, LogGammaNumerator) / Polynomial(v, LogGammaDenominator);

    /// <summary>log(1 − eʸ), y ≤ 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogOfRest(Vector512<double> y) => ConditionalSelect(
        GreaterThan(y, Create(-Ln2High)), Log(-Expm1(y)), Log1p(-Exp(y)));

    /// <summary>1/(2k + 3).</summary>
    private static ReadOnlySpan<double> InverseOddNumbers =>
    [
        1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23,
    ];
}
