using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>Greater than any exponent that a sum of logarithms in double leads to, and an integer to which such
    /// exponents can be added exactly.</summary>
    private const double BeyondExponents = 1125899906842624.0;

    /// <summary>The integer n with 2ⁿ ≤ x &lt; 2ⁿ⁺¹ of a positive normal number; -1023 of a subnormal one, -2⁵⁰ of 0,
    /// 1024 of ∞ and NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> BinaryExponent(Vector512<double> x)
    {
        // An integer below 2^52 becomes a double by writing it into the low bits of 2^52.
        Vector512<long> biased = ShiftRightLogical(x.AsInt64(), 52) | Create(4503599627370496.0).AsInt64();
        Vector512<double> exponent = biased.AsDouble() - Create(4503599627370496.0 + 1023.0);
        return ConditionalSelect(Vector512.Equals(x, Zero), Create(-BeyondExponents), exponent);
    }

    /// <summary>⌊x / ln 2⌋ up to rounding, within ±2⁵⁰; NaN of NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> BinaryExponentOfExp(Vector512<double> x) =>
        AtMost(AtLeast(Floor(x * Create(Log2E)), -BeyondExponents), BeyondExponents);

    /// <summary>2ⁿ of an integer; 0 below n = -1022, 2¹⁰²³ above n = 1023, some power of NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> PowerOfTwo(Vector512<double> n)
    {
        Vector512<double> within = MinNative(MaxNative(n, Create(-1023.0)), Create(1023.0));
        // The low bits of the sum hold n + 1023: the bits of the exponent of 2ⁿ, or none.
        return ((within + Create(RoundingShift + 1023.0)).AsInt64() << 52).AsDouble();
    }
}
