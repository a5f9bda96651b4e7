namespace Reparam.Bijectors;

/// <summary>Hyperbolic functions of which the table of primitives has only the tangent, without cancellation.</summary>
internal static class Hyperbolic
{
    private static readonly double LogTwo = Math.Log(2);

    /// <summary>sinh x = ½ (eˣ - e⁻ˣ), precise near 0; overflows from |x| = 709.7 on.</summary>
    public static Tensor Sinh(Tensor x) => 0.5 * (Tensor.Expm1(x) - Tensor.Expm1(-x));

    /// <summary>log cosh x, which is ½ log(1 + sinh² x) and -½ log(1 - tanh² x); without overflow. Its error is that of
    /// numbers of size |x| + 1.</summary>
    public static Tensor LogCosh(Tensor x) => 0.5 * (Tensor.Softplus(2 * x) + Tensor.Softplus(-2 * x)) - LogTwo;

    /// <summary>The inverse of sinh, precise near 0 and in both tails; NaN from |x| = 1.3e154 on.</summary>
    public static Tensor Arsinh(Tensor x)
    {
        // Not Abs, whose derivative at 0 is 0.
        Tensor magnitude = Tensor.Maximum(x, -x);
        Tensor result = Tensor.Log1p(magnitude + x * x / (1 + Tensor.Sqrt(1 + x * x)));
        return Tensor.Select(x < 0, -result, result);
    }
}
