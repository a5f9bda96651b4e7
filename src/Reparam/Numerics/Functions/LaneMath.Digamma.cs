using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>
    /// ψ(x) = d/dx log Γ(x); −∞ at zero of either sign (the limit from the right), NaN at negative integers and −∞.
    /// </summary>
    /// <remarks>
    /// Error at most 4 ulp for x &gt; 0, the neighbourhood of the zero at 1.4616… included. ψ(x) = ψ(1−x) − π cot πx
    /// for x &lt; 0, where the zeros are not kept: from −20 the error is at most 1.5e-15 · max(1, |result|).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Digamma(Vector512<double> x) =>
        GreaterThanAll(x, Zero) ? DigammaOfPositive(x) : DigammaAny(x);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> DigammaAny(Vector512<double> x)
    {
        // ψ(x) = ψ(1-x) - π cot(πx).
        Vector512<double> reflected = LessThan(x, Zero);
        Vector512<double> result = DigammaOfPositive(ConditionalSelect(reflected, One - x, x));
        Vector512<double> fraction = FractionalPart(x);
        Vector512<double> cotangent = SinPi(Create(0.5) - Abs(fraction)) / SinPi(fraction);
        Vector512<double> reflection = FusedMultiplyAdd(Create(-Math.PI), cotangent, result);
        reflection = ConditionalSelect(Vector512.Equals(fraction, Zero), Create(double.NaN), reflection);
        result = ConditionalSelect(reflected, reflection, result);
        return ConditionalSelect(Vector512.Equals(x, Zero), Create(double.NegativeInfinity), result);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> DigammaOfPositive(Vector512<double> x)
    {
        if (GreaterThanOrEqualAll(x, Create(Asymptotic)))
        {
            return AsymptoticDigamma(x);
        }

        // Below 1: ψ(x) = ψ(x+1) - 1/x. From 3: ψ(x) = 1/(x-1) + 1/(x-2) + ... + 1/y + ψ(y), y in [2, 3); one fraction.
        Vector512<double> below = LessThan(x, One);
        Vector512<double> v = ConditionalSelect(below, x, x - One);
        Vector512<double> numerator = ConditionalSelect(below, Create(-1.0), Zero);
        Vector512<double> denominator = ConditionalSelect(below, x, One);
        Vector512<double> term = x;
        for (int step = 0; step < 5; step++)
        {
            term -= One;
            Vector512<double> active = GreaterThanOrEqual(term, Create(2.0));
            numerator = ConditionalSelect(active, FusedMultiplyAdd(numerator, term, denominator), numerator);
            denominator = ConditionalSelect(active, denominator * term, denominator);
            v = ConditionalSelect(active, term - One, v);
        }

        Vector512<double> fromRoot = v - Create(0.46163214496836236) + Create(1.5522348162858677e-17);
        Vector512<double> between = fromRoot * Polynomial(v, DigammaNumerator) / Polynomial(v, DigammaDenominator);
        Vector512<double> result = between + (numerator / denominator);
        return GreaterThanOrEqualAny(x, Create(Asymptotic))
            ? ConditionalSelect(GreaterThanOrEqual(x, Create(Asymptotic)), AsymptoticDigamma(x), result)
            : result;
    }

    /// <summary>log x − 1/(2x) − Σ B₂ₖ/(2k x^2k); the argument is raised to 8 where the result is not wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> AsymptoticDigamma(Vector512<double> x)
    {
        x = AtLeast(x, Asymptotic);
        Vector512<double> inverse = One / x;
        Vector512<double> z = inverse * inverse;
        Vector512<double> tail = FusedMultiplyAdd(inverse, Create(0.5), z * Polynomial(z, DigammaTailCoefficients));
        return Log(x) - tail;
    }

    /// <summary>ψ(1+v) / (1 + v − root), 0 ≤ v ≤ 2: numerator. All terms are positive, so none cancel.</summary>
    private static ReadOnlySpan<double> DigammaNumerator =>
    [
        1.2503801375034054, 1.8385100438046242, 0.9328282799386407, 0.2002401188648182, 0.017495869563932575,
        0.00046980697115734906, 7.717720259885719e-07,
    ];

    private static ReadOnlySpan<double> DigammaDenominator =>
    [
        1.0, 2.1539076986490198, 1.6165408873731093, 0.5403799766364717, 0.08289523300016818, 0.005243911172353616,
        9.548814995225934e-05,
    ];

    /// <summary>Σ B₂ₖ/(2k x^2k−2) in 1/x², x ≥ 8.</summary>
    private static ReadOnlySpan<double> DigammaTailCoefficients =>
    [
        0.08333333333333333, -0.008333333333278636, 0.0039682539119537084, -0.00416664482304969, 0.007571689620282833,
        -0.020697987372315912, 0.06362150587527063,
    ];
}
