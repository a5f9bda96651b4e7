namespace Reparam.Bijectors;

/// <summary>y = log(1 + eˣ), from ℝ to the positive numbers; log |dy/dx| = log σ(x) = -softplus(-x).</summary>
/// <remarks>Close to x for large x, so it does not overflow; underflows to 0 below x = -745. The inverse is
/// y + log(1 - e⁻ʸ), accurate at both ends.</remarks>
public sealed record Softplus : Bijector
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Tensor.Softplus(x);

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => y + Tensor.Log(-Tensor.Expm1(-y));

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) => Tensor.LogSigmoid(x);
}
