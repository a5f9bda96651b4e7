namespace Reparam.Bijectors;

/// <summary>y = x.</summary>
public sealed record Identity : Bijector
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x;

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => y;

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Tensor.Full(0, x.Shape);
    }
}
