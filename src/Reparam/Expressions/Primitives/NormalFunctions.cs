using System.Runtime.Intrinsics;
using Reparam.Numerics;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Primitives;

/// <summary>The table of functions of distributions that are made from the normal one: truncated, skewed, and the
/// passage times of a drifting one.</summary>
internal static class NormalFunctions
{
    /// <summary>Stands for an interval without an upper end: finite, so that nothing times 0 is NaN.</summary>
    public const double Unbounded = 1e150;

    /// <summary>log ∫ e^(-(t² - r²)/2) dt over the interval from a that is w wide, with r its point nearest to
    /// 0.</summary>
    public static readonly Primitive LogMass = Elementwise.Binary<LogMassLanes>("log_normal_mass",
        Regularity.PiecewiseSmooth,
        static (a, w, y) => -new Tensor(Mean!, null, a, w),
        static (a, w, y) => Exp(LogAtEnd(a, w) - y) + Minimum(a + w, 0));

    /// <summary>The mean of d = t - r over the interval: of (a, w). Its slope in a is that of a shift, 1 - Var, less
    /// the motion of r.</summary>
    public static readonly Primitive Mean = Elementwise.Binary<MeanLanes>("truncated_normal_mean",
        Regularity.PiecewiseSmooth,
        static (a, w, mean) =>
        {
            Tensor log = LogNormalMass(a, w);
            // The mean of d², by parts.
            Tensor square = 1 - Nearest(a, w) * mean - StartGap(a, w) * Exp(LogAtStart(a, w) - log)
                - EndGap(a, w) * Exp(LogAtEnd(a, w) - log);
            return 1 - IsOneSided(a, w) - (square - mean * mean);
        },
        static (a, w, mean) => Exp(LogAtEnd(a, w) - LogNormalMass(a, w)) * (EndGap(a, w) - mean) - (a + w <= 0));

    /// <summary>d = t - r for the t at which the mass over the interval from a to t is Φ(z) of the whole: of (z, a,
    /// w).</summary>
    public static readonly Primitive Truncated = new("truncated_normal")
    {
        ResultShape = static (o, _) => Shape.Broadcast(Shape.Broadcast(o[0].Shape, o[1].Shape), o[2].Shape),
        Pullback = static (result, cotangent, operand) =>
        {
            Tensor z = result.Operands[0], a = result.Operands[1], w = result.Operands[2];
            // The density at d over that at r; the part of the mass below d is Φ(z).
            Tensor log = -0.5 * result * (result + 2 * Nearest(a, w));
            Tensor AtEnd() => Exp(LogNormalCdf(z) + LogAtEnd(a, w) - log);
            Tensor partial = operand switch
            {
                0 => Exp(-0.5 * (z * z) - HalfLogTwoPi + LogNormalMass(a, w) - log),
                1 => Exp(LogNormalCdf(-z) + LogAtStart(a, w) - log) + AtEnd() - IsOneSided(a, w),
                _ => AtEnd() - (a + w <= 0),
            };
            return Elementwise.Unbroadcast(cotangent * partial, result.Shape, result.Operands[operand].Shape);
        },
        Kernel = ElementwiseKernels.Ternary<double, TruncatedLanes>,
        SingleKernel = ElementwiseKernels.Ternary<float, TruncatedLanes>,
        Loop = static _ => ElementwiseKernels.TernaryForm<TruncatedLanes>(),
        Regularity = Regularity.Smooth,
        IsElementwise = true,
    };

    /// <summary>log F(z) of the skew-normal density 2 φ(z) Φ(αz): of (z, α).</summary>
    public static readonly Primitive LogSkewCdf = Elementwise.Binary<LogSkewCdfLanes>("log_skew_normal_cdf",
        Regularity.Smooth,
        static (z, alpha, y) => Exp(LogSkewDensity(z, alpha) - y),
        static (z, alpha, y) => -Exp(LogSkewSlope(z, alpha) - y));

    /// <summary>x where F(x) = Φ(z): of (z, α).</summary>
    public static readonly Primitive SkewQuantile = Elementwise.Binary<SkewQuantileLanes>("skew_normal_quantile",
        Regularity.Smooth,
        static (z, alpha, x) => Exp(-0.5 * (z * z) - HalfLogTwoPi - LogSkewDensity(x, alpha)),
        static (z, alpha, x) => Exp(LogSkewSlope(x, alpha) - LogSkewDensity(x, alpha)));

    /// <summary>(1 - Φ(x)) / φ(x) for x ≥ 0.</summary>
    public static readonly Primitive Mills = Elementwise.Unary<MillsLanes>(
        "mills_ratio", Regularity.Smooth, static (x, y) => x * y - 1);

    /// <summary>log F(y) of the inverse Gaussian distribution of mean 1 and shape φ: of (y, φ).</summary>
    public static readonly Primitive LogInverseGaussianLower = Elementwise.Binary<InverseGaussianLowerLanes>(
        "log_inverse_gaussian_cdf", Regularity.Smooth,
        static (y, phi, f) => Exp(LogInverseGaussianDensity(y, phi) - Log(y) - f),
        static (y, phi, f) => -(PassageSlope(y, phi) * Exp(LogInverseGaussianDensity(y, phi) - f)));

    /// <summary>log(1 - F(y)): of (y, φ).</summary>
    public static readonly Primitive LogInverseGaussianUpper = Elementwise.Binary<InverseGaussianUpperLanes>(
        "log_inverse_gaussian_survival", Regularity.Smooth,
        static (y, phi, f) => -Exp(LogInverseGaussianDensity(y, phi) - Log(y) - f),
        static (y, phi, f) => PassageSlope(y, phi) * Exp(LogInverseGaussianDensity(y, phi) - f));

    /// <summary>log y where F(y) = Φ(z): of (z, φ).</summary>
    public static readonly Primitive LogInverseGaussianQuantiles = Elementwise.Binary<InverseGaussianQuantileLanes>(
        "log_inverse_gaussian_quantile", Regularity.Smooth,
        static (z, phi, log) => Exp(-0.5 * (z * z) - HalfLogTwoPi - LogInverseGaussianDensity(Exp(log), phi)),
        static (z, phi, log) => PassageSlope(Exp(log), phi));

    /// <summary><see cref="LogMass"/>; a width of <see cref="Unbounded"/> is an infinite one.</summary>
    public static Tensor LogNormalMass(Tensor a, Tensor w) => new(LogMass, null, a, w);

    /// <summary><see cref="Truncated"/>.</summary>
    public static Tensor TruncatedNormalDraw(Tensor z, Tensor a, Tensor w) => new(Truncated, null, z, a, w);

    /// <summary><see cref="LogSkewCdf"/>.</summary>
    public static Tensor LogSkewNormalCdf(Tensor z, Tensor alpha) => new(LogSkewCdf, null, z, alpha);

    /// <summary><see cref="SkewQuantile"/>.</summary>
    public static Tensor SkewNormalQuantile(Tensor z, Tensor alpha) => new(SkewQuantile, null, z, alpha);

    /// <summary><see cref="Mills"/>.</summary>
    public static Tensor MillsRatio(Tensor x) => new(Mills, null, x);

    /// <summary><see cref="LogInverseGaussianLower"/>.</summary>
    public static Tensor LogInverseGaussianCdf(Tensor y, Tensor phi) => new(LogInverseGaussianLower, null, y, phi);

    /// <summary><see cref="LogInverseGaussianUpper"/>.</summary>
    public static Tensor LogInverseGaussianSurvival(Tensor y, Tensor phi) =>
        new(LogInverseGaussianUpper, null, y, phi);

    /// <summary><see cref="LogInverseGaussianQuantiles"/>.</summary>
    public static Tensor LogInverseGaussianQuantile(Tensor z, Tensor phi) =>
        new(LogInverseGaussianQuantiles, null, z, phi);

    /// <summary>The point of the interval nearest to 0.</summary>
    public static Tensor Nearest(Tensor a, Tensor w) => Maximum(a, Minimum(a + w, 0));

    /// <summary>The distance from the start of the interval to its point nearest to 0.</summary>
    public static Tensor StartGap(Tensor a, Tensor w) => Minimum(w, Maximum(0, -a));

    /// <summary>The distance from the point nearest to 0 to the end of the interval.</summary>
    public static Tensor EndGap(Tensor a, Tensor w) => Minimum(w, Maximum(0, a + w));

    /// <summary>1 where the interval lies on one side of 0, else 0: how its nearest point moves with it.</summary>
    public static Tensor IsOneSided(Tensor a, Tensor w) => Maximum(a >= 0, a + w <= 0);

    /// <summary>log(2 φ(z) Φ(αz)).</summary>
    public static Tensor LogSkewDensity(Tensor z, Tensor alpha) =>
        LogNormalCdf(alpha * z) - 0.5 * (z * z) + (LogTwo - HalfLogTwoPi);

    /// <summary>The logarithm of the density at the start of the interval over that at its nearest point.</summary>
    private static Tensor LogAtStart(Tensor a, Tensor w) =>
        -0.5 * StartGap(a, w) * (StartGap(a, w) - 2 * Nearest(a, w));

    private static Tensor LogAtEnd(Tensor a, Tensor w) => -0.5 * EndGap(a, w) * (EndGap(a, w) + 2 * Nearest(a, w));

    /// <summary>log(-∂F/∂α) of the skew-normal distribution: φ(z) φ(αz) · 2 / (1 + α²).</summary>
    private static Tensor LogSkewSlope(Tensor z, Tensor alpha) =>
        -0.5 * (z * z) * (1 + alpha * alpha) - Log1p(alpha * alpha) - LogPi;

    /// <summary>log(y p(y)) of the inverse Gaussian distribution of mean 1.</summary>
    private static Tensor LogInverseGaussianDensity(Tensor y, Tensor phi) =>
        0.5 * Log(phi / y) - 0.5 * phi * Square(y - 1) / y - HalfLogTwoPi;

    /// <summary>-∂F/∂φ / (y p(y)), the derivative of log y on the path on which F does not change.</summary>
    private static Tensor PassageSlope(Tensor y, Tensor phi) =>
        1 / phi - 2 * Sqrt(y / phi) * MillsRatio(Sqrt(phi / y) * (y + 1));

    private readonly struct LogMassLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> w) =>
            LaneMath.LogNormalMass(a, w);
    }

    private readonly struct MeanLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> w) =>
            LaneMath.TruncatedNormalMean(a, w);
    }

    private readonly struct TruncatedLanes : ITernaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> z, Vector512<double> a, Vector512<double> w) =>
            LaneMath.TruncatedNormalDraw(z, a, w);
    }

    private readonly struct LogSkewCdfLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> z, Vector512<double> alpha) =>
            LaneMath.LogSkewNormalCdf(z, alpha);
    }

    private readonly struct SkewQuantileLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> z, Vector512<double> alpha) =>
            LaneMath.SkewNormalQuantile(z, alpha);
    }

    private readonly struct MillsLanes : IUnaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.MillsRatio(x);
    }

    private readonly struct InverseGaussianLowerLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> y, Vector512<double> phi) =>
            LaneMath.LogInverseGaussianCdf(y, phi);
    }

    private readonly struct InverseGaussianUpperLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> y, Vector512<double> phi) =>
            LaneMath.LogInverseGaussianSurvival(y, phi);
    }

    private readonly struct InverseGaussianQuantileLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> z, Vector512<double> phi) =>
            LaneMath.LogInverseGaussianQuantile(z, phi);
    }
}
