using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    private const double Log2E = 1.4426950408889634;

    /// <summary>Between minus and plus this the exponential is a normal number, far from overflow.</summary>
    private const double OrdinaryExponent = 708.0;

    /// <summary>e^x.</summary>
    /// <remarks>
    /// Error at most 1.1 ulp. Subnormal results are rounded once. Above 709.78 +∞, below −745.13 zero.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x) =>
        LessThanOrEqualAll(Abs(x), Create(OrdinaryExponent)) ? ExpOrdinary(x) : ExpAny(x);

    /// <summary>e^x − 1, without the cancellation near zero.</summary>
    /// <remarks>Error at most 2 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Expm1(Vector512<double> x)
    {
        Vector512<double> result = Expm1Ordinary(AtLeast(x, -40.0));
        return LessThanOrEqualAll(x, Create(OrdinaryExponent))
            ? result
            : ConditionalSelect(LessThanOrEqual(x, Create(OrdinaryExponent)), result, ExpAny(x));
    }

    /// <summary>e^x for |x| ≤ 708: x = k ln 2 + r, |r| ≤ ½ ln 2, and 2^k (1 + r + r² q(r)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ExpOrdinary(Vector512<double> x)
    {
        Vector512<double> r = ReduceByLn2(x, out Vector512<double> shifted, out _);
        Vector512<double> mantissa = One + FusedMultiplyAdd(r * r, ExpTail(r), r);
        return (mantissa.AsInt64() + (shifted.AsInt64() << 52)).AsDouble();
    }

    /// <summary>
    /// e^x for every x: the power of two is applied in two factors, so that only the last multiplication rounds.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> ExpAny(Vector512<double> x)
    {
        x = AtLeast(AtMost(x, 710.0), -746.0);
        Vector512<double> r = ReduceByLn2(x, out Vector512<double> shifted, out _);
        Vector512<double> mantissa = One + FusedMultiplyAdd(r * r, ExpTail(r), r);
        Vector512<long> exponent = shifted.AsInt64() - Create(RoundingShift).AsInt64();
        Vector512<long> half = exponent >> 1;
        return mantissa * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>e^x − 1 for −40 ≤ x ≤ 708: 2^k (e^r − 1) + (2^k − 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Expm1Ordinary(Vector512<double> x)
    {
        Vector512<double> r = ReduceByLn2(x, out Vector512<double> shifted, out _);
        Vector512<double> scale = (One.AsInt64() + (shifted.AsInt64() << 52)).AsDouble();
        Vector512<double> fraction = FusedMultiplyAdd(r * r, ExpTail(r), r);
        return CopySign(FusedMultiplyAdd(scale, fraction, scale - One), x);
    }

    /// <summary>r = x − k ln 2. The first step is exact, the second rounds once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ReduceByLn2(
        Vector512<double> x, out Vector512<double> shifted, out Vector512<double> k)
    {
        shifted = FusedMultiplyAdd(x, Create(Log2E), Create(RoundingShift));
        k = shifted - Create(RoundingShift);
        Vector512<double> r = FusedMultiplyAdd(k, Create(-Ln2High), x);
        return FusedMultiplyAdd(k, Create(-Ln2Low), r);
    }

    /// <summary>(e^r − 1 − r) / r² for |r| ≤ ½ ln 2, by Estrin's scheme.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ExpTail(Vector512<double> r)
    {
        Vector512<double> r2 = r * r;
        Vector512<double> r4 = r2 * r2;
        Vector512<double> c01 = FusedMultiplyAdd(Create(0.1666666666666667), r, Create(0.5));
        Vector512<double> c23 = FusedMultiplyAdd(Create(0.008333333333326025), r, Create(0.04166666666666667));
        Vector512<double> c45 = FusedMultiplyAdd(Create(0.00019841269875205077), r, Create(0.001388888888888367));
        Vector512<double> c67 = FusedMultiplyAdd(Create(2.75572549134867e-06), r, Create(2.4801587325822283e-05));
        Vector512<double> c89 = FusedMultiplyAdd(Create(2.5105419192016337e-08), r, Create(2.7557273295539724e-07));
        Vector512<double> high = FusedMultiplyAdd(Create(2.091483135138041e-09), r2, c89);
        Vector512<double> middle = FusedMultiplyAdd(c67, r2, c45);
        Vector512<double> low = FusedMultiplyAdd(c23, r2, c01);
        return FusedMultiplyAdd(FusedMultiplyAdd(high, r4, middle), r4, low);
    }

    /// <summary>2^k for −1022 ≤ k ≤ 1023.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> PowerOfTwo(Vector512<long> k) => ((k + Create(1023L)) << 52).AsDouble();

    private static Vector512<double> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Create(1.0);
    }
}
