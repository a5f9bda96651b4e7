using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    private const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>2¹⁰⁰⁰: beyond it 1 + x is x, and 2^−k may not be a normal number.</summary>
    private const double LargestScalable = 1.0715086071862673e301;

    private const long BitsOfOne = 0x3FF0_0000_0000_0000;
    private const long BitsOfRootHalf = 0x3FE6_A09E_667F_3BCD;
    private const long MantissaMask = 0x000F_FFFF_FFFF_FFFF;

    /// <summary>log x: −∞ at zero, NaN below it.</summary>
    /// <remarks>Error at most 0.8 ulp, subnormal arguments included.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log(Vector512<double> x) =>
        GreaterThanOrEqualAll(x, Create(SmallestNormal)) && LessThanOrEqualAll(x, Create(double.MaxValue))
            ? LogOrdinary(x)
            : LogAny(x);

    /// <summary>log(1 + x), without the cancellation near zero; −∞ at −1, NaN below it.</summary>
    /// <remarks>Error at most 1.2 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log1p(Vector512<double> x)
    {
        Vector512<double> sum = One + x;
        SplitExponent(sum, out Vector512<double> k, out Vector512<double> scale, out _);
        // 2^-k (1 + x) - 1 with one rounding: both 2^-k and 2^-k - 1 are exact where the rounding could be felt.
        Vector512<double> f = FusedMultiplyAdd(x, scale, scale - One);
        Vector512<double> result = LogReduced(f, k);
        return GreaterThanAll(sum, Zero) && LessThanOrEqualAll(x, Create(LargestScalable)) && !EqualsAny(x, Zero)
            ? result
            : Log1pAny(x, result);
    }

    private static Vector512<double> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<double>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> Log1pAny(Vector512<double> x, Vector512<double> ordinary)
    {
        Vector512<double> minusOne = Create(-1.0);
        Vector512<double> result = ConditionalSelect(LessThanOrEqual(x, Create(LargestScalable)), ordinary, LogAny(x));
        result = ConditionalSelect(GreaterThan(x, minusOne), result, Create(double.NaN));
        result = ConditionalSelect(Vector512.Equals(x, minusOne), Create(double.NegativeInfinity), result);
        return ConditionalSelect(Vector512.Equals(x, Zero), x, result);
    }

    /// <summary>log x for positive, finite, normal x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogOrdinary(Vector512<double> x)
    {
        SplitExponent(x, out Vector512<double> k, out _, out Vector512<double> mantissa);
        return LogReduced(mantissa - One, k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> LogAny(Vector512<double> x)
    {
        Vector512<double> subnormal = LessThan(x, Create(SmallestNormal));
        SplitExponent(
            ConditionalSelect(subnormal, x * Create(18014398509481984.0), x),
            out Vector512<double> k, out _, out Vector512<double> mantissa);
        Vector512<double> result = LogReduced(mantissa - One, k - (subnormal & Create(54.0)));
        result = ConditionalSelect(Vector512.Equals(x, Zero), Create(double.NegativeInfinity), result);
        result = ConditionalSelect(Vector512.Equals(x, Create(double.PositiveInfinity)), x, result);
        return ConditionalSelect(GreaterThanOrEqual(x, Zero), result, Create(double.NaN));
    }

    /// <summary>
    /// x = 2^k · mantissa, mantissa in [√½, √2), and scale = 2^−k. Comparisons and shifts that 256 bits have, too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SplitExponent(
        Vector512<double> x, out Vector512<double> k, out Vector512<double> scale, out Vector512<double> mantissa)
    {
        Vector512<long> shifted = x.AsInt64() + Create(BitsOfOne - BitsOfRootHalf);
        Vector512<long> biased = ShiftRightLogical(shifted, 52);
        // An integer below 2^52 becomes a double by writing it into the low bits of 2^52.
        k = (biased | Create(4503599627370496.0).AsInt64()).AsDouble() - Create(4503599627370496.0 + 1023.0);
        scale = ((Create(2046L) - biased) << 52).AsDouble();
        mantissa = ((shifted & Create(MantissaMask)) + Create(BitsOfRootHalf)).AsDouble();
    }

    /// <summary>
    /// k ln 2 + log(1 + f), 1 + f in [√½, √2): with s = f/(2+f), log(1 + f) = f − ½f² + s (½f² + R(s²)).
    /// Source: fdlibm, e_log.c, Sun Microsystems 1993.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogReduced(Vector512<double> f, Vector512<double> k)
    {
        Vector512<double> s = f / (f + Create(2.0));
        Vector512<double> z = s * s;
        Vector512<double> z2 = z * z;
        Vector512<double> c12 = FusedMultiplyAdd(Create(0.39999999999899505), z, Create(0.666666666666667));
        Vector512<double> c34 = FusedMultiplyAdd(Create(0.2222221113479508), z, Create(0.28571428625975487));
        Vector512<double> c56 = FusedMultiplyAdd(Create(0.15331721600556042), z, Create(0.18182889125261723));
        Vector512<double> high = FusedMultiplyAdd(Create(0.14616449685043406), z2, c56);
        Vector512<double> tail = z * FusedMultiplyAdd(FusedMultiplyAdd(high, z2, c34), z2, c12);
        Vector512<double> halfSquare = Create(0.5) * f * f;
        Vector512<double> correction = FusedMultiplyAdd(s, halfSquare + tail, k * Create(Ln2Low)) - halfSquare;
        return FusedMultiplyAdd(k, Create(Ln2High), correction + f);
    }
}
