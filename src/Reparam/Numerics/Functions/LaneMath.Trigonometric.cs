using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>Up to this size π/2 in three parts reduces an argument to full relative accuracy.</summary>
    private const double LargestReducible = 1073741824.0;

    /// <summary>sin x, x in radians; NaN for infinite x.</summary>
    /// <remarks>Error at most 0.8 ulp up to |x| = 2³⁰; beyond, <see cref="Math.Sin"/> lane by lane.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Sin(Vector512<double> x)
    {
        Vector512<double> result = SinOfReduced(x, quarterTurns: 0);
        // The sum of the reduced parts loses the sign of zero.
        result = ConditionalSelect(Vector512.Equals(x, Zero), x, result);
        return LessThanOrEqualAll(Abs(x), Create(LargestReducible)) ? result : ReplaceLarge(x, result, Math.Sin);
    }

    /// <summary>cos x, x in radians; NaN for infinite x.</summary>
    /// <remarks>Error at most 0.8 ulp up to |x| = 2³⁰; beyond, <see cref="Math.Cos"/> lane by lane.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Cos(Vector512<double> x)
    {
        Vector512<double> result = SinOfReduced(x, quarterTurns: 1);
        return LessThanOrEqualAll(Abs(x), Create(LargestReducible)) ? result : ReplaceLarge(x, result, Math.Cos);
    }

    /// <summary>arctan x in (−π/2, π/2).</summary>
    /// <remarks>Error at most 1.8 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Atan(Vector512<double> x)
    {
        // arctan a = base + arctan t: base 0, t = a; base π/4, t = (a-1)/(a+1); base π/2, t = -1/a; |t| ≤ tan(π/8).
        Vector512<double> a = Abs(x);
        Vector512<double> middle = GreaterThan(a, Create(0.41421356237309503));
        Vector512<double> large = GreaterThan(a, Create(2.414213562373095));
        Vector512<double> numerator = ConditionalSelect(large, Create(-1.0), ConditionalSelect(middle, a - One, a));
        Vector512<double> denominator = ConditionalSelect(large, a, ConditionalSelect(middle, a + One, One));
        Vector512<double> eighths = ConditionalSelect(large, Create(2.0), middle & One);
        Vector512<double> t = numerator / denominator;
        Vector512<double> z = t * t;
        Vector512<double> tail = FusedMultiplyAdd(
            t * z, Polynomial(z, AtanCoefficients), eighths * Create(3.061616997868383e-17));
        return CopySign(FusedMultiplyAdd(eighths, Create(0.7853981633974483), t + tail), x);
    }

    /// <summary>sin(x + quarterTurns·π/2) for |x| ≤ 2³⁰.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> SinOfReduced(Vector512<double> x, long quarterTurns)
    {
        // x = k π/2 + r + rest, after W. J. Cody and W. Waite (1980). The first step is exact, the second keeps its
        // error.
        Vector512<double> shifted = FusedMultiplyAdd(x, Create(0.6366197723675814), Create(RoundingShift));
        Vector512<double> k = shifted - Create(RoundingShift);
        Vector512<double> first = FusedMultiplyAdd(k, Create(-1.5707963267948966), x);
        Vector512<double> step = k * Create(6.123233995736766e-17);
        Vector512<double> stepError = FusedMultiplyAdd(k, Create(6.123233995736766e-17), -step);
        Vector512<double> r = first - step;
        Vector512<double> rest = first - r - step - FusedMultiplyAdd(k, Create(-1.4973849048591698e-33), stepError);

        Vector512<double> z = r * r;
        Vector512<double> halfSquare = Create(0.5) * z;
        Vector512<double> sine = r + FusedMultiplyAdd(r * z, Polynomial(z, SinCoefficients), rest * (One - halfSquare));
        Vector512<double> leading = One - halfSquare;
        Vector512<double> cosineTail = FusedMultiplyAdd(z * z, Polynomial(z, CosCoefficients), -(r * rest));
        Vector512<double> cosine = leading + (One - leading - halfSquare + cosineTail);

        Vector512<long> quadrant = shifted.AsInt64() + Create(quarterTurns);
        Vector512<long> odd = Vector512.Equals(quadrant & Create(1L), Create(1L));
        Vector512<long> sign = (quadrant & Create(2L)) << 62;
        return (ConditionalSelect(odd.AsDouble(), cosine, sine).AsInt64() ^ sign).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> ReplaceLarge(
        Vector512<double> x, Vector512<double> result, Func<double, double> function)
    {
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
        {
            double argument = x.GetElement(lane);
            if (!(Math.Abs(argument) <= LargestReducible))
            {
                result = result.WithElement(lane, function(argument));
            }
        }

        return result;
    }

    /// <summary>sin(πr) for |r| ≤ ½.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> SinPi(Vector512<double> r)
    {
        Vector512<double> z = r * r;
        Vector512<double> tail = FusedMultiplyAdd(z, Polynomial(z, SinPiCoefficients), Create(1.2246467991473532e-16));
        return r * (Create(Math.PI) + tail);
    }

    /// <summary>(sin r / r − 1) / r² in r², |r| ≤ π/4.</summary>
    private static ReadOnlySpan<double> SinCoefficients =>
    [
        -0.16666666666666666, 0.008333333333330925, -0.00019841269836722418, 2.755731608381636e-06,
        -2.5051127944014188e-08, 1.5917848524808262e-10,
    ];

    /// <summary>(cos r − 1 + r²/2) / r⁴ in r², |r| ≤ π/4.</summary>
    private static ReadOnlySpan<double> CosCoefficients =>
    [
        0.041666666666666664, -0.0013888888888887382, 2.480158729874307e-05, -2.7557317260008837e-07,
        2.0876143827993133e-09, -1.1382456778061306e-11,
    ];

    /// <summary>(arctan t / t − 1) / t² in t², |t| ≤ tan(π/8).</summary>
    private static ReadOnlySpan<double> AtanCoefficients =>
    [
        -0.3333333333333333, 0.19999999999999804, -0.14285714285659828, 0.11111111105155447, -0.09090908753500877,
        0.07692296375032143, -0.06666424885738255, 0.05878928997834775, -0.05230454270650244, 0.04551593220626549,
        -0.034570561981427744, 0.016285756855221028,
    ];

    /// <summary>(sin(πr) / r − π) / r² in r², |r| ≤ ½.</summary>
    private static ReadOnlySpan<double> SinPiCoefficients =>
    [
        -5.16771278004997, 2.5501640398773455, -0.599264529320791, 0.08214588661108463, -0.007370430944816936,
        0.0004663027953897944, -2.1915282920601852e-05, 7.949258149042043e-07, -2.2349456072698055e-08,
    ];
}
