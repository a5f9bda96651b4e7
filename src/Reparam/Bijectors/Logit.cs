namespace Reparam.Bijectors;

/// <summary>y = log(x / (1 - x)), from (0, 1) to ℝ: the inverse of <see cref="Sigmoid"/>;
/// log |dy/dx| = -log x - log(1 - x).</summary>
/// <remarks>-∞ at 0 and +∞ at 1; NaN outside [0, 1].</remarks>
public sealed record Logit : Bijector
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Tensor.Log(x) - Tensor.Log1p(-x);

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => Tensor.Sigmoid(y);

    /// <inheritdoc/>
    // In y, which tells numbers near 1 apart when x no longer does.
    public override Tensor LogDetJacobian(Tensor x, Tensor y) => Tensor.Softplus(-y) + Tensor.Softplus(y);
}
