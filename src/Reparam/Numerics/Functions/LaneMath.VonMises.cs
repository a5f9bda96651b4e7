using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Numerics;

// The von Mises distribution on (-π, π), f(θ) = e^(κ cos θ) / (2π I₀(κ)). Relative to f(θ) the density at u is
// exp(-2κ sin((u+θ)/2) sin((u-θ)/2)), which is integrated over (0, θ) or, where cos θ < I₁/I₀, over (θ, π).
internal static partial class LaneMath
{
    private const int MostVonMisesSteps = 60;

    /// <summary>P(Θ ≤ θ) for −π ≤ θ ≤ π, accurate in the lower tail.</summary>
    /// <remarks>Relative error at most 1e-12 for κ from 0 to 1e6 and results above 1e-300, apart from what the rounding
    /// of θ changes.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> VonMisesCdf(Vector512<double> kappa, Vector512<double> theta)
    {
        Vector512<double> part = Exp(LogVonMisesPart(kappa, theta, out Vector512<double> upper));
        Vector512<double> positive = GreaterThan(theta, Zero);
        return ConditionalSelect(upper, ConditionalSelect(positive, One - part, part),
            Create(0.5) + ConditionalSelect(positive, part, -part));
    }

    /// <summary>log P(Θ ≤ θ) for −π ≤ θ ≤ π.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> VonMisesLogCdf(Vector512<double> kappa, Vector512<double> theta)
    {
        Vector512<double> logPart = LogVonMisesPart(kappa, theta, out Vector512<double> upper), part = Exp(logPart);
        Vector512<double> positive = GreaterThan(theta, Zero), twice = Create(2.0) * part;
        Vector512<double> central = Log1p(ConditionalSelect(positive, twice, -twice)) - Create(LogTwo);
        return ConditionalSelect(upper, ConditionalSelect(positive, Log1p(-part), logPart), central);
    }

    /// <summary>J_n = −∂ⁿF/∂κⁿ / f, F the distribution function; J₁ is the derivative of the path θ(κ, z) in κ. Odd in
    /// θ.</summary>
    /// <remarks>Relative error of J₁ at most 1e-11 for κ from 0 to 1e6.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> VonMisesPathDerivative(int order, Vector512<double> kappa, Vector512<double> theta)
    {
        Vector512<double> value = VonMisesRatio(
            order, kappa, Abs(theta), BesselRatioComplement(kappa), out Vector512<double> upper);
        value = ConditionalSelect(upper, value, -value);
        return ConditionalSelect(LessThan(theta, Zero), -value, value);
    }

    /// <summary>The θ in [−π, π] with P(Θ ≤ θ) = Φ(z): an odd smooth function of z.</summary>
    /// <remarks>
    /// Newton's method on log P(Θ &gt; |θ|) in log(π − |θ|), near zero on P(0 &lt; Θ ≤ |θ|). Relative error at most
    /// 2e-12 for κ from 0 to 1e6 and |z| ≤ 38.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> VonMisesQuantile(Vector512<double> kappa, Vector512<double> z)
    {
        Vector512<double> size = AtMost(Abs(z), LargestNoise);
        Vector512<double> pi = Create(Math.PI), logTail = LogNormalCdf(-size), half = Create(0.5);
        Vector512<double> centre = half * Erf(size * Create(RootHalf));
        Vector512<double> peak = -LogScaledBesselI0(kappa) - Create(LogTwoPi);
        // Uniform for small κ, normal with variance 1/κ for large κ.
        Vector512<double> theta = ConditionalSelect(GreaterThan(kappa, Create(2.0)),
            Vector512.Min(size / Vector512.Sqrt(kappa), Create(2.5)), pi * Create(2.0) * centre);
        theta = AtMost(theta, 3.14);
        Vector512<double> active = Vector512.Equals(z, z) & GreaterThanOrEqual(kappa, Zero);
        Vector512<double> complement = BesselRatioComplement(kappa);
        for (int step = 0; step < MostVonMisesSteps && active.AsInt64() != Vector512<long>.Zero; step++)
        {
            Vector512<double> ratio = VonMisesRatio(
                0, kappa, theta, complement, out Vector512<double> upper);
            Vector512<double> logDensity = peak - (kappa * Versine(theta));
            Vector512<double> rest = pi - theta + Create(PiLow);
            Vector512<double> excess = ratio * (logDensity + Log(ratio) - logTail);
            Vector512<double> inTail = -(rest * Expm1(-(excess / rest)));
            Vector512<double> inCentre = FusedMultiplyAdd(centre, Exp(-logDensity), -ratio);
            Vector512<double> move = ConditionalSelect(upper, inTail, inCentre);
            Vector512<double> next = theta + move;
            next = ConditionalSelect(LessThan(next, Zero), half * theta, Vector512.Min(next, pi));
            theta = ConditionalSelect(active, next, theta);
            // Newton's error is the square of this; a distance from π below the last place of π is none.
            Vector512<double> scale = Vector512.Min(theta, ratio);
            active &= GreaterThan(Abs(move), Create(1e-8) * scale) & LessThan(theta, pi);
        }

        theta = ConditionalSelect(Vector512.Equals(z, Zero), Zero, theta);
        return ConditionalSelect(
            Vector512.Equals(z, z) & GreaterThanOrEqual(kappa, Zero), CopySign(theta, z), Create(double.NaN));
    }

    /// <summary>log P(Θ &gt; |θ|) or, near zero, log P(0 &lt; Θ ≤ |θ|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogVonMisesPart(
        Vector512<double> kappa, Vector512<double> theta, out Vector512<double> upper)
    {
        Vector512<double> size = Abs(theta);
        Vector512<double> ratio = VonMisesRatio(0, kappa, size, BesselRatioComplement(kappa), out upper);
        return Log(ratio) - FusedMultiplyAdd(kappa, Versine(size), LogScaledBesselI0(kappa) + Create(LogTwoPi));
    }

    /// <summary>∫ Bₙ f over (θ, π) or, where θ is small, over (0, θ); over f(θ). Bₙ = ∂ⁿf/∂κⁿ / f, B₀ = 1.</summary>
    /// <param name="order">n.</param>
    /// <param name="kappa">κ ≥ 0.</param>
    /// <param name="theta">0 ≤ θ ≤ π.</param>
    /// <param name="complement">1 − I₁(κ)/I₀(κ).</param>
    /// <param name="upper">All bits where the integral is over (θ, π).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> VonMisesRatio(int order, Vector512<double> kappa, Vector512<double> theta,
        Vector512<double> complement, out Vector512<double> upper)
    {
        // B₁ = cos u - I₁/I₀ has one sign on either side of its zero.
        upper = GreaterThan(Versine(theta), complement);
        Vector512<double> start = upper & theta;
        Vector512<double> length = ConditionalSelect(upper, ArcLength(kappa, theta), theta);
        var cumulants = new Vector512<double>[order + 1];
        for (int n = 2; n <= order; n++)
        {
            cumulants[n] = -CosineCumulant(n, kappa);
        }
        Vector512<double> total = Zero, half = Create(0.5), twice = Create(-2.0) * kappa;
        for (int i = 0; i < TailNodes.Length; i++)
        {
            Vector512<double> u = FusedMultiplyAdd(length, Create(TailNodes[i]), start);
            // In the tail u - θ is a part of the length; towards zero it is not, but there nothing is lost.
            Vector512<double> beyond = ConditionalSelect(upper, length * Create(TailNodes[i]), u - theta);
            Vector512<double> ratio = Exp(twice * Sin(half * (u + theta)) * Sin(half * beyond));
            if (order > 0)
            {
                cumulants[1] = complement - Versine(u);
            }
            total = FusedMultiplyAdd(Create(TailWeights[i]) * ratio, LastBell(cumulants), total);
        }
        return length * total;
    }
}
