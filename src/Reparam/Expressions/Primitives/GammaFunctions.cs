using System.Runtime.Intrinsics;
using Reparam.Numerics;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Primitives;

/// <summary>
/// The table of the incomplete gamma function, its quantile and their derivatives in the shape: a family that is closed
/// under differentiation.
/// </summary>
/// <remarks>
/// With p the gamma density of shape a and rate 1, x = eˡ, and Fₖ = −∂ᵏP/∂aᵏ / (x p), all derivatives follow from
/// ∂ log(x p)/∂a = ℓ − ψ(a), ∂ log(x p)/∂ℓ = a − x, and ∂P/∂ℓ = x p. The quantile ℓ(a, z), at P = Φ(z), has the
/// implicit derivatives F₁ and φ(z)/(x p) (Figurnov, Mohamed and Mnih 2018, equation 8).
/// </remarks>
internal static class GammaFunctions
{
    /// <summary>P(a, x).</summary>
    public static readonly Primitive Lower = Binary<GammaLowerLanes>("gamma_lower",
        (a, x, p) => -(ShapeDerivative(1, a, LogOf(x)) * Exp(LogDensity(a, LogOf(x)))),
        (a, x, p) => Exp(LogDensity(a, LogOf(x)) - LogOf(x)));

    /// <summary>Q(a, x).</summary>
    public static readonly Primitive Upper = Binary<GammaUpperLanes>("gamma_upper",
        (a, x, q) => ShapeDerivative(1, a, LogOf(x)) * Exp(LogDensity(a, LogOf(x))),
        (a, x, q) => -Exp(LogDensity(a, LogOf(x)) - LogOf(x)));

    /// <summary>log P(a, x).</summary>
    public static readonly Primitive LogLower = Binary<LogGammaLowerLanes>("log_gamma_lower",
        (a, x, p) => -(ShapeDerivative(1, a, LogOf(x)) * Exp(LogDensity(a, LogOf(x)) - p)),
        (a, x, p) => Exp(LogDensity(a, LogOf(x)) - LogOf(x) - p));

    /// <summary>log Q(a, x).</summary>
    public static readonly Primitive LogUpper = Binary<LogGammaUpperLanes>("log_gamma_upper",
        (a, x, q) => ShapeDerivative(1, a, LogOf(x)) * Exp(LogDensity(a, LogOf(x)) - q),
        (a, x, q) => -Exp(LogDensity(a, LogOf(x)) - LogOf(x) - q));

    /// <summary>ℓ(a, z), P(a, eˡ) = Φ(z); its slope in z through the logarithms, since both densities may
    /// underflow.</summary>
    public static readonly Primitive LogQuantile =
        QuantileKernels<LogGammaQuantileFamily>.Primitive<LogGammaQuantileLanes>(
        "log_gamma_quantile", slope: false,
        (a, z, logX) => new(QuantileSlope!, null, a, z), (a, z, logX) => SlopeInNoise(a, z, logX));

    /// <summary>∂ℓ/∂a of (a, z): F₁(a, ℓ(a, z)), whose derivatives are those of F₁ along the path.</summary>
    public static readonly Primitive QuantileSlope =
        QuantileKernels<LogGammaQuantileFamily>.Primitive<LogGammaQuantileSlopeLanes>(
        "log_gamma_quantile_slope", slope: true,
        (a, z, slope) =>
        {
            Tensor logX = LogGammaQuantile(a, z);
            return ShapeDerivative(2, a, logX) - slope * (logX - Digamma(a)) + slope * SlopeInLog(1, a, logX, slope);
        },
        (a, z, slope) =>
        {
            Tensor logX = LogGammaQuantile(a, z);
            return SlopeInLog(1, a, logX, slope) * SlopeInNoise(a, z, logX);
        });

    /// <summary>log(x p(x)) of (a, ℓ).</summary>
    public static readonly Primitive LogDensityOfLog = Binary<LogGammaDensityLanes>("log_gamma_density",
        (a, logX, y) => logX - Digamma(a), (a, logX, y) => a - Exp(logX));

    /// <summary>Fₖ(a, ℓ), k its attribute.</summary>
    public static readonly Primitive DerivativeInShape = new("gamma_shape_derivative")
    {
        ResultShape = static (operands, _) => Shape.Broadcast(operands[0].Shape, operands[1].Shape),
        Pullback = static (result, cotangent, operand) =>
        {
            int order = (int)result.Attributes!;
            Tensor a = result.Operands[0], logX = result.Operands[1];
            Tensor partial = operand == 0
                ? ShapeDerivative(order + 1, a, logX) - result * (logX - Digamma(a))
                : SlopeInLog(order, a, logX, result);
            return Elementwise.Unbroadcast(cotangent * partial, result.Shape, result.Operands[operand].Shape);
        },
        Kernel = static node => (int)node.Attributes! == 1
            ? ElementwiseKernels.Binary<double, GammaShapeDerivativeLanes>(node)
            : OfHigherOrder(node, (int)node.Attributes!),
        Loop = static node =>
            (int)node.Attributes! == 1 ? ElementwiseKernels.BinaryForm<GammaShapeDerivativeLanes>() : null,
        Regularity = Regularity.Smooth,
        IsElementwise = true,
    };

    /// <summary>log(x p(x)), x = eˡ.</summary>
    public static Tensor LogDensity(Tensor a, Tensor logX) => new(LogDensityOfLog, null, a, logX);

    /// <summary>Fₖ(a, ℓ) = −∂ᵏP/∂aᵏ / (x p).</summary>
    public static Tensor ShapeDerivative(int order, Tensor a, Tensor logX) => new(DerivativeInShape, order, a, logX);

    /// <summary>∂ℓ/∂z = φ(z)/(x p).</summary>
    private static Tensor SlopeInNoise(Tensor a, Tensor z, Tensor logX) =>
        Exp(-0.5 * (z * z) - HalfLogTwoPi - LogDensity(a, logX));

    /// <summary>∂Fₖ/∂ℓ, given Fₖ.</summary>
    private static Tensor SlopeInLog(int order, Tensor a, Tensor logX, Tensor value) =>
        -(value * (a - Exp(logX))) - DensityRatio(order, a, logX);

    /// <summary>∂ᵏ(x p)/∂aᵏ / (x p): the complete Bell polynomial of (ℓ − ψ(a), −ψ′(a), …).</summary>
    private static Tensor DensityRatio(int order, Tensor a, Tensor logX) =>
        Polynomials.CompleteBell(order, n => n == 1 ? logX - Digamma(a) : -Polygamma(n - 1, a));

    /// <summary>log x, above the logarithm of the least normal number: at x = 0 the slopes are then finite or
    /// zero, where ∞ − ∞ would be NaN.</summary>
    private static Tensor LogOf(Tensor x) => Log(Maximum(x, 2.2250738585072014e-308));

    private static Primitive Binary<TLanes>(
        string name, Func<Tensor, Tensor, Tensor, Tensor> leftSlope, Func<Tensor, Tensor, Tensor, Tensor> rightSlope)
        where TLanes : struct, IBinaryLanes =>
        Elementwise.Binary<TLanes>(name, Regularity.Smooth, leftSlope, rightSlope);

    private static Kernel OfHigherOrder(Tensor node, int order) =>
        DelegateKernels.Binary(node, (a, logX) => LaneMath.GammaShapeDerivative(order, a, logX));

    private readonly struct GammaLowerLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> x) => LaneMath.GammaLower(a, x);
    }

    private readonly struct GammaUpperLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> x) => LaneMath.GammaUpper(a, x);
    }

    private readonly struct LogGammaLowerLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> x) =>
            LaneMath.LogGammaLower(a, x);
    }

    private readonly struct LogGammaUpperLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> x) =>
            LaneMath.LogGammaUpper(a, x);
    }

    private readonly struct LogGammaDensityLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> logX) =>
            LaneMath.LogGammaDensity(a, logX);
    }

    private readonly struct LogGammaQuantileLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> z) =>
            LaneMath.LogGammaQuantile(a, z);
    }

    private readonly struct LogGammaQuantileSlopeLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> z) =>
            LaneMath.LogGammaQuantileSlope(a, z);
    }

    private readonly struct GammaShapeDerivativeLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> logX) =>
            LaneMath.GammaShapeDerivative(1, a, logX);
    }
}
