using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>Beyond this erfc is zero in double.</summary>
    private const double LargestErfcArgument = 28.0;

    /// <summary>The error function, 2/√π ∫₀ˣ e^−t² dt.</summary>
    /// <remarks>Error at most 1.2 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Erf(Vector512<double> x)
    {
        Vector512<double> a = Abs(x);
        Vector512<double> small = LessThan(a, One);
        Vector512<double> z = x * x;
        Vector512<double> series = FusedMultiplyAdd(a, Polynomial(z, ErfCoefficients), a);
        return CopySign(LessThanAll(a, One) ? series : ConditionalSelect(small, series, One - UpperErfc(a)), x);
    }

    /// <summary>The scaled complementary error function, e^x² erfc x.</summary>
    /// <remarks>Error at most 3.5 ulp. About 1/(x√π) for large x; +∞ below −26.7.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Erfcx(Vector512<double> x)
    {
        Vector512<double> upper = UpperErfcx(Abs(x));
        if (!LessThanAny(x, Zero))
        {
            return upper;
        }

        // e^x² erfc x = 2 e^x² - e^x² erfc(-x).
        Vector512<double> a = AtMost(Abs(x), LargestErfcArgument);
        Vector512<double> square = a * a;
        Vector512<double> rest = FusedMultiplyAdd(a, a, -square);
        Vector512<double> growth = Exp(square);
        // Where the exponential overflows, the correction must not turn infinity into NaN.
        Vector512<double> twice = Create(2.0) * ConditionalSelect(
            LessThanOrEqual(growth, Create(double.MaxValue)), FusedMultiplyAdd(growth, rest, growth), growth);
        return ConditionalSelect(LessThan(x, Zero), twice - upper, upper);
    }

    /// <summary>erfc a for a ≥ 0: e^−a² erfcx a; the square is kept to twice the precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> UpperErfc(Vector512<double> a)
    {
        a = AtMost(a, LargestErfcArgument);
        Vector512<double> square = a * a;
        Vector512<double> rest = FusedMultiplyAdd(a, a, -square);
        Vector512<double> decay = Exp(-square);
        return FusedMultiplyAdd(decay, -rest, decay) * UpperErfcx(a);
    }

    /// <summary>
    /// erfcx a for a ≥ 0: one polynomial for (a + ½) erfcx a in t = (a − K)/(a + K), K = 3.75. Source: M. M. Shepherd
    /// and J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x &lt; ∞", Mathematics of
    /// Computation 36 (1981), 249-253.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> UpperErfcx(Vector512<double> a)
    {
        // The rounding of t would be felt near zero, where the product is steep: one Newton step on t (a + K) = a - K.
        Vector512<double> bounded = AtMost(a, 1e18);
        Vector512<double> inverse = One / (bounded + Create(3.75));
        Vector512<double> t = (bounded - Create(3.75)) * inverse;
        Vector512<double> residual = FusedMultiplyAdd(t, -bounded, FusedMultiplyAdd(t + One, Create(-3.75), bounded));
        t = FusedMultiplyAdd(inverse, residual, t);
        Vector512<double> tail = FusedMultiplyAdd(t, Polynomial(t, ErfcxCoefficients), Create(5.273080124862724e-17));
        return (Create(0.6187563154189137) + tail) / (a + Create(0.5));
    }

    /// <summary>erf(x)/x − 1 in x², |x| ≤ 1.</summary>
    private static ReadOnlySpan<double> ErfCoefficients =>
    [
        0.1283791670955126, -0.3761263890318375, 0.11283791670954879, -0.026866170645076792, 0.0052239776248180145,
        -0.000854832698083379, 0.0001205533111164271, -1.4925595266831182e-05, 1.6461000484121368e-06,
        -1.6350312701054695e-07, 1.4659775274047436e-08, -1.1372848856791674e-09, 5.957176147748911e-11,
    ];

    /// <summary>((x + ½) erfcx x − its value at K) / t in t = (x − K)/(x + K), −1 ≤ t ≤ 1.</summary>
    private static ReadOnlySpan<double> ErfcxCoefficients =>
    [
        -0.07012029929277351, 0.0017927077427318252, 0.041138369245075544, -0.05440196507085249, 0.04615216058009819,
        -0.02934669929530341, 0.01418113871077199, -0.004873289773448093, 0.0008778129160957678,
        0.00014685679480382522, -0.0001450769890689192, 2.5824715765374832e-05, 1.119195413830019e-05,
        -5.7225606758777885e-06, -4.864206725907539e-07, 8.76796432444286e-07, -2.9137509313843457e-08,
        -1.306791493946838e-07, 1.2150919742251542e-08, 2.058604759006692e-08, -2.198460958381453e-09,
        -3.334183360041811e-09, 2.7425422600418125e-10, 4.729105956498647e-10, -1.8990323617950142e-11,
        -4.011467759913552e-11,
    ];
}
