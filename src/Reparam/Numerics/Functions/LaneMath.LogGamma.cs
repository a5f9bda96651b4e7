using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>From here on the asymptotic series of the gamma function and its derivatives serve.</summary>
    private const double Asymptotic = 8.0;

    /// <summary>log |Γ(x)|; +∞ at zero, the negative integers and ±∞.</summary>
    /// <remarks>
    /// Error at most 4 ulp for x &gt; 0, the neighbourhoods of the zeros at 1 and 2 included. Γ(x) = π / (sin(πx)
    /// Γ(1−x)) for x &lt; 0, where the zeros are not kept: from −20 the error is at most 1.5e-15 · max(1, |result|),
    /// below it grows in proportion to log Γ(1−x) near the zeros.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogGamma(Vector512<double> x) =>
        GreaterThanAll(x, Zero) ? LogGammaOfPositive(x) : LogGammaAny(x);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> LogGammaAny(Vector512<double> x)
    {
        // Γ(x) Γ(1-x) = π / sin(πx). The nearest integer is taken off exactly; poles come out as -log 0.
        Vector512<double> reflected = LessThanOrEqual(x, Zero);
        Vector512<double> result = LogGammaOfPositive(ConditionalSelect(reflected, One - x, x));
        Vector512<double> sine = Abs(SinPi(FractionalPart(x)));
        Vector512<double> reflection = Create(LogPi) - Log(sine) - result;
        reflection = ConditionalSelect(Vector512.Equals(sine, Zero), Create(double.PositiveInfinity), reflection);
        return ConditionalSelect(reflected, reflection, result);
    }

    /// <summary>
    /// x less the nearest integer; zero where x is so large that it is an integer itself, also if infinite.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> FractionalPart(Vector512<double> x)
    {
        Vector512<double> fraction = x - (x + Create(RoundingShift) - Create(RoundingShift));
        return ConditionalSelect(GreaterThan(Abs(x), Create(2251799813685248.0)), Truncated(x), fraction);
    }

    /// <summary>The fractional part of a number beyond 2⁵¹: a half or zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Truncated(Vector512<double> x)
    {
        Vector512<double> rest = x - Truncate(x);
        return ConditionalSelect(Vector512.Equals(rest, rest), rest, Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> LogGammaOfPositive(Vector512<double> x)
    {
        if (GreaterThanOrEqualAll(x, Create(Asymptotic)))
        {
            return StirlingLogGamma(x, Log(x));
        }

        // Below 1: Γ(x) = Γ(x+1)/x. From 3: Γ(x) = (x-1)(x-2)...(y) Γ(y) with y in [2, 3).
        Vector512<double> below = LessThan(x, One);
        Vector512<double> large = GreaterThanOrEqual(x, Create(Asymptotic));
        Vector512<double> v = ConditionalSelect(below, x, x - One);
        Vector512<double> product = One;
        Vector512<double> factor = x;
        for (int step = 0; step < 5; step++)
        {
            factor -= One;
            Vector512<double> active = GreaterThanOrEqual(factor, Create(2.0));
            product = ConditionalSelect(active, product * factor, product);
            v = ConditionalSelect(active, factor - One, v);
        }

        Vector512<double> logarithm = Log(ConditionalSelect(below | large, x, product));
        Vector512<double> between =
            v * (v - One) * Polynomial(v, LogGammaNumerator) / Polynomial(v, LogGammaDenominator);
        Vector512<double> result = between + ConditionalSelect(below, -logarithm, logarithm);
        return GreaterThanOrEqualAny(x, Create(Asymptotic))
            ? ConditionalSelect(large, StirlingLogGamma(x, logarithm), result)
            : result;
    }

    /// <summary>(x − ½)(log x − 1) + ½(log 2π − 1) + the series' tail: Stirling's formula.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> StirlingLogGamma(Vector512<double> x, Vector512<double> logarithm)
    {
        Vector512<double> inverse = One / x;
        Vector512<double> tail = FusedMultiplyAdd(
            inverse, Polynomial(inverse * inverse, StirlingCoefficients), Create(0.4189385332046727));
        return FusedMultiplyAdd(x - Create(0.5), logarithm - One, tail);
    }

    /// <summary>log Γ(1+v) / (v (v−1)), 0 ≤ v ≤ 2: numerator. All terms are positive, so none cancel.</summary>
    private static ReadOnlySpan<double> LogGammaNumerator =>
    [
        0.5772156649015329, 1.5914460946821498, 1.6560123389352925, 0.8106057297615124, 0.18954846747544501,
        0.019031697337951726, 0.0006006177097760993, 1.3093068075342617e-06,
    ];

    private static ReadOnlySpan<double> LogGammaDenominator =>
    [
        1.0, 3.1819951794240535, 3.9516715920151535, 2.4259806839386058, 0.7699983548042387, 0.12063035388398113,
        0.008039596060280605, 0.00015494925364763196,
    ];

    /// <summary>x times the tail of Stirling's series in 1/x², x ≥ 8.</summary>
    private static ReadOnlySpan<double> StirlingCoefficients =>
    [
        0.0833333333333333, -0.002777777777606244, 0.0007936506649488251, -0.0005952025951802608,
        0.0008372834512064689, -0.001652600445544065,
    ];
}
