namespace Reparam.Bijectors;

/// <summary>y = tanh x, from ℝ to (-1, 1), element by element; log |dy/dx| = log(1 - y²) = -2 log cosh x.</summary>
/// <remarks>y rounds to ±1 from |x| = 19.1 on; log |dy/dx| is right everywhere. The inverse can be no better than y is
/// known: near ±1 its absolute error is 1.1e-16 / (1 - y²). <see cref="Interval"/> from -1 to 1 is the same map at half
/// of x, less precise near 0.</remarks>
public sealed record Tanh : Bijector
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Tensor.Tanh(x);

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => 0.5 * (Tensor.Log1p(y) - Tensor.Log1p(-y));

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) => -2 * Hyperbolic.LogCosh(x);
}
