using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

/// <summary>
/// Mathematical functions of eight doubles at once.
/// </summary>
/// <remarks>
/// <para>
/// A lane's result depends on that lane's argument alone, and its bits are the same on every width of vector hardware:
/// the packs are always eight wide (the runtime maps them to one 512-bit or two 256-bit registers), every multiply-add
/// is an explicit fused one, and no platform-dependent estimate is used. The exceptions, which go lane by lane through
/// <see cref="Math"/> and so through the platform's own library, are <see cref="Power"/> and arguments beyond 2³⁰ of
/// <see cref="Sin"/> and <see cref="Cos"/>.
/// </para>
/// <para>
/// Errors are stated in units in the last place of the exact value (ulp; a relative error between 1.1e-16 and 2.2e-16).
/// They are measured, not proved: the greatest against 50-digit arithmetic on 20,000 to 70,000 random arguments of each
/// function, with a small margin. NaN gives NaN. The polynomials and rational functions are fitted by
/// tools/reference/numerics_coefficients.py.
/// </para>
/// <para>
/// The methods are compiled with full optimization at their first call rather than after many, because a fit may be
/// over before the runtime would get round to it.
/// </para>
/// </remarks>
internal static partial class LaneMath
{
    /// <summary>
    /// 1.5·2⁵²: adding it to a number below 2⁵¹ in size rounds that number to an integer, kept in the low bits.
    /// </summary>
    private const double RoundingShift = 6755399441055744.0;

    private const double Ln2High = 0.6931471805599453;
    private const double Ln2Low = 2.3190468138462996e-17;

    /// <summary>√x, correctly rounded; NaN for negative x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sqrt(Vector512<double> x) => Vector512.Sqrt(x);

    /// <summary>x^y, lane by lane with the semantics and accuracy of <see cref="Math.Pow"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Power(Vector512<double> x, Vector512<double> y)
    {
        Vector512<double> result = default;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
        {
            result = result.WithElement(lane, Math.Pow(x.GetElement(lane), y.GetElement(lane)));
        }

        return result;
    }

    /// <summary>
    /// A polynomial, the constant term first: Horner's rule on the even and the odd terms side by side, so that one
    /// chain of dependent multiply-adds does not wait for the other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Polynomial(Vector512<double> x, ReadOnlySpan<double> coefficients)
    {
        Vector512<double> square = x * x;
        int last = coefficients.Length - 1;
        Vector512<double> leading = Create(coefficients[last]);
        Vector512<double> trailing = Create(coefficients[last - 1]);
        int i = last - 2;
        for (; i > 0; i -= 2)
        {
            leading = FusedMultiplyAdd(leading, square, Create(coefficients[i]));
            trailing = FusedMultiplyAdd(trailing, square, Create(coefficients[i - 1]));
        }

        // The constant term belongs to the chain that still lacks it.
        return i == 0
            ? FusedMultiplyAdd(trailing, x, FusedMultiplyAdd(leading, square, Create(coefficients[0])))
            : FusedMultiplyAdd(leading, x, trailing);
    }

    /// <summary>min(x, limit), keeping NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> AtMost(Vector512<double> x, double limit) =>
        ConditionalSelect(GreaterThan(x, Create(limit)), Create(limit), x);

    /// <summary>max(x, limit), keeping NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> AtLeast(Vector512<double> x, double limit) =>
        ConditionalSelect(LessThan(x, Create(limit)), Create(limit), x);
}
