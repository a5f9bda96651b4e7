using static Reparam.Numerics.MathConstants;

namespace Reparam.Bijectors;

/// <summary>Hyperbolic functions of which the table of primitives has only the tangent, and roots of quadratics,
/// without cancellation.</summary>
internal static class Hyperbolic
{
    /// <summary>sinh x = ½ (eˣ - e⁻ˣ), precise near 0; overflows from |x| = 709.7 on.</summary>
    public static Tensor Sinh(Tensor x) => 0.5 * (Tensor.Expm1(x) - Tensor.Expm1(-x));

    /// <summary>log cosh x, which is ½ log(1 + sinh² x) and -½ log(1 - tanh² x); without overflow. Its error is that of
    /// numbers of size |x| + 1.</summary>
    public static Tensor LogCosh(Tensor x) => 0.5 * (Tensor.Softplus(2 * x) + Tensor.Softplus(-2 * x)) - LogTwo;

    /// <summary>The inverse of sinh, precise near 0 and in both tails; NaN from |x| = 1.3e154 on.</summary>
    public static Tensor Arsinh(Tensor x)
    {
        // One part is 0, and the orders of the operands give the derivative at 0 to the first. A selection by sign
        // would be the same, but not to a reader of the graph that looks for jumps.
        return OfPositive(Tensor.Maximum(x, 0)) - OfPositive(Tensor.Maximum(0, -x));

        static Tensor OfPositive(Tensor a) => Tensor.Log1p(a + a * a / (1 + Tensor.Sqrt(1 + a * a)));
    }

    /// <summary>b + √(b² + c) for c ≥ 0, which does not cancel where b is negative.</summary>
    public static Tensor PlusRoot(Tensor b, Tensor c)
    {
        // √ - |b| = c / (|b| + √). Not Abs, whose derivative at 0 is 0: it must be that of the other Maximum.
        Tensor root = Tensor.Sqrt(b * b + c);
        return c / (Tensor.Maximum(b, -b) + root) + 2 * Tensor.Maximum(b, 0);
    }
}
