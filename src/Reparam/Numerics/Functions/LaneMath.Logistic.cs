using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>The logistic function 1 / (1 + e^−x), with full relative accuracy in both tails.</summary>
    /// <remarks>Error at most 2 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sigmoid(Vector512<double> x) =>
        LessThanOrEqualAll(Abs(x), Create(OrdinaryExponent)) ? One / (One + ExpOrdinary(-x)) : SigmoidAny(x);

    /// <summary>
    /// log(1 + e^x) = max(x, 0) + log(1 + e^−|x|), with full relative accuracy, also where it is close to e^x.
    /// </summary>
    /// <remarks>Error at most 1.6 ulp; e^x itself once that is below 1e-16.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Softplus(Vector512<double> x)
    {
        Vector512<double> size = Abs(x);
        Vector512<double> decay = LessThanOrEqualAll(size, Create(OrdinaryExponent))
            ? ExpOrdinary(-size)
            : ExpAny(-size);
        return AtLeast(x, 0.0) + Log1pOfUnitInterval(decay);
    }

    /// <summary>log(1 + e^x) and its derivative 1 / (1 + e^−x), which share an exponential and a division.</summary>
    /// <remarks>Errors at most 2.6 and 3 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SoftplusAndSigmoid(
        Vector512<double> x, out Vector512<double> softplus, out Vector512<double> sigmoid)
    {
        Vector512<double> size = Abs(x);
        Vector512<double> decay = LessThanOrEqualAll(size, Create(OrdinaryExponent))
            ? ExpOrdinary(-size)
            : ExpAny(-size);
        Vector512<double> a = One + decay, b = decay + Create(2.0);
        Vector512<double> reciprocal = One / (a * b);
        Vector512<double> inverse = b * reciprocal;
        softplus = AtLeast(x, 0.0) + Log1pOfUnitInterval(decay, decay * (a * reciprocal));
        sigmoid = ConditionalSelect(LessThan(x, Zero), decay * inverse, inverse);
    }

    /// <summary>tanh x = m / (m + 2) with m = e^2x − 1.</summary>
    /// <remarks>Error at most 2.6 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Tanh(Vector512<double> x)
    {
        Vector512<double> m = Expm1Ordinary(AtMost(Create(2.0) * Abs(x), 40.0));
        return CopySign(m / (m + Create(2.0)), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> SigmoidAny(Vector512<double> x)
    {
        Vector512<double> ordinary = One / (One + ExpAny(-x));
        // Below -708 the denominator may overflow, and 1 + e^x is 1 to the last bit.
        return ConditionalSelect(LessThan(x, Create(-OrdinaryExponent)), ExpAny(x), ordinary);
    }

    /// <summary>
    /// log(1 + e) for 0 ≤ e ≤ 1: with s = e/(2+e) ≤ 1/3, e − s (e − R(s²)), so that no exponent is split.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Log1pOfUnitInterval(Vector512<double> e) =>
        Log1pOfUnitInterval(e, e / (e + Create(2.0)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Log1pOfUnitInterval(Vector512<double> e, Vector512<double> s) =>
        FusedMultiplyAdd(s, Log1pTail(s) - e, e);

    /// <summary>R(s²) for |s| ≤ 1/3: log((1+s)/(1−s)) = 2s + s R(s²).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Log1pTail(Vector512<double> s)
    {
        Vector512<double> z = s * s;
        Vector512<double> z2 = z * z;
        Vector512<double> z4 = z2 * z2;
        Vector512<double> c01 = FusedMultiplyAdd(Create(0.39999999999999525), z, Create(0.6666666666666666));
        Vector512<double> c23 = FusedMultiplyAdd(Create(0.2222222219823677), z, Create(0.285714285716001));
        Vector512<double> c45 = FusedMultiplyAdd(Create(0.1538454396486055), z, Create(0.18181819897962714));
        Vector512<double> c67 = FusedMultiplyAdd(Create(0.11734279061303197), z, Create(0.13335178631449257));
        Vector512<double> c89 = FusedMultiplyAdd(Create(0.07492143795550767), z, Create(0.10845178394880015));
        Vector512<double> high = FusedMultiplyAdd(Create(0.1563057780092285), z2, c89);
        Vector512<double> middle = FusedMultiplyAdd(c67, z2, c45);
        Vector512<double> low = FusedMultiplyAdd(c23, z2, c01);
        return z * FusedMultiplyAdd(FusedMultiplyAdd(high, z4, middle), z4, low);
    }
}
