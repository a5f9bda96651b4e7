using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Primitives;

/// <summary>The table of functions that are smooth where the formula that they are usually written by is 0 / 0 or
/// cancels.</summary>
internal static class SmoothFunctions
{
    /// <summary>log(1 - e⁻ˣ); its slope e⁻ˣ / (1 - e⁻ˣ) overflows nowhere.</summary>
    public static readonly Primitive Log1MinusExpPrimitive = Elementwise.Unary<Log1MinusExpLanes>("log1_minus_exp",
        Regularity.Smooth, static (x, y) => -(Tensor.Exp(-x) / Tensor.Expm1(-x)));

    /// <summary>The derivative of log(1 + t) / t of the order that its attribute names.</summary>
    public static readonly Primitive Log1pRatioPrimitive = Family("log1p_ratio", LaneMath.Log1pRatio);

    /// <summary>The derivative of (eᵗ - 1) / t of the order that its attribute names.</summary>
    public static readonly Primitive Expm1RatioPrimitive = Family("expm1_ratio", LaneMath.Expm1Ratio);

    /// <summary>log(1 - e⁻ˣ) for x &gt; 0, accurate at both ends.</summary>
    public static Tensor Log1MinusExp(Tensor x) => new(Log1MinusExpPrimitive, null, x);

    /// <summary>log(1 + t) / t, which is 1 at t = 0; +∞ from -1 down.</summary>
    public static Tensor Log1pRatio(Tensor t) => new(Log1pRatioPrimitive, 0, t);

    /// <summary>(eᵗ - 1) / t, which is 1 at t = 0.</summary>
    public static Tensor Expm1Ratio(Tensor t) => new(Expm1RatioPrimitive, 0, t);

    private delegate Vector512<double> Derivative(int order, Vector512<double> t);

    /// <summary>A function and its derivatives of every order.</summary>
    private static Primitive Family(string name, Derivative derivative) => new(name)
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (result, cotangent, _) =>
            cotangent * new Tensor(result.Primitive, (int)result.Attributes! + 1, result.Operands[0]),
        Kernel = node => Run(derivative, (int)node.Attributes!, node.Size),
        Regularity = Regularity.Smooth,
        IsElementwise = true,
    };

    private static unsafe Kernel Run(Derivative derivative, int order, int size) => (in KernelArguments a) =>
    {
        for (long i = 0; i < (long)size * a.Lanes; i += 8)
        {
            derivative(order, Vector512.Load(a.Operands[0] + i)).Store(a.Result + i);
        }
    };

    private readonly struct Log1MinusExpLanes : IUnaryLanes
    {
        public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Log1MinusExp(x);
    }
}
