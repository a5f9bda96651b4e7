using System.Runtime.Intrinsics;
using Reparam.Numerics;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Primitives;

/// <summary>
/// The table of the functions of Student's t distribution and their derivatives in ν, the degrees of freedom: a family
/// that is closed under differentiation.
/// </summary>
/// <remarks>
/// With f the density, S_n = ∂ⁿ log f/∂νⁿ and K_n = -∂ⁿF/∂νⁿ / f, everything follows from ∂S_n/∂ν = S_(n+1), ∂F/∂t = f
/// and ∂ log f/∂t = -(ν+1) t/(ν+t²). The quantile t(ν, z), at F = Φ(z), has the implicit derivatives K₁ and φ(z)/f
/// (Figurnov, Mohamed and Mnih 2018, equation 5).
/// </remarks>
internal static class StudentTFunctions
{
    /// <summary>S_n(ν, t), n its attribute; S₀ = log f.</summary>
    public static readonly Primitive LogDensity = new("student_t_log_density")
    {
        ResultShape = static (operands, _) => Shape.Broadcast(operands[0].Shape, operands[1].Shape),
        Pullback = static (result, cotangent, operand) =>
        {
            int order = (int)result.Attributes!;
            Tensor nu = result.Operands[0], t = result.Operands[1];
            Tensor partial = operand == 0 ? LogDensityOf(order + 1, nu, t) : SlopeInT(order, nu, t);
            return Elementwise.Unbroadcast(cotangent * partial, result.Shape, result.Operands[operand].Shape);
        },
        Kernel = static node =>
        {
            int order = (int)node.Attributes!;
            return DelegateKernels.Binary(node, (nu, t) => LaneMath.StudentTLogDensity(order, nu, t));
        },
        Regularity = Regularity.Smooth,
        IsElementwise = true,
    };

    /// <summary>F(ν, t).</summary>
    public static readonly Primitive Cdf = Elementwise.Binary<CdfLanes>("student_t_cdf", Regularity.Smooth,
        (nu, t, _) => -(Path(1, nu, t) * Exp(LogDensityOf(0, nu, t))),
        (nu, t, _) => Exp(LogDensityOf(0, nu, t)));

    /// <summary>log F(ν, t).</summary>
    public static readonly Primitive LogCdf = Elementwise.Binary<LogCdfLanes>("student_t_log_cdf", Regularity.Smooth,
        (nu, t, log) => -(Path(1, nu, t) * Exp(LogDensityOf(0, nu, t) - log)),
        (nu, t, log) => Exp(LogDensityOf(0, nu, t) - log));

    /// <summary>t(ν, z), F(ν, t) = Φ(z).</summary>
    public static readonly Primitive Quantile = QuantileKernels<StudentTQuantileFamily>.Primitive<QuantileLanes>(
        "student_t_quantile", slope: false,
        (nu, z, t) => new(QuantileSlope!, null, nu, z), (nu, z, t) => SlopeInNoise(nu, z, t));

    /// <summary>∂t/∂ν of (ν, z): K₁(ν, t(ν, z)), whose derivatives are those of K₁ along the path.</summary>
    public static readonly Primitive QuantileSlope =
        QuantileKernels<StudentTQuantileFamily>.Primitive<QuantileSlopeLanes>(
        "student_t_quantile_slope", slope: true,
        (nu, z, slope) =>
        {
            Tensor t = StudentTQuantile(nu, z);
            return Path(2, nu, t) - slope * LogDensityOf(1, nu, t) + slope * PathSlopeInT(1, nu, t, slope);
        },
        (nu, z, slope) =>
        {
            Tensor t = StudentTQuantile(nu, z);
            return PathSlopeInT(1, nu, t, slope) * SlopeInNoise(nu, z, t);
        });

    /// <summary>K_n(ν, t), n its attribute.</summary>
    public static readonly Primitive PathDerivative = new("student_t_path")
    {
        ResultShape = static (operands, _) => Shape.Broadcast(operands[0].Shape, operands[1].Shape),
        Pullback = static (result, cotangent, operand) =>
        {
            int order = (int)result.Attributes!;
            Tensor nu = result.Operands[0], t = result.Operands[1];
            Tensor partial = operand == 0
                ? Path(order + 1, nu, t) - result * LogDensityOf(1, nu, t)
                : PathSlopeInT(order, nu, t, result);
            return Elementwise.Unbroadcast(cotangent * partial, result.Shape, result.Operands[operand].Shape);
        },
        Kernel = static node =>
        {
            int order = (int)node.Attributes!;
            return DelegateKernels.Binary(node, (nu, t) => LaneMath.StudentTPathDerivative(order, nu, t));
        },
        Regularity = Regularity.Smooth,
        IsElementwise = true,
    };

    /// <summary>S_n.</summary>
    public static Tensor LogDensityOf(int order, Tensor nu, Tensor t) => new(LogDensity, order, nu, t);

    /// <summary>K_n.</summary>
    public static Tensor Path(int order, Tensor nu, Tensor t) => new(PathDerivative, order, nu, t);

    /// <summary>∂t/∂z = φ(z)/f.</summary>
    private static Tensor SlopeInNoise(Tensor nu, Tensor z, Tensor t) =>
        Exp(-0.5 * (z * z) - HalfLogTwoPi - LogDensityOf(0, nu, t));

    /// <summary>∂K_n/∂t, given K_n.</summary>
    private static Tensor PathSlopeInT(int order, Tensor nu, Tensor t, Tensor value) =>
        -(value * SlopeInT(0, nu, t)) - Polynomials.CompleteBell(order, n => LogDensityOf(n, nu, t));

    // ∂ⁿ/∂νⁿ of -(ν+1) t/w, w = ν + t², which is -t - t (1-t²)/w.
    private static Tensor SlopeInT(int order, Tensor nu, Tensor t)
    {
        Tensor inverse = 1 / (nu + t * t);
        if (order == 0)
        {
            return -((nu + 1) * t * inverse);
        }
        Tensor value = t * (t * t - 1) * inverse;
        for (int n = 1; n <= order; n++)
        {
            value *= -n * inverse;
        }
        return value;
    }

    private readonly struct CdfLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> nu, Vector512<double> t) =>
            LaneMath.StudentTCdf(nu, t);
    }

    private readonly struct LogCdfLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> nu, Vector512<double> t) =>
            LaneMath.StudentTLogCdf(nu, t);
    }

    private readonly struct QuantileLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> nu, Vector512<double> z) =>
            LaneMath.StudentTQuantile(nu, z);
    }

    private readonly struct QuantileSlopeLanes : IBinaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> nu, Vector512<double> z) =>
            LaneMath.StudentTQuantileSlope(nu, z);
    }
}
