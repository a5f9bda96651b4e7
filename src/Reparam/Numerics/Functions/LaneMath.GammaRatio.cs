using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

/// <summary>Incomplete gamma functions and their derivatives in the shape, over the density.</summary>
internal static partial class LaneMath
{
    /// <summary>From this shape on the power series would need more terms than the quadrature has nodes.</summary>
    private const double LongestSeriesShape = 30.0;

    /// <summary>e to minus this is nothing beside 1.</summary>
    private const double Negligible = 40.0;

    private const int MostSeriesTerms = 200;
    private const int LargestShapeDerivative = 20;

    /// <summary>
    /// Fₖ(a, ℓ) = −∂ᵏP(a, eˡ)/∂aᵏ / (x p(x)), x = eˡ. F₁ is the derivative in the shape, at equal probability, of the
    /// logarithm of a gamma variable (Figurnov, Mohamed and Mnih 2018, equation 8).
    /// </summary>
    /// <remarks>
    /// <para>
    /// With t = x eᵛ, Fₖ = −∫ Bₖ(ℓ + v − ψ(a), −ψ′(a), …) e^(a v − x (eᵛ − 1)) dv over v &lt; 0, or the same with the
    /// other sign over v &gt; 0, where Bₖ is the complete Bell polynomial. Below the median the left side serves, above
    /// it the right one: there B₁ has one sign, so nothing cancels.
    /// </para>
    /// <para>
    /// F₁ has a relative error of at most 1e-13 for shapes from 1e-3 to 1e6, growing as √a above that; the others,
    /// which have zeros, that error relative to the integral of |Bₖ|.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is not in 1 … 20.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> GammaShapeDerivative(int order, Vector512<double> a, Vector512<double> logX)
    {
        if (order is < 1 or > LargestShapeDerivative)
        {
            throw new ArgumentOutOfRangeException(nameof(order), order, string.Create(
                CultureInfo.InvariantCulture,
                $"GammaShapeDerivative: order must be between 1 and {LargestShapeDerivative}; differentiate less."));
        }
        Vector512<double> valid = GreaterThan(a, Zero) & LessThanOrEqual(a, Create(double.MaxValue));
        a = ConditionalSelect(valid, a, Create(double.NaN));
        logX = AtMost(logX, LogOfLargestGammaArgument);
        Vector512<double> value = GammaRatio(Exp(logX), a, logX, order, out Vector512<double> upper);
        return ConditionalSelect(upper, value, -value);
    }

    /// <summary>∫ Bₖ e^(a v − x (eᵛ − 1)) dv over v &lt; 0, or over v &gt; 0 where x &gt; a + ½; B₀ = 1.</summary>
    /// <param name="x">The argument.</param>
    /// <param name="a">The shape.</param>
    /// <param name="logX">The argument's logarithm.</param>
    /// <param name="order">k.</param>
    /// <param name="upper">All bits where the integral is over v &gt; 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe Vector512<double> GammaRatio(
        Vector512<double> x, Vector512<double> a, Vector512<double> logX, int order, out Vector512<double> upper)
    {
        upper = GreaterThan(x, a + Create(0.5));
        Vector512<double>* cumulants = stackalloc Vector512<double>[order + 1];
        if (order > 0)
        {
            cumulants[1] = LogRatioToShape(a, x, logX);
        }
        for (int k = 2; k <= order; k++)
        {
            cumulants[k] = -Polygamma(k - 1, a + One);
        }
        Vector512<double> series = ~upper & LessThan(a, Create(LongestSeriesShape));
        if (EqualsAll(series.AsInt64(), Vector512<long>.AllBitsSet))
        {
            return GammaSeries(a, x, cumulants, order, series);
        }
        Vector512<double> integral = GammaQuadrature(a, x, cumulants, order, upper);
        return EqualsAll(series.AsInt64(), Vector512<long>.Zero)
            ? integral
            : ConditionalSelect(series, GammaSeries(a, x, cumulants, order, series), integral);
    }

    /// <summary>ℓ − ψ(1 + a); for large shapes from x − a, since ℓ and ψ have lost the digits in which they
    /// differ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> LogRatioToShape(Vector512<double> a, Vector512<double> x, Vector512<double> logX)
    {
        Vector512<double> large = GreaterThanOrEqual(a, Create(Asymptotic));
        Vector512<double> result = Zero;
        if (!GreaterThanOrEqualAll(a, Create(Asymptotic)))
        {
            result = logX - Digamma(a + One);
        }
        if (!GreaterThanOrEqualAny(a, Create(Asymptotic)))
        {
            return result;
        }
        Vector512<double> shape = AtLeast(a, Asymptotic);
        Vector512<double> inverse = One / shape;
        Vector512<double> z = inverse * inverse;
        Vector512<double> mu = (x - shape) * inverse;
        Vector512<double> logarithm = ConditionalSelect(LessThan(Abs(mu), Create(0.5)), Log1p(mu), logX - Log(shape));
        // log a - ψ(1 + a) = -1/(2a) + Σ B₂ₖ/(2k a^2k)
        Vector512<double> tail = FusedMultiplyAdd(
            inverse, Create(-0.5), z * Polynomial(z, DigammaTailCoefficients));
        return ConditionalSelect(large, logarithm + tail, result);
    }

    /// <summary>
    /// With P/(x p) = g/a, g = Σ tₙ, tₙ = xⁿ / ((a+1)…(a+n)): (a + n) tₙ = x tₙ₋₁ differentiated m times gives the
    /// derivatives of g, whose sign is (−1)ᵐ, and ∂ᵏ(xᵃ g/Γ(1 + a)) by Leibniz.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe Vector512<double> GammaSeries(
        Vector512<double> a, Vector512<double> x, Vector512<double>* cumulants, int order, Vector512<double> active)
    {
        Vector512<double>* terms = stackalloc Vector512<double>[2 * (order + 1)];
        Vector512<double>* sums = terms + order + 1;
        for (int m = 0; m <= order; m++)
        {
            terms[m] = sums[m] = m == 0 ? One : Zero;
        }
        x = ConditionalSelect(active, x, Zero);
        for (int n = 1; n < MostSeriesTerms && !EqualsAll(active.AsInt64(), Vector512<long>.Zero); n++)
        {
            Vector512<double> inverse = One / (a + Create((double)n));
            Vector512<double> growing = Zero;
            for (int m = 0; m <= order; m++)
            {
                Vector512<double> term = terms[m] * x;
                term = (m == 0 ? term : FusedMultiplyAdd(Create(-(double)m), terms[m - 1], term)) * inverse;
                terms[m] = term;
                // A lane that has converged adds nothing, however long its neighbours go on.
                sums[m] += active & term;
                growing |= GreaterThan(Abs(term), Create(1e-17) * Abs(sums[m]));
            }
            active &= growing;
        }
        Vector512<double>* bell = stackalloc Vector512<double>[order + 1];
        Bell(bell, cumulants, order);
        Vector512<double> total = Zero;
        double binomial = 1;
        for (int j = 0; j <= order; j++)
        {
            total = FusedMultiplyAdd(Create(binomial) * bell[j], sums[order - j], total);
            binomial *= (double)(order - j) / (j + 1);
        }
        return total / a;
    }

    /// <summary>Gauss and Legendre's rule on [0, U], where the integrand beyond U is below e⁻⁴⁰.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe Vector512<double> GammaQuadrature(
        Vector512<double> a, Vector512<double> x, Vector512<double>* cumulants, int order, Vector512<double> upper)
    {
        // The exponent is at most -d u - c x u², with c = ½ on the right and 0.3 as far as it matters on the left.
        Vector512<double> slope = a - x;
        Vector512<double> d = AtLeast(ConditionalSelect(upper, -slope, slope), 0);
        Vector512<double> curvature = ConditionalSelect(
            upper, Create(2 * Negligible) * x, Create(1.2 * Negligible) * x);
        Vector512<double> reach = Create(2 * Negligible) / (d + Sqrt(FusedMultiplyAdd(d, d, curvature)));
        for (int step = 0; step < 2; step++)
        {
            // On the right x (eᵘ - 1) - a u = 40 bounds it, too: a map that stays above its fixed point.
            Vector512<double> bound = Log1p(FusedMultiplyAdd(a, reach, Create(Negligible)) / x);
            reach = ConditionalSelect(upper & LessThan(bound, reach), bound, reach);
        }
        Vector512<double> signed = ConditionalSelect(upper, reach, -reach);
        Vector512<double> perShape = One / a;
        Vector512<double> first = order > 0 ? cumulants[1] : Zero;
        Vector512<double>* bell = stackalloc Vector512<double>[order + 1];
        Vector512<double> sum = Zero;
        for (int i = 0; i < QuadratureNodes.Length; i++)
        {
            Vector512<double> v = signed * Create(QuadratureNodes[i]);
            Vector512<double> weight = Create(QuadratureWeights[i])
                * Exp(FusedMultiplyAdd(slope, v, x * (v - Expm1(v))));
            if (order == 0)
            {
                sum += weight;
            }
            else if (order == 1)
            {
                sum = FusedMultiplyAdd(weight, first + v + perShape, sum);
            }
            else
            {
                // ∂ᵏ(a h)/aᵏ = a ∂ᵏh + k ∂ᵏ⁻¹h, so that no cumulant is of order 1/aᵏ where a is small.
                cumulants[1] = first + v;
                Bell(bell, cumulants, order);
                sum = FusedMultiplyAdd(
                    weight, FusedMultiplyAdd(Create((double)order) * perShape, bell[order - 1], bell[order]), sum);
            }
        }
        if (order > 0)
        {
            cumulants[1] = first;
        }
        return sum * reach;
    }

    /// <summary>The complete Bell polynomials: Bₘ₊₁ = Σ (m over i) Bₘ₋ᵢ κᵢ₊₁.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Bell(Vector512<double>* bell, Vector512<double>* cumulants, int order)
    {
        bell[0] = One;
        for (int m = 0; m < order; m++)
        {
            Vector512<double> value = Zero;
            double binomial = 1;
            for (int i = 0; i <= m; i++)
            {
                value = FusedMultiplyAdd(Create(binomial) * bell[m - i], cumulants[i + 1], value);
                binomial *= (double)(m - i) / (i + 1);
            }
            bell[m + 1] = value;
        }
    }

    /// <summary>Gauss and Legendre's 28 nodes on [0, 1].</summary>
    private static ReadOnlySpan<double> QuadratureNodes =>
    [
        0.001778751213022775, 0.009348417314563623, 0.022870359685530903, 0.04218348680393396, 0.06705373871280247,
        0.09717931454141042, 0.1321945609931841, 0.17167445298056752, 0.21513976409429914, 0.2620628875224409,
        0.31187424195546065, 0.363969186182411, 0.41771535893330963, 0.47246035505798284, 0.5275396449420171,
        0.5822846410666904, 0.6360308138175891, 0.6881257580445393, 0.7379371124775591, 0.7848602359057009,
        0.8283255470194325, 0.8678054390068158, 0.9028206854585896, 0.9329462612871975, 0.9578165131960661,
        0.9771296403144691, 0.9906515826854364, 0.9982212487869773,
    ];

    private static ReadOnlySpan<double> QuadratureWeights =>
    [
        0.0045621412965472586, 0.01056605629638563, 0.01645071389115219, 0.022136467379502114, 0.027553672837858374,
        0.0326364619834998, 0.03732310711728439, 0.041556708614450606, 0.04528587219651642, 0.04846532899896496,
        0.05105648378903038, 0.05302788296142321, 0.05435559612914707, 0.0550235065082376, 0.0550235065082376,
        0.05435559612914707, 0.05302788296142321, 0.05105648378903038, 0.04846532899896496, 0.04528587219651642,
        0.041556708614450606, 0.03732310711728439, 0.0326364619834998, 0.027553672837858374, 0.022136467379502114,
        0.01645071389115219, 0.01056605629638563, 0.0045621412965472586,
    ];
}
