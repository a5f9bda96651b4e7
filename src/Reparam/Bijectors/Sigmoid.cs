namespace Reparam.Bijectors;

/// <summary>y = 1 / (1 + e⁻ˣ), from ℝ to (0, 1);
/// log |dy/dx| = log y + log(1 - y) = -softplus(-x) - softplus(x).</summary>
/// <remarks>
/// Stan's <c>lower=0, upper=1</c>. y rounds to 1 from x = 37 on and underflows to 0 below -745; log |dy/dx| is right
/// everywhere. The inverse can be no better than y is known: near 1 its absolute error is 1.1e-16 / (1 - y).
/// </remarks>
public sealed record Sigmoid : Bijector
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Tensor.Sigmoid(x);

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => Tensor.Log(y) - Tensor.Log1p(-y);

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) => -(Tensor.Softplus(-x) + Tensor.Softplus(x));
}
