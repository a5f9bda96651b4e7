using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Numerics;

/// <summary>The standard normal density over an interval that starts at a and is w wide; r is its point nearest to
/// 0.</summary>
internal static partial class LaneMath
{
    private const double RootHalfPi = 1.2533141373155003;
    /// <summary>log ∫ e^(-(t² - r²)/2) dt from a to a + w, where the integrand is 1 at r.</summary>
    /// <remarks>
    /// Of the interval and its mirror image the one is taken that lies to the right. Where the integrand falls little,
    /// the rule of Gauss and Legendre; where the interval lies on one side of 0 otherwise, a difference of Mills
    /// ratios, and across 0 what is not in either tail. A width of 10¹⁵⁰ stands for an infinite one. Relative error of
    /// the integral at most 1e-14.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogNormalMass(Vector512<double> a, Vector512<double> w)
    {
        Vector512<double> end = a + w;
        Vector512<double> mirrored = LessThan(a + end, Zero);
        Vector512<double> low = ConditionalSelect(mirrored, -end, a), high = ConditionalSelect(mirrored, -a, end);
        Vector512<double> near = Max(low, Zero), oneSided = GreaterThanOrEqual(low, Zero);
        Vector512<double> depth = Create(0.5) * w * (low + high);

        Vector512<double> start = Min(low, Zero), sum = Zero;
        for (int i = 0; i < GaussLegendre.Nodes.Length; i++)
        {
            Vector512<double> d = FusedMultiplyAdd(w, Create(GaussLegendre.Nodes[i]), start);
            sum = FusedMultiplyAdd(
                Create(GaussLegendre.Weights[i]), Exp(Create(-0.5) * d * (d + near + near)), sum);
        }
        Vector512<double> nearMills = MillsRatio(near), farMills = MillsRatio(Max(high, Zero));
        Vector512<double> side = Log(nearMills) + Log1p(-(Exp(-depth) * farMills / nearMills));
        Vector512<double> across = Create(HalfLogTwoPi) + Log1p(-(NormalCdf(low) + NormalCdf(-high)));
        Vector512<double> isShort = LessThanOrEqual(ConditionalSelect(oneSided, depth, w), One);
        return ConditionalSelect(isShort, Log(w * sum), ConditionalSelect(oneSided, side, across));
    }

    /// <summary>The mean of d = t - r over the interval.</summary>
    /// <remarks>Absolute error at most 1e-15 times the greater of 1 and the distance of the interval from 0.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> TruncatedNormalMean(Vector512<double> a, Vector512<double> w)
    {
        Vector512<double> end = a + w;
        Vector512<double> mirrored = LessThan(a + end, Zero);
        Vector512<double> low = ConditionalSelect(mirrored, -end, a), high = ConditionalSelect(mirrored, -a, end);
        Vector512<double> near = Max(low, Zero), oneSided = GreaterThanOrEqual(low, Zero);
        Vector512<double> depth = Create(0.5) * w * (low + high), start = Min(low, Zero);

        Vector512<double> sum = Zero, moment = Zero;
        for (int i = 0; i < GaussLegendre.Nodes.Length; i++)
        {
            Vector512<double> d = FusedMultiplyAdd(w, Create(GaussLegendre.Nodes[i]), start);
            Vector512<double> mass = Create(GaussLegendre.Weights[i]) * Exp(Create(-0.5) * d * (d + near + near));
            sum += mass;
            moment = FusedMultiplyAdd(mass, d, moment);
        }
        // By parts: the densities at the ends.
        Vector512<double> log = LogNormalMass(a, w), atStart = Create(-0.5) * start * start;
        Vector512<double> atEnd = ConditionalSelect(oneSided, -depth, Create(-0.5) * high * high);
        Vector512<double> difference = Exp(atStart - log) - Exp(atEnd - log) - near;
        Vector512<double> isShort = LessThanOrEqual(ConditionalSelect(oneSided, depth, w), One);
        Vector512<double> mean = ConditionalSelect(isShort, moment / sum, difference);
        return ConditionalSelect(mirrored, -mean, mean);
    }

    /// <summary>d = t - r for the t at which the mass from a to t is Φ(z) of the whole.</summary>
    /// <remarks>By the logarithm of the smaller of the two parts, which is concave in t.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> TruncatedNormalDraw(Vector512<double> z, Vector512<double> a, Vector512<double> w)
    {
        Vector512<double> end = a + w;
        Vector512<double> mirrored = LessThan(a + end, Zero);
        Vector512<double> low = ConditionalSelect(mirrored, -end, a), high = ConditionalSelect(mirrored, -a, end);
        z = ConditionalSelect(mirrored, -z, z);
        var function = new TruncatedTail(low, high, w, z);

        // Further from r the density is below e^-760 of that at r, and there is no noise that reaches it.
        Vector512<double> near = Max(low, Zero);
        Vector512<double> reach = Create(1520.0) / (near + Sqrt(FusedMultiplyAdd(near, near, Create(1520.0))));
        Vector512<double> lower = Max(Min(low, Zero), -reach), upper = Min(function.Span, reach);
        Vector512<double> d = Root(function, Start(low, high, w, z, function.LogPart), lower, upper,
            ConditionalSelect(GreaterThanOrEqual(low, Zero), Zero, One));
        return ConditionalSelect(mirrored, -d, d);
    }

    /// <summary>A first guess of d: through the tails of the normal distribution, or far out, of the exponential one;
    /// next to a near end, the part itself, since the integrand is 1 there.</summary>
    private static Vector512<double> Start(Vector512<double> low, Vector512<double> high, Vector512<double> w,
        Vector512<double> z, Vector512<double> logPart)
    {
        Vector512<double> below = NormalCdf(z), above = NormalCdf(-z), near = Max(low, Zero);
        Vector512<double> lowerTail = FusedMultiplyAdd(above, NormalCdf(low), below * NormalCdf(high));
        Vector512<double> upperTail = FusedMultiplyAdd(above, NormalCdf(-low), below * NormalCdf(-high));
        Vector512<double> normal = NormalQuantiles(Min(lowerTail, upperTail));
        normal = ConditionalSelect(LessThan(lowerTail, upperTail), normal, -normal) - near;
        Vector512<double> decay = Exp(Create(-0.5) * w * (low + high));
        Vector512<double> exponential = -Log(FusedMultiplyAdd(below, decay, above)) / (near + One);
        Vector512<double> guess = ConditionalSelect(LessThan(low, Create(30.0)), normal, exponential);
        Vector512<double> part = Exp(logPart);
        Vector512<double> isEdge = GreaterThanOrEqual(low, Zero) & LessThanOrEqual(z, Zero)
            & LessThan(part * (near + One), Create(0.1));
        return ConditionalSelect(isEdge, part, guess);
    }

    /// <summary>√(π/2) erfcx(x/√2) = (1 - Φ(x)) / φ(x), for x ≥ 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> MillsRatio(Vector512<double> x) =>
        Create(RootHalfPi) * Erfcx(x * Create(RootHalf));

    /// <summary>The logarithm of one part of the mass at d, less that of what it should be; rising in d.</summary>
    private readonly struct TruncatedTail : IIncreasingLanes
    {
        private readonly Vector512<double> _low, _near, _start, _isLower;

        public TruncatedTail(Vector512<double> low, Vector512<double> high, Vector512<double> w, Vector512<double> z)
        {
            (_low, _near, _start) = (low, Max(low, Zero), Min(low, Zero));
            _isLower = LessThanOrEqual(z, Zero);
            Span = ConditionalSelect(GreaterThanOrEqual(low, Zero), w, high);
            LogPart = LogNormalCdf(-Abs(z)) + LogNormalMass(low, w);
        }

        /// <summary>The distance from r to the upper end.</summary>
        public Vector512<double> Span { get; }

        /// <summary>The logarithm of the smaller part.</summary>
        public Vector512<double> LogPart { get; }

        public void Invoke(Vector512<double> x, out Vector512<double> value, out Vector512<double> slope)
        {
            Vector512<double> twice = _near + _near;
            // Where the lower end is so far off that nothing lies beyond it, x - low would lose x: the mirror image.
            Vector512<double> isOpen = LessThan(_low, Create(-100.0));
            Vector512<double> from = ConditionalSelect(_isLower, ConditionalSelect(isOpen, -x, _low), _near + x);
            Vector512<double> width = ConditionalSelect(
                _isLower, ConditionalSelect(isOpen, Create(1e150), x - _start), Span - x);
            // Of the part itself another point is nearest to 0.
            Vector512<double> shift = ConditionalSelect(_isLower, Min(x, Zero), Max(x, Zero));
            Vector512<double> log = LogNormalMass(from, Max(width, Zero)) - Create(0.5) * shift * (shift + twice);
            value = ConditionalSelect(_isLower, log - LogPart, LogPart - log);
            slope = Exp(Create(-0.5) * x * (x + twice) - log);
        }
    }
}
