namespace Reparam.Bijectors;

/// <summary>y = x - 2 v vᵀx / |v|² for vectors: the reflection at the hyperplane to which v is normal; log |det| =
/// 0.</summary>
/// <remarks>
/// Its own inverse. A chain of n of them reaches every orthogonal matrix of n rows. Tomczak and Welling (2016),
/// "Improving Variational Auto-Encoders using Householder Flow", eq. 8. v may have batch axes, which broadcast with
/// those of x.
/// </remarks>
public sealed record Householder : Bijector
{
    /// <summary>Makes the reflection.</summary>
    /// <param name="normal">v: vectors of length n, not 0; their length does not matter.</param>
    /// <exception cref="ArgumentException">v is 0, or a number is not finite.</exception>
    public Householder(Tensor normal) =>
        Normal = Events.RequireNonZero(nameof(Householder), normal, nameof(normal));

    /// <summary>v.</summary>
    public Tensor Normal { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Events.RequireLength(nameof(Householder), x, Normal.Shape[^1], nameof(x));
        Tensor share = Tensor.Sum(Normal * x, -1) / Tensor.Sum(Normal * Normal, -1);
        return x - 2 * Normal * Events.Column(share);
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => Forward(y);

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Tensor.Full(0, ForwardShape(x.Shape)[..^1]);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Shape.Broadcast(shape, Normal.Shape);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);
}
