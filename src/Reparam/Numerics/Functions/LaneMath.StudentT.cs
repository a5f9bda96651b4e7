using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Numerics;

// Student's t distribution. With q = t²/ν and y = log q the upper tail of |T| is that of the logit of a beta variable,
// P(|T| > t) = 1 - I(½, ν/2, σ(y)), so that the tail's quadrature is shared; what is differentiated in ν is the density
// of t itself, whose derivatives, unlike those of the beta functions, do not cancel as ν grows and t becomes normal.
internal static partial class LaneMath
{
    /// <summary>P(T ≤ t), accurate in the lower tail.</summary>
    /// <remarks>Relative error at most 1e-12 for ν from 0.01 to 1e6 and results above 1e-300.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> StudentTCdf(Vector512<double> nu, Vector512<double> t)
    {
        Vector512<double> size = Abs(t), logDensity = StudentTLogDensity(0, nu, t);
        Vector512<double> ratio = StudentTRatio(0, nu, size, out Vector512<double> upper);
        Vector512<double> part = Exp(logDensity + Log(ratio));
        Vector512<double> positive = GreaterThan(t, Zero), half = Create(0.5);
        Vector512<double> central = half + ConditionalSelect(positive, part, -part);
        Vector512<double> result = ConditionalSelect(
            upper, ConditionalSelect(positive, One - part, part), central);
        return Limits(t, result, Zero, One);
    }

    /// <summary>log P(T ≤ t).</summary>
    /// <remarks>Error as that of <see cref="StudentTCdf"/>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> StudentTLogCdf(Vector512<double> nu, Vector512<double> t)
    {
        Vector512<double> size = Abs(t), logDensity = StudentTLogDensity(0, nu, t);
        Vector512<double> ratio = StudentTRatio(0, nu, size, out Vector512<double> upper);
        Vector512<double> logPart = logDensity + Log(ratio);
        Vector512<double> part = Exp(logPart), positive = GreaterThan(t, Zero);
        // log(½ ± part) = log(1 ± 2 part) - log 2.
        Vector512<double> twice = Create(2.0) * part;
        Vector512<double> central = Log1p(ConditionalSelect(positive, twice, -twice)) - Create(LogTwo);
        Vector512<double> result = ConditionalSelect(
            upper, ConditionalSelect(positive, Log1p(-part), logPart), central);
        return Limits(t, result, Create(double.NegativeInfinity), Zero);
    }

    /// <summary>K_n = −∂ⁿF/∂νⁿ / f, F the distribution function and f the density; K₁ is the derivative of the path
    /// t(ν, z) in ν. Odd in t.</summary>
    /// <remarks>
    /// −∫ Bₙ f over (−∞, t), where Bₙ are the derivatives of f in ν over f, complete Bell polynomials of those of log
    /// f. Relative error of K₁ at most 1e-11 for ν from 0.01 to 1e6.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> StudentTPathDerivative(int order, Vector512<double> nu, Vector512<double> t)
    {
        Vector512<double> value = StudentTRatio(order, nu, Abs(t), out Vector512<double> upper);
        value = ConditionalSelect(upper, value, -value);
        return ConditionalSelect(LessThan(t, Zero), -value, value);
    }

    /// <summary>∂ⁿ log f/∂νⁿ at t, n ≥ 0.</summary>
    /// <remarks>Absolute error at most 1e-14 (1 + |log f|) for n = 0, relative error 1e-12 of its terms for n = 1;
    /// higher ones lose digits in proportion to ν beyond 1.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> StudentTLogDensity(int order, Vector512<double> nu, Vector512<double> t)
    {
        Vector512<double> half = Create(0.5);
        if (order == 0)
        {
            Vector512<double> q = t * (t / nu);
            Vector512<double> large = GreaterThan(Abs(t), Create(1e150));
            Vector512<double> logarithm = ConditionalSelect(
                large, Create(2.0) * Log(Abs(t)) - Log(nu), Log1p(ConditionalSelect(large, One, q)));
            Vector512<double> constant =
                LogGammaDifference(half * nu, half) - (half * (Log(nu) + Create(LogPi)));
            return FusedMultiplyAdd(-half * (nu + One), logarithm, constant);
        }
        var constants = new Vector512<double>[order + 1];
        var cumulants = new Vector512<double>[order + 1];
        StudentTConstants(nu, constants);
        Vector512<double> ratio = t / Vector512.Sqrt(nu);
        StudentTCumulants(nu, ratio * ratio, constants, cumulants);
        return cumulants[order];
    }

    /// <summary>log Γ(x + d) − log Γ(x) for x, d &gt; 0.</summary>
    /// <remarks>Absolute error at most 1e-14 (1 + d) (1 + |log x|).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogGammaDifference(Vector512<double> x, Vector512<double> d)
    {
        Vector512<double> end = x + d;
        Vector512<double> step = FusedMultiplyAdd(x - Create(0.5), Log1p(d / x), -d);
        return FusedMultiplyAdd(d, Log(end), step) + (StirlingRemainder(end) - StirlingRemainder(x));
    }

    /// <summary>∫ Bₙ f over (t, ∞) or, where t is small, over (0, t); over f(t). B₀ = 1.</summary>
    /// <param name="order">n.</param>
    /// <param name="nu">ν.</param>
    /// <param name="t">t ≥ 0.</param>
    /// <param name="upper">All bits where the integral is over (t, ∞).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> StudentTRatio(
        int order, Vector512<double> nu, Vector512<double> t, out Vector512<double> upper)
    {
        Vector512<double> half = Create(0.5), b = half * nu;
        Vector512<double> y = Create(2.0) * Log(t) - Log(nu);
        upper = LieAbove(half, b, y);
        var constants = new Vector512<double>[order + 1];
        StudentTConstants(nu, constants);
        Vector512<double> result = Zero;
        if (upper.AsInt64() != Vector512<long>.AllBitsSet)
        {
            result = StudentTCentre(order, nu, t, constants);
        }
        if (upper.AsInt64() != Vector512<long>.Zero)
        {
            // Lanes that are not wanted here must not disturb: any moderate y does.
            Vector512<double> above = ConditionalSelect(upper, y, Zero);
            result = ConditionalSelect(upper, StudentTTail(order, nu, t, above, constants), result);
        }
        return result;
    }

    /// <summary>∫ Bₙ f du over (0, t), over f(t), with nodes u = tθ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> StudentTCentre(
        int order, Vector512<double> nu, Vector512<double> t, Vector512<double>[] constants)
    {
        var cumulants = new Vector512<double>[order + 1];
        Vector512<double> ratio = t / Vector512.Sqrt(nu);
        Vector512<double> q = ratio * ratio, exponent = Create(0.5) * (nu + One), total = Zero;
        for (int i = 0; i < TailNodes.Length; i++)
        {
            Vector512<double> at = q * Create(TailNodes[i] * TailNodes[i]);
            Vector512<double> density = Exp(exponent * Log1p((q - at) / (One + at)));
            StudentTCumulants(nu, at, constants, cumulants);
            total = FusedMultiplyAdd(Create(TailWeights[i]) * density, LastBell(cumulants), total);
        }
        return t * total;
    }

    /// <summary>∫ Bₙ f du over (t, ∞), over f(t), with u² = t² eˢ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> StudentTTail(int order, Vector512<double> nu, Vector512<double> t,
        Vector512<double> y, Vector512<double>[] constants)
    {
        // Below ν = 2 the tail falls too slowly. P(T > t) = ∫ h + t f(t)/ν with h(u) = f(u) (ν+1)/(ν+u²): the
        // tail of the beta variable with ν/2 raised by 1.
        Vector512<double> half = Create(0.5), b = half * nu;
        Vector512<double> small = LessThan(b, One);
        var tail = new BetaTail(ConditionalSelect(small, b + One, b), half, -y);
        var cumulants = new Vector512<double>[order + 1];
        Vector512<double> total = Zero;
        Vector512<double> inverse = One / nu, inverseNext = One / (nu + One);
        for (int i = 0; i < TailNodes.Length; i++)
        {
            Vector512<double> s = tail.Length * Create(TailNodes[i]);
            tail.At(s, out Vector512<double> density, out _, out _);
            if (order > 0)
            {
                Vector512<double> at = AtMost(Exp(y + s), 1e300);
                StudentTCumulants(nu, at, constants, cumulants);
                AddLogarithms(cumulants, inverseNext, inverse / (One + at), small);
            }
            total = FusedMultiplyAdd(Create(TailWeights[i]) * density, LastBell(cumulants), total);
        }

        Vector512<double> raise = ConditionalSelect(small, Sigmoid(-y) * (nu + One) / nu, One);
        Vector512<double> result = half * raise * tail.Length * total;
        StudentTCumulants(nu, AtMost(Exp(y), 1e300), constants, cumulants);
        AddLogarithms(cumulants, Zero, inverse, small);
        return t * (result + (small & (LastBell(cumulants) * inverse)));
    }

    /// <summary>Adds the derivatives of log p − log q in ν, where p and q are ν plus something, given 1/p and
    /// 1/q.</summary>
    private static void AddLogarithms(
        Span<Vector512<double>> cumulants, Vector512<double> p, Vector512<double> q, Vector512<double> where)
    {
        Vector512<double> powerP = p, powerQ = q;
        double factor = 1.0;
        for (int n = 1; n < cumulants.Length; n++)
        {
            cumulants[n] += where & (Create(factor) * (powerP - powerQ));
            powerP *= p;
            powerQ *= q;
            factor *= -n;
        }
    }

    /// <summary>The part of the derivatives of log f in ν that does not depend on t.</summary>
    private static void StudentTConstants(Vector512<double> nu, Span<Vector512<double>> constants)
    {
        Vector512<double> b = Create(0.5) * nu, half = Create(0.5);
        for (int n = 1; n < constants.Length; n++)
        {
            constants[n] = n == 1
                ? half * DigammaHalfStep(b)
                : Create(Math.ScaleB(1.0, -n)) * PolygammaDifference(n - 1, b, half);
        }
    }

    /// <summary>ψ(b + ½) − ψ(b) − 1/(2b), which falls as 1/(8b²).</summary>
    private static Vector512<double> DigammaHalfStep(Vector512<double> b)
    {
        Vector512<double> direct = DigammaDifference(b, Create(0.5)) - (Create(0.5) / b);
        Vector512<double> large = AtLeast(b, Asymptotic), z = One / (large * large);
        // Σ B₂ₖ (2 - 2^(1-2k)) / (2k b^2k): Abramowitz and Stegun (1964), 6.3.18 and 6.3.8.
        Vector512<double> series = Zero;
        for (int k = BernoulliNumbers.Length; k >= 1; k--)
        {
            double coefficient = BernoulliNumbers[k - 1] * (2.0 - Math.ScaleB(1.0, 1 - (2 * k))) / (2.0 * k);
            series = FusedMultiplyAdd(series, z, Create(coefficient));
        }
        return ConditionalSelect(GreaterThanOrEqual(b, Create(Asymptotic)), series * z, direct);
    }

    /// <summary>∂ⁿ log f/∂νⁿ for n from 1, where t² = νq.</summary>
    private static void StudentTCumulants(Vector512<double> nu, Vector512<double> q, Vector512<double>[] constants,
        Vector512<double>[] cumulants)
    {
        if (cumulants.Length == 1)
        {
            return;
        }
        // log f = ... + ½ ν log ν - ½ (ν+1) log(ν+t²), and with w = ν + t² (ν+1) log w = w log w + (1-t²) log w.
        Vector512<double> half = Create(0.5), rest = One / (One + q), share = q * rest, inverse = One / nu;
        // log(1+q) - q/(1+q), for small q as q²/(1+q) - (q - log(1+q)).
        Vector512<double> s = q / (q + Create(2.0));
        Vector512<double> gap = ConditionalSelect(
            LessThan(q, One), FusedMultiplyAdd(q, share, -(s * (q - Log1pTail(s)))), Log1p(q) - share);
        cumulants[1] = FusedMultiplyAdd(half, FusedMultiplyAdd(share, inverse, -gap), constants[1]);
        Vector512<double> power = half * inverse, restPower = rest, geometric = One;
        double factor = 1.0;
        for (int n = 2; n < cumulants.Length; n++, power *= -inverse)
        {
            // 1 - restⁿ⁻¹ is share times the geometric sum.
            Vector512<double> last =
                Create(n - 1.0) * restPower * FusedMultiplyAdd(rest, inverse, -share);
            cumulants[n] = FusedMultiplyAdd(
                Create(factor) * power, FusedMultiplyAdd(share, geometric, last), constants[n]);
            factor *= n - 1.0;
            geometric += restPower;
            restPower *= rest;
        }
    }

    /// <summary>The complete Bell polynomial of all cumulants, from number 1: 1 where there are none.</summary>
    private static Vector512<double> LastBell(Vector512<double>[] cumulants)
    {
        if (cumulants.Length <= 2)
        {
            return cumulants.Length == 1 ? One : cumulants[1];
        }
        Span<Vector512<double>> bell = stackalloc Vector512<double>[cumulants.Length];
        bell[0] = One;
        for (int m = 1; m < bell.Length; m++)
        {
            Vector512<double> total = Zero;
            for (int i = 1; i <= m; i++)
            {
                total += Create(Binomial(m - 1, i - 1)) * cumulants[i] * bell[m - i];
            }
            bell[m] = total;
        }
        return bell[^1];
    }
}
