namespace Reparam.Bijectors;

/// <summary>y = shift + scale · x on vectors, element by element: an affine map with a diagonal matrix.</summary>
/// <remarks>log |det| = Σ log |scaleᵢ|: one number a vector, where an elementwise map has one an element.</remarks>
public sealed record DiagonalAffine : Bijector
{
    /// <summary>Makes the map.</summary>
    /// <param name="shift">A vector of length n.</param>
    /// <param name="scale">A vector of length n without zeros.</param>
    public DiagonalAffine(Tensor shift, Tensor scale)
    {
        ArgumentNullException.ThrowIfNull(shift);
        ArgumentNullException.ThrowIfNull(scale);
        Shift = shift;
        Scale = scale;
    }

    /// <summary>What is added.</summary>
    public Tensor Shift { get; }

    /// <summary>The diagonal of the matrix.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Shift + Scale * x;

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => (y - Shift) / Scale;

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Tensor.BroadcastTo(Tensor.Sum(Tensor.Log(Tensor.Abs(Scale))), x.Shape[..^1]);
    }
}
