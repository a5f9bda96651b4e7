using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>I(a, b, σ(y)), the probability that the logit of a beta variable is at most y.</summary>
    /// <remarks>Relative error at most 1e-12 in the lower tail as elsewhere, for a and b from 1e-3 to 1e6 and results
    /// above 1e-300, apart from what the rounding of y changes. 1 − I(a, b, σ(y)) is I(b, a, σ(−y)).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogitBetaCdf(Vector512<double> a, Vector512<double> b, Vector512<double> y)
    {
        Vector512<double> tail = Exp(LogBetaTail(a, b, y, few: false, out Vector512<double> upper, out _));
        return Limits(y, ConditionalSelect(upper, One - tail, tail), Zero, One);
    }

    /// <summary>log I(a, b, σ(y)).</summary>
    /// <remarks>Error as that of <see cref="LogitBetaCdf"/>, and relative to the logarithm where I is close to
    /// 1.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogitBetaLogCdf(Vector512<double> a, Vector512<double> b, Vector512<double> y)
    {
        Vector512<double> tail = LogBetaTail(a, b, y, few: false, out Vector512<double> upper, out _);
        Vector512<double> result = ConditionalSelect(upper, Log1p(-Exp(tail)), tail);
        return Limits(y, result, Create(double.NegativeInfinity), Zero);
    }

    /// <summary>The derivatives of the path y(a, b, ε) with I(a, b, σ(y)) = Φ(ε) in a and b.</summary>
    /// <remarks>
    /// −∂ₐI/g and −∂_bI/g (Figurnov, Mohamed and Mnih 2018, equation 5). Relative error at most 1e-11 for a and b from
    /// 1e-3 to 1e6.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogitBetaPathGradient(Vector512<double> a, Vector512<double> b, Vector512<double> y,
        out Vector512<double> inA, out Vector512<double> inB)
    {
        Vector512<double> upper = LieAbove(a, b, y);
        Vector512<double> tailA = ConditionalSelect(upper, b, a);
        Vector512<double> tailB = ConditionalSelect(upper, a, b);
        Vector512<double> tailY = ConditionalSelect(upper, -y, y);
        LowerPath(tailA, tailB, tailY, out Vector512<double> first, out Vector512<double> second);
        inA = ConditionalSelect(upper, -second, first);
        inB = ConditionalSelect(upper, -first, second);
    }

    /// <summary>
    /// The y with I(a, b, σ(y)) = Φ(z): a draw of the logit of a beta variable, as a smooth function of a standard
    /// normal one. Both tails keep their precision: y(b, a, −z) = −y(a, b, z).
    /// </summary>
    /// <remarks>
    /// Halley's method on log I below about the mode, on log(1 − I) above it. The error is at most 1e-12 of |y| +
    /// dy/dz, for a and b from 1e-3 to 1e6 and |z| ≤ 38.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogitBetaQuantile(
        Vector512<double> a, Vector512<double> b, Vector512<double> z)
    {
        // y(b, a, -z) = -y(a, b, z) to the bit: of the two that which has z < 0 is solved, or a < b.
        Vector512<double> central = Vector512.Equals(z, Zero);
        Vector512<double> flip = GreaterThan(z, Zero) | (central & GreaterThan(a, b));
        Vector512<double> first = ConditionalSelect(flip, b, a), second = ConditionalSelect(flip, a, b);
        Vector512<double> size = Abs(z), logLower = LogNormalCdf(-size), logUpper = LogNormalCdf(size);
        Vector512<double> y = SolveLogitBeta(
            first, second, logLower, logUpper, QuantileGuess(first, second, -size, logLower, logUpper));
        y = ConditionalSelect(flip, -y, y);
        y = ConditionalSelect(central & Vector512.Equals(a, b), Zero, y);
        Vector512<double> infinite = GreaterThan(size, Create(LargestNoise));
        y = ConditionalSelect(infinite, CopySign(Create(double.PositiveInfinity), z), y);
        return ConditionalSelect(
            Vector512.Equals(z, z) & GreaterThan(a, Zero) & GreaterThan(b, Zero), y, Create(double.NaN));
    }

    /// <summary>The y with log I(a, b, σ(y)) and log(1 − I) as given, from a first guess.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> SolveLogitBeta(Vector512<double> a, Vector512<double> b,
        Vector512<double> logLower, Vector512<double> logUpper, Vector512<double> y)
    {
        Vector512<double> active = LessThan(Abs(y), Create(double.PositiveInfinity))
            & GreaterThan(logLower, Create(-1e4)) & GreaterThan(logUpper, Create(-1e4));
        for (int step = 0; step < MostBetaQuantileSteps && active.AsInt64() != Vector512<long>.Zero; step++)
        {
            Vector512<double> tail = LogBetaTail(
                a, b, y, few: step == 0, out Vector512<double> upper, out Vector512<double> mass);
            // In the lower tail log I has the slope 1/mass and, with λ = (log g)', the curvature (λ - 1/mass)/mass.
            Vector512<double> excess = mass * (tail - ConditionalSelect(upper, logUpper, logLower));
            Vector512<double> slope = FusedMultiplyAdd(a, Sigmoid(-y), -(b * Sigmoid(y)));
            slope = ConditionalSelect(upper, -slope, slope);
            Vector512<double> bend = Create(0.5) * excess * (slope - (One / mass));
            Vector512<double> move = excess / AtLeast(One - bend, 0.5);
            y = ConditionalSelect(active, y - ConditionalSelect(upper, -move, move), y);
            // Halley's error is the cube of this: the step after a small one would not be felt. The first, which only
            // improves the guess, has the error of its few nodes.
            Vector512<double> large = GreaterThan(Abs(move), Create(1e-5) * Vector512.Min(mass, One / Abs(slope)));
            active = step == 0 ? active : active & large;
        }

        return y;
    }

    /// <summary>From here on a tail of the standard normal is no normal number.</summary>
    private const double LargestNoise = 38.5;

    private const int MostBetaQuantileSteps = 25;

    /// <summary>Whether the upper tail is the one to integrate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LieAbove(Vector512<double> a, Vector512<double> b, Vector512<double> y) =>
        GreaterThan(y, Log((a + Create(0.5)) / (b + Create(0.5))));

    /// <summary>log I or, where y lies in the upper tail, log(1 − I); and that probability over g(y).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> LogBetaTail(Vector512<double> a, Vector512<double> b, Vector512<double> y,
        bool few, out Vector512<double> upper, out Vector512<double> mass)
    {
        upper = LieAbove(a, b, y);
        Vector512<double> tailA = ConditionalSelect(upper, b, a);
        Vector512<double> tailB = ConditionalSelect(upper, a, b);
        Vector512<double> tailY = ConditionalSelect(upper, -y, y);
        // Below 1, I(a, b) = I(a+1, b) + g(a, b)/a, where g(a+1, b) = g(a, b) x (a+b)/a.
        Vector512<double> small = LessThan(tailA, One);
        mass = BetaTailMass(ConditionalSelect(small, tailA + One, tailA), tailB, tailY, few);
        Vector512<double> raised = FusedMultiplyAdd((a + b) * Sigmoid(tailY), mass, One) / tailA;
        mass = ConditionalSelect(small, raised, mass);
        return LogitBetaLogDensity(tailA, tailB, tailY) + Log(mass);
    }

    /// <summary>The derivatives of the path where y lies in the lower tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LowerPath(Vector512<double> a, Vector512<double> b, Vector512<double> y,
        out Vector512<double> inA, out Vector512<double> inB)
    {
        // Below 1 the identity of LogBetaTail is differentiated: with h = g(a, b)/a, -∂I(a, b) = -∂I(a+1, b) - ∂h.
        Vector512<double> small = LessThan(a, One);
        Vector512<double> raised = ConditionalSelect(small, a + One, a);
        BetaTailMoments(raised, b, y, out Vector512<double> mass, out Vector512<double> first,
            out Vector512<double> second);
        Vector512<double> logX = -Softplus(-y), logComplement = -Softplus(y);
        Vector512<double> scoreA = logX + DigammaDifference(raised, b);
        Vector512<double> differenceB = DigammaDifference(b, a);
        Vector512<double> reciprocal = One / (a + b);
        Vector512<double> scoreB = logComplement + differenceB + (small & reciprocal);
        inA = -FusedMultiplyAdd(scoreA, mass, first);
        inB = -FusedMultiplyAdd(scoreB, mass, second);
        if (small.AsInt64() != Vector512<long>.Zero)
        {
            Vector512<double> ratio = Sigmoid(y) * (a + b);
            Vector512<double> raisedA = FusedMultiplyAdd(ratio, inA, reciprocal - scoreA) / a;
            Vector512<double> raisedB = FusedMultiplyAdd(ratio, inB, -(logComplement + differenceB)) / a;
            inA = ConditionalSelect(small, raisedA, inA);
            inB = ConditionalSelect(small, raisedB, inB);
        }
    }

    /// <summary>
    /// A first guess of the quantile: Abramowitz and Stegun (1964), 26.5.22, where a and b are at least 1; elsewhere
    /// the two ends' power laws, joined as by Press et al. (2007, 6.14.11).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> QuantileGuess(Vector512<double> a, Vector512<double> b, Vector512<double> z,
        Vector512<double> logLower, Vector512<double> logUpper)
    {
        Vector512<double> two = Create(2.0);
        Vector512<double> ia = One / (two * a - One), ib = One / (two * b - One);
        Vector512<double> h = two / (ia + ib);
        Vector512<double> l = FusedMultiplyAdd(z, z, Create(-3.0)) / Create(6.0);
        Vector512<double> w = FusedMultiplyAdd(z, Vector512.Sqrt(l + h) / h,
            (ib - ia) * (l + Create(5.0 / 6.0) - (two / (Create(3.0) * h))));
        Vector512<double> ordinary = Log(a / b) + (two * w);

        Vector512<double> logA = -Log1p(b / a), logB = -Log1p(a / b);
        Vector512<double> t = Exp(a * logA) / a, u = Exp(b * logB) / b;
        Vector512<double> weight = t + u;
        Vector512<double> fromBelow = (Log(a * weight) + logLower) / a;
        Vector512<double> fromAbove = (Log(b * weight) + logUpper) / b;
        // log x to its logit; a value that is not below 0 is no logarithm of a probability.
        Vector512<double> most = Create(-1e-3);
        Vector512<double> lowerX = Vector512.Min(fromBelow, most), upperX = Vector512.Min(fromAbove, most);
        Vector512<double> lower = lowerX - Log(-Expm1(lowerX));
        Vector512<double> upper = Log(-Expm1(upperX)) - upperX;
        Vector512<double> ends = ConditionalSelect(LessThan(logLower, Log(t / weight)), lower, upper);
        return ConditionalSelect(GreaterThan(a, One) & GreaterThan(b, One) & GreaterThan(l + h, Zero), ordinary, ends);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Limits(
        Vector512<double> y, Vector512<double> value, Vector512<double> below, Vector512<double> above)
    {
        value = ConditionalSelect(Vector512.Equals(y, Create(double.NegativeInfinity)), below, value);
        return ConditionalSelect(Vector512.Equals(y, Create(double.PositiveInfinity)), above, value);
    }
}
