using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>ψ(x + d) − ψ(x) for x, x + d &gt; 0, with full relative accuracy however small d is beside x.</summary>
    /// <remarks>
    /// Σ d/((x+k)(x+k+d)) until x + k ≥ 8, then log(1 + d/X) + d/(2X(X+d)) + the difference of the series' tails. All
    /// terms but the last are positive, and that is small. Error at most 5e-15 relative.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> DigammaDifference(Vector512<double> x, Vector512<double> d)
    {
        // One fraction for the whole sum, n/m + d/(u v) = (n u v + d m)/(m u v), saves seven divisions.
        Vector512<double> numerator = Zero, denominator = One;
        for (Vector512<double> active = LessThan(x, Create(Asymptotic)); active.AsInt64() != Vector512<long>.Zero;
             active = LessThan(x, Create(Asymptotic)))
        {
            Vector512<double> product = x * (x + d);
            numerator = ConditionalSelect(
                active, FusedMultiplyAdd(numerator, product, d * denominator), numerator);
            denominator = ConditionalSelect(active, denominator * product, denominator);
            // Far apart, x + d dominates the products: they are kept from overflowing.
            Vector512<double> large = GreaterThan(denominator, Create(1e100));
            numerator = ConditionalSelect(large, numerator * Create(1e-100), numerator);
            denominator = ConditionalSelect(large, denominator * Create(1e-100), denominator);
            x = ConditionalSelect(active, x + One, x);
        }

        Vector512<double> end = x + d;
        Vector512<double> inverse = One / x, inverseEnd = One / end;
        Vector512<double> z = inverse * inverse, zEnd = inverseEnd * inverseEnd;
        Vector512<double> tail =
            (z * Polynomial(z, DigammaTailCoefficients)) - (zEnd * Polynomial(zEnd, DigammaTailCoefficients));
        Vector512<double> half = Create(0.5) * d * (inverse * inverseEnd);
        return numerator / denominator + (Log1p(d * inverse) + (half + tail));
    }

    /// <summary>ψ⁽ⁿ⁾(x + d) − ψ⁽ⁿ⁾(x) for x, x + d &gt; 0 and n ≥ 0, accurate also where d is small beside x.</summary>
    /// <remarks>
    /// Each power in the sum and in the asymptotic series of <see cref="Polygamma"/> is differenced in closed form:
    /// (X+d)⁻ᵐ − X⁻ᵐ = X⁻ᵐ (e^(−m log(1 + d/X)) − 1). Error about 1e-14 relative.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is not in 0 … 100.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> PolygammaDifference(int order, Vector512<double> x, Vector512<double> d)
    {
        if (order == 0)
        {
            return DigammaDifference(x, d);
        }

        Polygamma(order, One); // Refuses an order out of range.
        Vector512<double> start = Create(order + 9.0);
        Vector512<double> sum = Zero;
        for (Vector512<double> active = LessThan(x, start); active.AsInt64() != Vector512<long>.Zero;
             active = LessThan(x, start))
        {
            Vector512<double> reciprocal = One / x;
            Vector512<double> change = Expm1(Create(-(order + 1.0)) * Log1p(d * reciprocal));
            Vector512<double> power =
                Corrected(FactorialOverPower(order, reciprocal), order + 1, x, reciprocal);
            sum += active & (power * change);
            x = ConditionalSelect(active, x + One, x);
        }

        Vector512<double> inverse = One / x;
        Vector512<double> step = Log1p(d * inverse);
        Vector512<double> z = inverse * inverse;
        Vector512<double> series = Zero, weight = One;
        double ratio = 1.0;
        for (int k = 0; k < BernoulliNumbers.Length; k++)
        {
            ratio *= (2.0 * k + order) * (2.0 * k + order + 1.0) / ((2.0 * k + 1.0) * (2.0 * k + 2.0));
            weight *= z;
            Vector512<double> change = Expm1(Create(-(2.0 * k + 2.0 + order)) * step);
            series = FusedMultiplyAdd(weight * change, Create(BernoulliNumbers[k] * ratio), series);
        }

        series = FusedMultiplyAdd(inverse * Expm1(Create(-(order + 1.0)) * step), Create(0.5 * order), series);
        Vector512<double> leading = Corrected(FactorialOverPower(order - 1, inverse), order, x, inverse);
        Vector512<double> value =
            sum + (leading * (Expm1(Create(-(double)order) * step) + series));
        return (order & 1) == 1 ? value : -value;
    }
}
