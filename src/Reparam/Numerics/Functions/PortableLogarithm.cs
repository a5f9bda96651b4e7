using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>The natural logarithm by IEEE operations only, so that noise has the same bits on every platform;
/// <c>Math.Log</c> is the C runtime's and differs between operating systems.</summary>
/// <remarks>x = 2^k m with m in [√½, √2), f = m − 1, s = f/(2 + f), and log m = 2 artanh s =
/// f − (f²/2 − s (f²/2 + R)) with R = Σ_(j≥1) 2 s^(2j)/(2j + 1); the arrangement follows W. J. Cody and W. Waite,
/// "Software Manual for the Elementary Functions" (1980). |s| ≤ 0.1716, so ten terms leave 1e-18. Error below
/// one unit in the last place.</remarks>
internal static class PortableLogarithm
{
    private const double SmallestNormal = 2.2250738585072014e-308;
    private const double TwoTo54 = 18014398509481984.0;

    // The first 32 bits of ln 2, so that k times it is exact, and the rest.
    private const double LogTwoHigh = 0.69314718036912381649;
    private const double LogTwoLow = 1.9082149292705877e-10;

    /// <summary>log x for finite x &gt; 0, subnormal numbers included.</summary>
    public static double Log(double x)
    {
        int exponent = 0;
        if (x < SmallestNormal)
        {
            x *= TwoTo54;
            exponent = -54;
        }

        // Subtracting the bits of √½ before taking the exponent puts the mantissa into [√½, √2).
        const ulong sqrtHalf = 0x3FE6A09E667F3BCD;
        ulong bits = BitConverter.DoubleToUInt64Bits(x);
        int shift = (int)((long)(bits - sqrtHalf) >> 52);
        exponent += shift;
        double f = BitConverter.UInt64BitsToDouble(bits - ((ulong)(long)shift << 52)) - 1;

        double s = f / (2 + f);
        double t = s * s;
        double r = 2.0 / 21;
        r = Math.FusedMultiplyAdd(r, t, 2.0 / 19);
        r = Math.FusedMultiplyAdd(r, t, 2.0 / 17);
        r = Math.FusedMultiplyAdd(r, t, 2.0 / 15);
        r = Math.FusedMultiplyAdd(r, t, 2.0 / 13);
        r = Math.FusedMultiplyAdd(r, t, 2.0 / 11);
        r = Math.FusedMultiplyAdd(r, t, 2.0 / 9);
        r = Math.FusedMultiplyAdd(r, t, 2.0 / 7);
        r = Math.FusedMultiplyAdd(r, t, 2.0 / 5);
        r = Math.FusedMultiplyAdd(r, t, 2.0 / 3);
        r *= t;
        double halfSquare = 0.5 * f * f;
        double tail = Math.FusedMultiplyAdd(exponent, LogTwoLow, s * (halfSquare + r));
        return Math.FusedMultiplyAdd(exponent, LogTwoHigh, -(halfSquare - tail - f));
    }

    /// <summary>log x for eight finite normal numbers, with the bits of <see cref="Log(double)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log(Vector512<double> x)
    {
        const long One = 0x3FF0000000000000, SqrtHalf = 0x3FE6A09E667F3BCD, TwoTo52 = 0x4330000000000000;
        Vector512<long> biased = Vector512.ShiftRightLogical(x.AsInt64() + Vector512.Create(One - SqrtHalf), 52);
        // An integer below 2⁵² becomes a double by writing it into the low bits of 2⁵².
        Vector512<double> exponent = (biased | Vector512.Create(TwoTo52)).AsDouble()
            - Vector512.Create(4503599627370496.0 + 1023);
        Vector512<double> f = (x.AsInt64() - ((biased - Vector512.Create(1023L)) << 52)).AsDouble()
            - Vector512<double>.One;
        Vector512<double> s = f / (Vector512.Create(2.0) + f);
        Vector512<double> t = s * s;
        Vector512<double> r = Vector512.Create(2.0 / 21);
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(2.0 / 19));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(2.0 / 17));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(2.0 / 15));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(2.0 / 13));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(2.0 / 11));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(2.0 / 9));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(2.0 / 7));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(2.0 / 5));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(2.0 / 3));
        r *= t;
        Vector512<double> halfSquare = Vector512.Create(0.5) * f * f;
        Vector512<double> tail = Vector512.FusedMultiplyAdd(
            exponent, Vector512.Create(LogTwoLow), s * (halfSquare + r));
        return Vector512.FusedMultiplyAdd(exponent, Vector512.Create(LogTwoHigh), -(halfSquare - tail - f));
    }
}
