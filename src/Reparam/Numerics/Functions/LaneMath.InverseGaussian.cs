using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Numerics;

/// <summary>The inverse Gaussian distribution of mean 1 and shape φ.</summary>
internal static partial class LaneMath
{
    /// <summary>log F(y) for y, φ &gt; 0.</summary>
    /// <remarks>
    /// F = Φ(a) + e^(2φ) Φ(-b) with a = √(φ/y) (y - 1), b = √(φ/y) (y + 1) (Shuster 1968). Since b² - a² = 4φ both
    /// terms are e^(-a²/2) times a Mills ratio, so that nothing overflows. In the upper tail, which is e^(-a²/2) times
    /// the difference of the ratios at a and b, that is the integral of their slope where a and b are near. Error of
    /// the logarithm at most 1e-12 · max(1, |log F|).
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogInverseGaussianCdf(Vector512<double> y, Vector512<double> phi)
    {
        Vector512<double> log = InverseGaussianTail(y, phi, out Vector512<double> isLower);
        return ConditionalSelect(isLower, log, Log1p(-Exp(log)));
    }

    /// <summary>log(1 - F(y)).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogInverseGaussianSurvival(Vector512<double> y, Vector512<double> phi)
    {
        Vector512<double> log = InverseGaussianTail(y, phi, out Vector512<double> isLower);
        return ConditionalSelect(isLower, Log1p(-Exp(log)), log);
    }

    /// <summary>log y, where F(y) = Φ(z).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogInverseGaussianQuantile(Vector512<double> z, Vector512<double> phi)
    {
        // Between those of Lévy's distribution, without the drift, and of a normal one with a = z.
        Vector512<double> half = Create(0.5) * z / Sqrt(phi);
        Vector512<double> root = half + Sqrt(FusedMultiplyAdd(half, half, One));
        return Root(new InverseGaussianPart(z, phi), Create(2.0) * Log(root), Create(-800.0), Create(800.0), One);
    }

    /// <summary>log F(y) where y is at most 1, log(1 - F(y)) above.</summary>
    private static Vector512<double> InverseGaussianTail(
        Vector512<double> y, Vector512<double> phi, out Vector512<double> isLower)
    {
        isLower = LessThanOrEqual(y, One);
        Vector512<double> rate = Sqrt(phi / y), a = rate * Abs(y - One), b = rate * (y + One);
        Vector512<double> first = MillsRatio(a), second = MillsRatio(b);
        Vector512<double> gap = b - a, slope = Zero;
        for (int i = 0; i < GaussLegendre.Nodes.Length; i++)
        {
            Vector512<double> t = FusedMultiplyAdd(gap, Create(GaussLegendre.Nodes[i]), a);
            slope += Create(GaussLegendre.Weights[i]) * (One - t * MillsRatio(t));
        }
        Vector512<double> upper = ConditionalSelect(LessThan(rate, Create(0.5)), (rate + rate) * slope, first - second);
        return FusedMultiplyAdd(Create(-0.5) * a, a, Log(ConditionalSelect(isLower, first + second, upper)))
            - Create(HalfLogTwoPi);
    }

    /// <summary>The logarithm of the smaller part of the mass at log y, less that of what it should be; rising in
    /// y.</summary>
    private readonly struct InverseGaussianPart(Vector512<double> z, Vector512<double> phi) : IIncreasingLanes
    {
        private readonly Vector512<double> _isLower = LessThanOrEqual(z, Zero);
        private readonly Vector512<double> _target = LogNormalCdf(-Abs(z));

        public void Invoke(Vector512<double> x, out Vector512<double> value, out Vector512<double> slope)
        {
            Vector512<double> y = Exp(x), rate = Sqrt(phi / y), a = rate * (y - One);
            Vector512<double> log = ConditionalSelect(
                _isLower, LogInverseGaussianCdf(y, phi), LogInverseGaussianSurvival(y, phi));
            value = ConditionalSelect(_isLower, log - _target, _target - log);
            slope = rate * Exp(FusedMultiplyAdd(Create(-0.5) * a, a, -Create(HalfLogTwoPi)) - log);
        }
    }
}
