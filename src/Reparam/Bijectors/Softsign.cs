namespace Reparam.Bijectors;

/// <summary>y = x / (1 + |x|), from ℝ to (-1, 1), element by element; log |dy/dx| = -2 log(1 + |x|).</summary>
/// <remarks>Once continuously differentiable: the second derivative jumps at 0. It approaches ±1 slowly, so the inverse
/// loses digits slowly: its relative error is 1.1e-16 (1 + |x|).</remarks>
public sealed record Softsign : Bijector
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x / (1 + Tensor.Abs(x));

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => y / (1 - Tensor.Abs(y));

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) => -2 * Tensor.Log1p(Tensor.Abs(x));
}
