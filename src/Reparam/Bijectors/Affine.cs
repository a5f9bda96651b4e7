namespace Reparam.Bijectors;

/// <summary>y = a + b x, element by element; log |dy/dx| = log |b|.</summary>
/// <remarks>
/// The Gaussian standardisation x = σ y + μ is this map with shift μ and scale σ. Shift and scale broadcast with x.
/// Decreasing where the scale is negative.
/// </remarks>
public sealed record Affine : Bijector
{
    /// <summary>Makes the map.</summary>
    /// <param name="shift">a, finite.</param>
    /// <param name="scale">b, finite and not 0; may be negative.</param>
    /// <exception cref="ArgumentException">A number is not finite, or a scale is 0, or the shapes do not
    /// broadcast.</exception>
    public Affine(Tensor shift, Tensor scale)
    {
        Shift = Parameter.Finite(nameof(Affine), shift);
        Scale = Parameter.Check(nameof(Affine), scale, nameof(scale), static v => v != 0 && double.IsFinite(v),
            "finite and not 0", "A scale of 0 maps everything to one point.");
        _ = Shape.Broadcast(shift.Shape, scale.Shape);
    }

    /// <summary>a, the image of 0.</summary>
    public Tensor Shift { get; }

    /// <summary>b, the slope.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Shift + Scale * x;

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => (y - Shift) / Scale;

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Tensor.BroadcastTo(Tensor.Log(Tensor.Abs(Scale)), ForwardShape(x.Shape));
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) =>
        Shape.Broadcast(shape, Shape.Broadcast(Shift.Shape, Scale.Shape));

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);
}
