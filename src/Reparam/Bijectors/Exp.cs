namespace Reparam.Bijectors;

/// <summary>y = eˣ, from ℝ to the positive numbers; log |dy/dx| = x. Stan's <c>lower=0</c>.</summary>
/// <remarks>Overflows to +∞ from x = 709.8 on and underflows to 0 below -745.</remarks>
public sealed record Exp : Bijector
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Tensor.Exp(x);

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => Tensor.Log(y);

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) => x;
}
