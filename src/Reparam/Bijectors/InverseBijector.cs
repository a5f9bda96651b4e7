namespace Reparam.Bijectors;

/// <summary>The inverse of another map, as a map: y = f⁻¹(x), with log |det ∂y/∂x| = -log |det ∂f/∂y|.</summary>
public sealed record InverseBijector : Bijector
{
    /// <summary>Makes the map.</summary>
    /// <param name="of">f.</param>
    public InverseBijector(Bijector of)
    {
        ArgumentNullException.ThrowIfNull(of);
        Of = of;
    }

    /// <summary>f, the map that is inverted.</summary>
    public Bijector Of { get; }

    /// <inheritdoc/>
    public override int EventRank => Of.ForwardEventRank;

    /// <inheritdoc/>
    public override int ForwardEventRank => Of.EventRank;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Of.Inverse(x);

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => Of.Forward(y);

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) => -Of.LogDetJacobian(y, x);

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Of.InverseShape(shape);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => Of.ForwardShape(shape);
}
