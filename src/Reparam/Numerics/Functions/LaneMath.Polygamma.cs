using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>Orders beyond this would need powers that overflow.</summary>
    private const int LargestPolygammaOrder = 100;

    /// <summary>ψ⁽ⁿ⁾(x), the n-th derivative of the digamma function; n = 1 is the trigamma function.</summary>
    /// <remarks>
    /// <para>
    /// Σ (−1)ⁿ⁺¹ n!/(x+k)ⁿ⁺¹ until the argument is at least n + 9, then the asymptotic series (Abramowitz and Stegun
    /// 1964, 6.4.6 and 6.4.11). Hardly anything cancels.
    /// </para>
    /// <para>
    /// For x &gt; 0 the error is at most 5 ulp for orders 1 and 2, 6.5 ulp for order 5 and 20 ulp for order 40, growing
    /// with the order. At zero of either sign (−1)ⁿ⁺¹ ∞. Trigamma is reflected for x &lt; 0, where its poles are +∞ and
    /// its error at most 5 ulp; higher orders give NaN there.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is not in 1 … 100.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Polygamma(int order, Vector512<double> x)
    {
        if (order is < 1 or > LargestPolygammaOrder)
        {
            throw new ArgumentOutOfRangeException(nameof(order), order, string.Create(
                CultureInfo.InvariantCulture,
                $"Polygamma: order must be between 1 and {LargestPolygammaOrder}; order 0 is LaneMath.Digamma."));
        }

        return GreaterThanOrEqualAll(x, Zero) ? PolygammaOfPositive(order, x) : PolygammaAny(order, x);
    }

    /// <summary>ψ⁽¹⁾(x), the derivative of the digamma function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Trigamma(Vector512<double> x) => Polygamma(1, x);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> PolygammaAny(int order, Vector512<double> x)
    {
        Vector512<double> reflected = LessThan(x, Zero);
        Vector512<double> result = PolygammaOfPositive(order, ConditionalSelect(reflected, One - x, x));
        if (order > 1)
        {
            return ConditionalSelect(reflected, Create(double.NaN), result);
        }

        // ψ'(x) = (π / sin πx)² - ψ'(1-x).
        Vector512<double> ratio = Create(Math.PI) / SinPi(FractionalPart(x));
        return ConditionalSelect(reflected, FusedMultiplyAdd(ratio, ratio, -result), result);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> PolygammaOfPositive(int order, Vector512<double> x)
    {
        Vector512<double> start = Create(order + 9.0);
        // Far out 1/x^(n+1) is all that matters, and zero at infinity; the sum of terms is largest first near zero.
        Vector512<double> sum = Zero;
        for (Vector512<double> active = LessThan(x, start); active.AsInt64() != Vector512<long>.Zero;
             active = LessThan(x, start))
        {
            Vector512<double> reciprocal = One / x;
            sum += active & Corrected(FactorialOverPower(order, reciprocal), order + 1, x, reciprocal);
            x = ConditionalSelect(active, x + One, x);
        }

        Vector512<double> inverse = One / x;
        Vector512<double> z = inverse * inverse;
        Vector512<double> series = Zero;
        double ratio = 1.0;
        Vector512<double> power = One;
        for (int k = 0; k < BernoulliNumbers.Length; k++)
        {
            // (2k+n+1)! / ((2k+2)! (n-1)!)
            ratio *= (2.0 * k + order) * (2.0 * k + order + 1.0) / ((2.0 * k + 1.0) * (2.0 * k + 2.0));
            power *= z;
            series = FusedMultiplyAdd(power, Create(BernoulliNumbers[k] * ratio), series);
        }

        series = FusedMultiplyAdd(inverse, Create(0.5 * order), series);
        Vector512<double> leading = Corrected(FactorialOverPower(order - 1, inverse), order, x, inverse);
        Vector512<double> value = sum + FusedMultiplyAdd(leading, series, leading);
        return (order & 1) == 1 ? value : -value;
    }

    /// <summary>
    /// n! / xⁿ⁺¹, given 1/x: factor by factor, since neither the factorial nor the power need be finite.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> FactorialOverPower(int n, Vector512<double> inverse)
    {
        Vector512<double> value = inverse;
        for (int j = 1; j <= n; j++)
        {
            value *= inverse * Create((double)j);
        }

        return value;
    }

    /// <summary>A multiple of 1/x^power, freed of the rounding of 1/x, which the power would magnify.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Corrected(
        Vector512<double> value, int power, Vector512<double> x, Vector512<double> inverse)
    {
        Vector512<double> error = FusedMultiplyAdd(-x, inverse, One);
        Vector512<double> corrected = FusedMultiplyAdd(value, Create((double)power) * error, value);
        // At zero and infinity the error is NaN or the value infinite: nothing to correct.
        return ConditionalSelect(
            GreaterThan(value, Zero) & LessThanOrEqual(value, Create(double.MaxValue)), corrected, value);
    }

    /// <summary>B₂, B₄, …, B₂₀.</summary>
    private static ReadOnlySpan<double> BernoulliNumbers =>
    [
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798,
        -174611.0 / 330,
    ];
}
