using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

// Functions of sixteen floats at once, for those that networks spend their time in. What is said of doubles holds: bits
// are the same on every width of vector hardware. Errors, in units in the last place of a float, are the greatest over
// all 2³² arguments.
internal static partial class LaneMath
{
    /// <summary>1.5·2²³: see <see cref="RoundingShift"/>.</summary>
    private const float SingleRoundingShift = 12582912f;

    private const float SingleLn2High = 0.6931472f;
    private const float SingleLn2Low = -1.9046542e-09f;
    private const float SmallestNormalSingle = 1.1754944e-38f;

    /// <summary>2¹⁰⁰: see <see cref="LargestScalable"/>.</summary>
    private const float LargestScalableSingle = 1.2676506e30f;

    private const int BitsOfOneSingle = 0x3F80_0000;
    private const int BitsOfRootHalfSingle = 0x3F35_04F3;
    private const int MantissaMaskSingle = 0x007F_FFFF;

    /// <summary>e^x of floats.</summary>
    /// <remarks>Error at most 1.1 ulp, subnormal results included. Above 88.72 +∞, below −103.98 zero.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        x = AtLeast(AtMost(x, 89f), -104f);
        Vector512<float> mantissa = ExpMantissa(x, out Vector512<float> shifted);
        Vector512<int> exponent = shifted.AsInt32() - Create(SingleRoundingShift).AsInt32();
        Vector512<int> half = exponent >> 1;
        // In two factors, so that only the last multiplication rounds.
        return mantissa * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>log x of floats: −∞ at zero, NaN below it.</summary>
    /// <remarks>Error at most 1 ulp, subnormal arguments included.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> x) =>
        GreaterThanOrEqualAll(x, Create(SmallestNormalSingle)) && LessThanOrEqualAll(x, Create(float.MaxValue))
            ? LogOrdinary(x)
            : LogAny(x);

    /// <summary>log(1 + x) of floats, without the cancellation near zero; −∞ at −1, NaN below it.</summary>
    /// <remarks>Error at most 1.5 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log1p(Vector512<float> x)
    {
        Vector512<float> one = Create(1f), sum = one + x;
        SplitExponent(sum, out Vector512<float> k, out Vector512<float> scale, out _);
        Vector512<float> result = LogReduced(FusedMultiplyAdd(x, scale, scale - one), k);
        Vector512<float> zero = Vector512<float>.Zero;
        return GreaterThanAll(sum, zero) && LessThanOrEqualAll(x, Create(LargestScalableSingle)) && !EqualsAny(x, zero)
            ? result
            : Log1pAny(x, result);
    }

    /// <summary>tanh x of floats: a polynomial up to 0.625, from there 1 − 2 / (e^2x + 1).</summary>
    /// <remarks>Error at most 1.6 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        Vector512<float> size = Abs(x), square = x * x;
        Vector512<float> tail = FusedMultiplyAdd(Create(-0.006096714f), square, Create(0.02099718f));
        tail = FusedMultiplyAdd(tail, square, Create(-0.053850908f));
        tail = FusedMultiplyAdd(tail, square, Create(0.1333277f));
        tail = FusedMultiplyAdd(tail, square, Create(-0.33333328f));
        Vector512<float> small = FusedMultiplyAdd(x * square, tail, x);
        Vector512<float> mantissa = ExpMantissa(AtMost(size + size, 20f), out Vector512<float> shifted);
        Vector512<float> exponential = (mantissa.AsInt32() + (shifted.AsInt32() << 23)).AsSingle();
        Vector512<float> large = Create(1f) - Create(2f) / (exponential + Create(1f));
        return ConditionalSelect(GreaterThanOrEqual(size, Create(0.625f)), CopySign(large, x), small);
    }

    /// <summary>The logistic function 1 / (1 + e^−x) of floats, with full relative accuracy in both tails.</summary>
    /// <remarks>Error at most 2.5 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        Vector512<float> decay = Exp(-Abs(x)), one = Create(1f);
        return ConditionalSelect(LessThan(x, Vector512<float>.Zero), decay, one) / (one + decay);
    }

    /// <summary>log(1 + e^x) of floats, with full relative accuracy, also where it is close to e^x.</summary>
    /// <remarks>Error at most 2 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Softplus(Vector512<float> x)
    {
        Vector512<float> e = Exp(-Abs(x));
        Vector512<float> s = e / (e + Create(2f)), z = s * s;
        Vector512<float> tail = FusedMultiplyAdd(Create(0.2322433f), z, Create(0.21706575f));
        tail = FusedMultiplyAdd(tail, z, Create(0.28592357f));
        tail = FusedMultiplyAdd(tail, z, Create(0.39999706f));
        tail = FusedMultiplyAdd(tail, z, Create(0.6666667f));
        return AtLeast(x, 0f) + FusedMultiplyAdd(s, FusedMultiplyAdd(z, tail, -e), e);
    }

    /// <summary>e^x = 2^k · mantissa for −104 ≤ x ≤ 89, with k in the low bits of what was shifted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpMantissa(Vector512<float> x, out Vector512<float> shifted)
    {
        shifted = FusedMultiplyAdd(x, Create((float)Log2E), Create(SingleRoundingShift));
        Vector512<float> k = shifted - Create(SingleRoundingShift);
        Vector512<float> r = FusedMultiplyAdd(k, Create(-SingleLn2High), x);
        r = FusedMultiplyAdd(k, Create(-SingleLn2Low), r);
        Vector512<float> square = r * r;
        Vector512<float> low = FusedMultiplyAdd(Create(0.16666576f), r, Create(0.5f));
        Vector512<float> high = FusedMultiplyAdd(Create(0.008363293f), r, Create(0.041666552f));
        high = FusedMultiplyAdd(Create(0.0013926326f), square, high);
        return Create(1f) + FusedMultiplyAdd(square, FusedMultiplyAdd(high, square, low), r);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> Log1pAny(Vector512<float> x, Vector512<float> ordinary)
    {
        Vector512<float> minusOne = Create(-1f);
        Vector512<float> result =
            ConditionalSelect(LessThanOrEqual(x, Create(LargestScalableSingle)), ordinary, LogAny(x));
        result = ConditionalSelect(GreaterThan(x, minusOne), result, Create(float.NaN));
        result = ConditionalSelect(Vector512.Equals(x, minusOne), Create(float.NegativeInfinity), result);
        return ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero), x, result);
    }

    /// <summary>log x for positive, finite, normal x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LogOrdinary(Vector512<float> x)
    {
        SplitExponent(x, out Vector512<float> k, out _, out Vector512<float> mantissa);
        return LogReduced(mantissa - Create(1f), k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> LogAny(Vector512<float> x)
    {
        Vector512<float> subnormal = LessThan(x, Create(SmallestNormalSingle));
        SplitExponent(ConditionalSelect(subnormal, x * Create(16777216f), x),
            out Vector512<float> k, out _, out Vector512<float> mantissa);
        Vector512<float> result = LogReduced(mantissa - Create(1f), k - (subnormal & Create(24f)));
        Vector512<float> zero = Vector512<float>.Zero;
        result = ConditionalSelect(Vector512.Equals(x, zero), Create(float.NegativeInfinity), result);
        result = ConditionalSelect(Vector512.Equals(x, Create(float.PositiveInfinity)), x, result);
        return ConditionalSelect(GreaterThanOrEqual(x, zero), result, Create(float.NaN));
    }

    /// <summary>x = 2^k · mantissa, mantissa in [√½, √2), and scale = 2^−k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SplitExponent(
        Vector512<float> x, out Vector512<float> k, out Vector512<float> scale, out Vector512<float> mantissa)
    {
        Vector512<int> shifted = x.AsInt32() + Create(BitsOfOneSingle - BitsOfRootHalfSingle);
        Vector512<int> biased = ShiftRightLogical(shifted, 23);
        k = ConvertToSingle(biased - Create(127));
        scale = ((Create(254) - biased) << 23).AsSingle();
        mantissa = ((shifted & Create(MantissaMaskSingle)) + Create(BitsOfRootHalfSingle)).AsSingle();
    }

    /// <summary>k ln 2 + log(1 + f), 1 + f in [√½, √2), as for doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LogReduced(Vector512<float> f, Vector512<float> k)
    {
        Vector512<float> s = f / (f + Create(2f)), z = s * s;
        Vector512<float> tail = FusedMultiplyAdd(Create(0.23330468f), z, Create(0.28550822f));
        tail = FusedMultiplyAdd(tail, z, Create(0.40000123f));
        tail = FusedMultiplyAdd(tail, z, Create(0.6666667f));
        Vector512<float> halfSquare = Create(0.5f) * f * f;
        Vector512<float> correction =
            FusedMultiplyAdd(s, FusedMultiplyAdd(z, tail, halfSquare), k * Create(SingleLn2Low)) - halfSquare;
        return FusedMultiplyAdd(k, Create(SingleLn2High), correction + f);
    }

    /// <summary>2^k for −126 ≤ k ≤ 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> k) => ((k + Create(127)) << 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AtMost(Vector512<float> x, float limit) =>
        ConditionalSelect(GreaterThan(x, Create(limit)), Create(limit), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AtLeast(Vector512<float> x, float limit) =>
        ConditionalSelect(LessThan(x, Create(limit)), Create(limit), x);
}
