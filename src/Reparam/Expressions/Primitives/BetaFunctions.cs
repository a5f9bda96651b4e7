using System.Runtime.Intrinsics;
using Reparam.Numerics;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Primitives;

/// <summary>
/// The table of the incomplete beta function, its quantile and their derivatives in a and b: a family that is closed
/// under differentiation.
/// </summary>
/// <remarks>
/// All are functions of the logit y = log(x / (1 - x)), in which the beta distribution has the density
/// g = σ(y)^a σ(-y)^b / B(a, b). With F_jk = -∂ₐ^j ∂_b^k I / g everything follows from ∂ log g/∂a = log σ(y) + ψ(a+b) -
/// ψ(a), likewise in b, ∂ log g/∂y = a σ(-y) - b σ(y) and ∂I/∂y = g. The quantile y(a, b, z), at I = Φ(z), has the
/// implicit derivatives F₁₀, F₀₁ and φ(z)/g (Figurnov, Mohamed and Mnih 2018, equation 5).
/// </remarks>
internal static class BetaFunctions
{
    /// <summary>log g(a, b, y).</summary>
    public static readonly Primitive LogDensity = Ternary<LogDensityLanes>("logit_beta_log_density",
        (a, b, y, _) => ScoreInA(a, b, y), (a, b, y, _) => ScoreInB(a, b, y), (a, b, y, _) => ScoreInY(a, b, y));

    /// <summary>I(a, b, σ(y)).</summary>
    public static readonly Primitive Cdf = Ternary<CdfLanes>("logit_beta_cdf",
        (a, b, y, _) => -(GradientOf(a, b, y)[0] * Exp(LogDensityOf(a, b, y))),
        (a, b, y, _) => -(GradientOf(a, b, y)[1] * Exp(LogDensityOf(a, b, y))),
        (a, b, y, _) => Exp(LogDensityOf(a, b, y)));

    /// <summary>log I(a, b, σ(y)).</summary>
    public static readonly Primitive LogCdf = Ternary<LogCdfLanes>("logit_beta_log_cdf",
        (a, b, y, log) => -(GradientOf(a, b, y)[0] * Exp(LogDensityOf(a, b, y) - log)),
        (a, b, y, log) => -(GradientOf(a, b, y)[1] * Exp(LogDensityOf(a, b, y) - log)),
        (a, b, y, log) => Exp(LogDensityOf(a, b, y) - log));

    /// <summary>y(a, b, z), I(a, b, σ(y)) = Φ(z); its slope in z through the logarithms, since both densities may
    /// underflow.</summary>
    public static readonly Primitive Quantile = Ternary<QuantileLanes>("logit_beta_quantile",
        (a, b, z, y) => GradientOf(a, b, y)[0], (a, b, z, y) => GradientOf(a, b, y)[1],
        (a, b, z, y) => Exp(-0.5 * (z * z) - HalfLogTwoPi - LogDensityOf(a, b, y)));

    /// <summary>F₁₀ and F₀₁ of (a, b, y) one after the other, on a first axis of their own: one quadrature gives
    /// both.</summary>
    public static readonly Primitive PathGradient = new("logit_beta_path_gradient")
    {
        ResultShape = static (o, _) =>
            Shape.Create([2]).Append(Shape.Broadcast(Shape.Broadcast(o[0].Shape, o[1].Shape), o[2].Shape)),
        Pullback = static (result, cotangent, operand) => Elementwise.Unbroadcast(
            cotangent[0] * SlopeOfPath(1, 0, result.Operands, operand, result[0])
                + cotangent[1] * SlopeOfPath(0, 1, result.Operands, operand, result[1]),
            result.Shape[1..], result.Operands[operand].Shape),
        Kernel = static node => DelegateKernels.TernaryPair(node, LaneMath.LogitBetaPathGradient),
        Regularity = Regularity.Smooth,
    };

    /// <summary>F_jk(a, b, y), the pair (j, k) its attribute.</summary>
    public static readonly Primitive PathDerivative = new("logit_beta_path")
    {
        ResultShape = static (o, _) => Shape.Broadcast(Shape.Broadcast(o[0].Shape, o[1].Shape), o[2].Shape),
        Pullback = static (result, cotangent, operand) =>
        {
            (int j, int k) = ((int, int))result.Attributes!;
            Tensor partial = SlopeOfPath(j, k, result.Operands, operand, result);
            return Elementwise.Unbroadcast(cotangent * partial, result.Shape, result.Operands[operand].Shape);
        },
        Kernel = static node => ((int, int))node.Attributes! switch
        {
            (1, 0) => ElementwiseKernels.Ternary<double, PathInALanes>(node),
            (0, 1) => ElementwiseKernels.Ternary<double, PathInBLanes>(node),
            var (j, k) => OfHigherOrder(node, j, k),
        },
        Loop = static node => ((int, int))node.Attributes! switch
        {
            (1, 0) => ElementwiseKernels.TernaryForm<PathInALanes>(),
            (0, 1) => ElementwiseKernels.TernaryForm<PathInBLanes>(),
            _ => null,
        },
        Regularity = Regularity.Smooth,
        IsElementwise = true,
    };

    /// <summary>ψ⁽ⁿ⁾(x + d) - ψ⁽ⁿ⁾(x) of (x, d), n its attribute.</summary>
    public static readonly Primitive PolygammaDifference = new("polygamma_difference")
    {
        ResultShape = static (operands, _) => Shape.Broadcast(operands[0].Shape, operands[1].Shape),
        Pullback = static (result, cotangent, operand) =>
        {
            int order = (int)result.Attributes!;
            Tensor x = result.Operands[0], d = result.Operands[1];
            Tensor partial = operand == 0 ? Difference(order + 1, x, d) : Polygamma(order + 1, x + d);
            return Elementwise.Unbroadcast(cotangent * partial, result.Shape, result.Operands[operand].Shape);
        },
        Kernel = static node =>
        {
            int order = (int)node.Attributes!;
            return DelegateKernels.Binary(node, (x, d) => LaneMath.PolygammaDifference(order, x, d));
        },
        Regularity = Regularity.Smooth,
        IsElementwise = true,
    };

    /// <summary>log g.</summary>
    public static Tensor LogDensityOf(Tensor a, Tensor b, Tensor y) => new(LogDensity, null, a, b, y);

    /// <summary>F_jk.</summary>
    public static Tensor Path(int j, int k, Tensor a, Tensor b, Tensor y) => new(PathDerivative, (j, k), a, b, y);

    /// <summary>F₁₀ and F₀₁.</summary>
    private static Tensor GradientOf(Tensor a, Tensor b, Tensor y) => new(PathGradient, null, a, b, y);

    /// <summary>∂F_jk in one of (a, b, y), given F_jk.</summary>
    private static Tensor SlopeOfPath(int j, int k, ReadOnlySpan<Tensor> operands, int operand, Tensor value)
    {
        Tensor a = operands[0], b = operands[1], y = operands[2];
        return operand switch
        {
            0 => Path(j + 1, k, a, b, y) - value * ScoreInA(a, b, y),
            1 => Path(j, k + 1, a, b, y) - value * ScoreInB(a, b, y),
            _ => -(value * ScoreInY(a, b, y)) - DensityRatio(j, k, a, b, y),
        };
    }

    /// <summary>ψ⁽ⁿ⁾(x + d) - ψ⁽ⁿ⁾(x).</summary>
    public static Tensor Difference(int order, Tensor x, Tensor d) => new(PolygammaDifference, order, x, d);

    private static Tensor ScoreInA(Tensor a, Tensor b, Tensor y) => LogSigmoid(y) + Difference(0, a, b);

    private static Tensor ScoreInB(Tensor a, Tensor b, Tensor y) => LogSigmoid(-y) + Difference(0, b, a);

    private static Tensor ScoreInY(Tensor a, Tensor b, Tensor y) => a * Sigmoid(-y) - b * Sigmoid(y);

    /// <summary>∂ₐ^j ∂_b^k g / g: the complete Bell polynomial of the derivatives of log g.</summary>
    private static Tensor DensityRatio(int j, int k, Tensor a, Tensor b, Tensor y)
    {
        Tensor Cumulant(int p, int q) =>
            (p, q) is (1, 0) ? ScoreInA(a, b, y)
            : (p, q) is (0, 1) ? ScoreInB(a, b, y)
            : q == 0 ? Difference(p - 1, a, b)
            : p == 0 ? Difference(q - 1, b, a)
            : Polygamma(p + q - 1, a + b);

        var bell = new Tensor[j + 1, k + 1];
        bell[0, 0] = 1;
        for (int n = 1; n < (j + 1) * (k + 1); n++)
        {
            int p = n / (k + 1), q = n % (k + 1);
            // One derivative is taken first: in a where there is one.
            int restP = p > 0 ? p - 1 : 0, restQ = p > 0 ? q : q - 1;
            Tensor total = 0;
            for (int s = 0; s <= restP; s++)
            {
                for (int t = 0; t <= restQ; t++)
                {
                    total += Polynomials.Binomial(restP, s) * Polynomials.Binomial(restQ, t)
                        * Cumulant(s + p - restP, t + q - restQ) * bell[restP - s, restQ - t];
                }
            }
            bell[p, q] = total;
        }
        return bell[j, k];
    }

    private static Primitive Ternary<TLanes>(string name, params Func<Tensor, Tensor, Tensor, Tensor, Tensor>[] slopes)
        where TLanes : struct, ITernaryLanes => Elementwise.Ternary<TLanes>(name, Regularity.Smooth, slopes);

    private static Kernel OfHigherOrder(Tensor node, int j, int k) =>
        DelegateKernels.Ternary(node, (a, b, y) => LaneMath.LogitBetaPathDerivative(j, k, a, b, y));

    private readonly struct LogDensityLanes : ITernaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> b, Vector512<double> y) =>
            LaneMath.LogitBetaLogDensity(a, b, y);
    }

    private readonly struct CdfLanes : ITernaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> b, Vector512<double> y) =>
            LaneMath.LogitBetaCdf(a, b, y);
    }

    private readonly struct LogCdfLanes : ITernaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> b, Vector512<double> y) =>
            LaneMath.LogitBetaLogCdf(a, b, y);
    }

    private readonly struct QuantileLanes : ITernaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> b, Vector512<double> z) =>
            LaneMath.LogitBetaQuantile(a, b, z);
    }

    private readonly struct PathInALanes : ITernaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> b, Vector512<double> y)
        {
            LaneMath.LogitBetaPathGradient(a, b, y, out Vector512<double> inA, out _);
            return inA;
        }
    }

    private readonly struct PathInBLanes : ITernaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> a, Vector512<double> b, Vector512<double> y)
        {
            LaneMath.LogitBetaPathGradient(a, b, y, out _, out Vector512<double> inB);
            return inB;
        }
    }
}
