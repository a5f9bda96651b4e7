using System.Runtime.Intrinsics;
using Reparam.Numerics;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Primitives;

/// <summary>
/// The table of the functions of the von Mises distribution, the logarithm of the Bessel function I₀ among them, and
/// their derivatives in κ, the concentration: a family that is closed under differentiation.
/// </summary>
/// <remarks>
/// With L = log f = -κ (1 - cos θ) - log 2π - log(I₀(κ) e^-κ) and J_n = -∂ⁿF/∂κⁿ / f, everything follows from ∂F/∂θ =
/// f, ∂L/∂θ = -κ sin θ and the derivatives of log I₀. The quantile θ(κ, z), at F = Φ(z), has the implicit derivatives
/// J₁ and φ(z)/f (Figurnov, Mohamed and Mnih 2018, equation 5).
/// </remarks>
internal static class VonMisesFunctions
{
    /// <summary>The derivative of log I₀(κ) of the order that its attribute names.</summary>
    public static readonly Primitive LogBesselI0 = new("log_bessel_i0")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (result, cotangent, _) =>
            cotangent * Bessel0((int)result.Attributes! + 1, result.Operands[0]),
        Kernel = static node =>
        {
            int order = (int)node.Attributes!;
            return DelegateKernels.Unary(node, order == 0
                ? LaneMath.LogBesselI0
                : kappa => LaneMath.LogBesselI0Derivative(order, kappa));
        },
        Regularity = Regularity.Smooth,
        IsElementwise = true,
    };

    /// <summary>log(I₀(κ) e^-κ), for κ ≥ 0.</summary>
    public static readonly Primitive LogScaledBesselI0 = new("log_scaled_bessel_i0")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (result, cotangent, _) => -(cotangent * RatioComplement(result.Operands[0])),
        Kernel = static node => DelegateKernels.Unary(node, LaneMath.LogScaledBesselI0),
        Regularity = Regularity.Smooth,
        IsElementwise = true,
    };

    /// <summary>1 - I₁(κ)/I₀(κ), for κ ≥ 0.</summary>
    public static readonly Primitive BesselRatioComplement = new("bessel_ratio_complement")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (result, cotangent, _) => -(cotangent * Bessel0(2, result.Operands[0])),
        Kernel = static node => DelegateKernels.Unary(node, LaneMath.BesselRatioComplement),
        Regularity = Regularity.Smooth,
        IsElementwise = true,
    };

    /// <summary>F(κ, θ).</summary>
    public static readonly Primitive Cdf = Elementwise.Binary<CdfLanes>("von_mises_cdf", Regularity.Smooth,
        (kappa, theta, _) => -(Path(1, kappa, theta) * Exp(LogDensity(kappa, theta))),
        (kappa, theta, _) => Exp(LogDensity(kappa, theta)));

    /// <summary>log F(κ, θ).</summary>
    public static readonly Primitive LogCdf = Elementwise.Binary<LogCdfLanes>("von_mises_log_cdf", Regularity.Smooth,
        (kappa, theta, log) => -(Path(1, kappa, theta) * Exp(LogDensity(kappa, theta) - log)),
        (kappa, theta, log) => Exp(LogDensity(kappa, theta) - log));

    /// <summary>θ(κ, z), F(κ, θ) = Φ(z).</summary>
    public static readonly Primitive Quantile = Elementwise.Binary<QuantileLanes>(
        "von_mises_quantile", Regularity.Smooth,
        (kappa, z, theta) => Path(1, kappa, theta),
        (kappa, z, theta) => Exp(-0.5 * (z * z) - HalfLogTwoPi - LogDensity(kappa, theta)));

    /// <summary>J_n(κ, θ), n its attribute.</summary>
    public static readonly Primitive PathDerivative = new("von_mises_path")
    {
        ResultShape = static (operands, _) => Shape.Broadcast(operands[0].Shape, operands[1].Shape),
        Pullback = static (result, cotangent, operand) =>
        {
            int order = (int)result.Attributes!;
            Tensor kappa = result.Operands[0], theta = result.Operands[1];
            Tensor Cumulant(int n) => n == 1
                ? RatioComplement(kappa) - Versine(theta)
                : -Bessel0(n, kappa);
            Tensor partial = operand == 0
                ? Path(order + 1, kappa, theta) - result * Cumulant(1)
                : result * (kappa * Sin(theta)) - Polynomials.CompleteBell(order, Cumulant);
            return Elementwise.Unbroadcast(cotangent * partial, result.Shape, result.Operands[operand].Shape);
        },
        Kernel = static node =>
        {
            int order = (int)node.Attributes!;
            return DelegateKernels.Binary(node, (kappa, theta) => LaneMath.VonMisesPathDerivative(order, kappa, theta));
        },
        Regularity = Regularity.Smooth,
        IsElementwise = true,
    };

    /// <summary>The n-th derivative of log I₀.</summary>
    public static Tensor Bessel0(int order, Tensor kappa) => new(LogBesselI0, order, kappa);

    /// <summary>1 - I₁/I₀.</summary>
    public static Tensor RatioComplement(Tensor kappa) => new(BesselRatioComplement, null, kappa);

    /// <summary>J_n.</summary>
    public static Tensor Path(int order, Tensor kappa, Tensor theta) => new(PathDerivative, order, kappa, theta);

    /// <summary>log f(θ), exact also where κ is large.</summary>
    public static Tensor LogDensity(Tensor kappa, Tensor theta) =>
        -(kappa * Versine(theta)) - new Tensor(LogScaledBesselI0, null, kappa) - LogTwoPi;

    private static Tensor Versine(Tensor theta) => 2 * Square(Sin(0.5 * theta));

    private readonly struct CdfLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> kappa, Vector512<double> theta) =>
            LaneMath.VonMisesCdf(kappa, theta);
    }

    private readonly struct LogCdfLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> kappa, Vector512<double> theta) =>
            LaneMath.VonMisesLogCdf(kappa, theta);
    }

    private readonly struct QuantileLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> kappa, Vector512<double> z) =>
            LaneMath.VonMisesQuantile(kappa, z);
    }
}
