using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>
    /// log g(y), g(y) = σ(y)^a σ(−y)^b / B(a, b): the density of the logit y = log(x/(1−x)) of a beta variable.
    /// </summary>
    /// <remarks>
    /// ½ log(ab/(2π(a+b))) − (Δ(a) + Δ(b) − Δ(a+b)) − a (δ − log(1+δ)) − b (δ' − log(1+δ')), where Δ is Stirling's
    /// remainder, δ = x(a+b)/a − 1 and δ' = (1−x)(a+b)/b − 1; as aδ + bδ' = 0, the large parts of a log x + b log(1−x)
    /// and of log B are gone. Error at most 1e-14 + 1e-15 |result|, a and b from 1e-8 to 1e10, apart from what the
    /// rounding of y itself changes, |a − (a+b)x| times the last place of y.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogitBetaLogDensity(
        Vector512<double> a, Vector512<double> b, Vector512<double> y)
    {
        Vector512<double> x = Sigmoid(y), complement = Sigmoid(-y), sum = a + b;
        // aδ = xb - (1-x)a, near the mode from the distance to it, which is not lost among large a and b.
        Vector512<double> fromMode = y - LogRatio(a, b);
        Vector512<double> n = ConditionalSelect(LessThan(Abs(fromMode), One),
            complement * a * Expm1Ordinary(AtMost(AtLeast(fromMode, -2.0), 2.0)),
            FusedMultiplyAdd(x, b, -(complement * a)));
        Vector512<double> deviance =
            FusedMultiplyAdd(a, Deviance(n / a, -Softplus(-y), b / a), b * Deviance(-n / b, -Softplus(y), a / b));
        Vector512<double> remainders = StirlingRemainder(a) + StirlingRemainder(b) - StirlingRemainder(sum);
        return FusedMultiplyAdd(Create(0.5), Log(a * (b / sum)), -remainders) - Create(HalfLogTwoPi) - deviance;
    }

    /// <summary>log(a/b), with full relative accuracy where a and b are close.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogRatio(Vector512<double> a, Vector512<double> b)
    {
        Vector512<double> relative = (a - b) / b;
        return ConditionalSelect(LessThan(Abs(relative), Create(0.5)), Log1pOrdinary(relative), Log(a / b));
    }

    /// <summary>δ − log(1 + δ), where 1 + δ = x (1 + ratio) and log x is given for when δ is near −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Deviance(
        Vector512<double> delta, Vector512<double> logX, Vector512<double> ratio)
    {
        // With s = δ/(2+δ) and |s| ≤ 1/3: s (δ - R(s²)), R the series of the logarithm.
        Vector512<double> s = delta / (delta + Create(2.0));
        Vector512<double> near = s * (delta - Log1pTail(s));
        Vector512<double> far = delta - (logX + Log1p(ratio));
        Vector512<double> isNear = GreaterThan(delta, Create(-0.5)) & LessThan(delta, One);
        return ConditionalSelect(isNear, near, far);
    }

    /// <summary>Δ(x) = log Γ(x) − (x − ½) log x + x − ½ log 2π for x &gt; 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> StirlingRemainder(Vector512<double> x)
    {
        Vector512<double> inverse = One / AtLeast(x, Asymptotic);
        Vector512<double> series = inverse * Polynomial(inverse * inverse, StirlingCoefficients);
        if (GreaterThanOrEqualAll(x, Create(Asymptotic)))
        {
            return series;
        }

        Vector512<double> small = AtMost(x, Asymptotic);
        Vector512<double> direct = LogGammaOfPositive(small) - FusedMultiplyAdd(
            small - Create(0.5), Log(small), Create(HalfLogTwoPi) - small);
        return ConditionalSelect(GreaterThanOrEqual(x, Create(Asymptotic)), series, direct);
    }
}
