namespace Reparam.Bijectors;

/// <summary>y = x + β̂ (x - c) / (α + r) with r = |x - c|, for vectors of length n, a flow layer that pulls towards a
/// centre or pushes from it; log |det| = (n - 1) log(1 + β̂ / (α + r)) + log(1 + α β̂ / (α + r)²).</summary>
/// <remarks>
/// <para>Rezende and Mohamed (2015), "Variational Inference with Normalizing Flows", eq. 14. The map is one to one
/// where β̂ > -α, so β is free and β̂ = softplus(β) - α (their appendix A.2). All factors are computed as quotients of
/// sums of positive numbers.</para>
/// <para>Lengths go from r to r (r + softplus β) / (α + r), which is a quadratic equation for r: the inverse is in
/// closed form. At x = c the log-determinant has a kink, and its gradient there is given as 0. Parameters may have
/// batch axes, which broadcast with those of x.</para>
/// </remarks>
public sealed record Radial : Bijector
{
    /// <summary>A square below all that is not 0 for a reason, at which the derivative of the root is still
    /// finite.</summary>
    private const double Tiny = 1e-300;

    /// <summary>Makes the layer.</summary>
    /// <param name="centre">c: vectors of length n.</param>
    /// <param name="scale">α, above 0: a number, or one for each element of the batch.</param>
    /// <param name="strength">β, unconstrained: a number, or one for each element of the batch.</param>
    /// <exception cref="ArgumentException">A scale is not above 0, a number is not finite, or the shapes do not
    /// fit.</exception>
    public Radial(Tensor centre, Tensor scale, Tensor strength)
    {
        Centre = Events.Require(nameof(Radial), Parameter.Finite(nameof(Radial), centre), 1, nameof(centre));
        Scale = Parameter.Positive(nameof(Radial), scale);
        Strength = Parameter.Finite(nameof(Radial), strength);
        _ = ForwardShape(centre.Shape);
    }

    /// <summary>c.</summary>
    public Tensor Centre { get; }

    /// <summary>α.</summary>
    public Tensor Scale { get; }

    /// <summary>β, before it is moved so that the map is one to one.</summary>
    public Tensor Strength { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <summary>α + β̂.</summary>
    private Tensor Sum => Tensor.Softplus(Strength);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Tensor centred = Centred(x, nameof(x)), r = Length(centred);
        return Centre + centred * Events.Column((r + Sum) / (r + Scale));
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        // r² + (softplus β - R) r - α R = 0 for R = |y - c|.
        Tensor centred = Centred(y, nameof(y)), length = Length(centred);
        Tensor r = 0.5 * Hyperbolic.PlusRoot(length - Sum, 4 * Scale * length);
        return Centre + centred * Events.Column((r + Scale) / (r + Sum));
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        Tensor r = Length(Centred(x, nameof(x))), outer = Tensor.Log(r + Scale);
        // (α + r)² + α β̂ = r (r + 2 α) + α softplus β.
        Tensor along = Tensor.Log(r * (r + 2 * Scale) + Scale * Sum) - 2 * outer;
        return (Centre.Shape[^1] - 1) * (Tensor.Log(r + Sum) - outer) + along;
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Shape.Broadcast(Shape.Broadcast(shape, Centre.Shape),
        Shape.Broadcast(Scale.Shape, Strength.Shape).Append([1]));

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);

    private Tensor Centred(Tensor x, string name) =>
        Events.RequireLength(nameof(Radial), x, Centre.Shape[^1], name) - Centre;

    /// <summary>|x - c|, whose derivative at 0 is given as 0.</summary>
    private static Tensor Length(Tensor centred) =>
        Tensor.Sqrt(Tensor.Maximum(Tensor.Sum(centred * centred, -1), Tiny));
}
