namespace Reparam.Bijectors;

/// <summary>y = x + û tanh(wᵀx + b) for vectors, a flow layer that pushes along one direction;
/// log |det| = log(1 + wᵀû (1 - tanh²(wᵀx + b))).</summary>
/// <remarks>
/// <para>Rezende and Mohamed (2015), "Variational Inference with Normalizing Flows", eq. 10-12. The map is one to one
/// where wᵀû > -1, so u is free and û = u + (m - wᵀu) w / |w|² with wᵀû = m = softplus(wᵀu) - 1 (their appendix A.1).
/// The log-determinant is computed without cancellation.</para>
/// <para>There is no inverse in closed form: wᵀx is found as the root of an increasing function, by 53 bisections and
/// two Newton steps, and is differentiable up to the third order. With wᵀu below -30 the map is flat in double
/// precision where wᵀx = -b, and the inverse loses its digits there. Parameters may have batch axes, which broadcast
/// with those of x.</para>
/// </remarks>
public sealed record Planar : Bijector
{
    /// <summary>Makes the layer.</summary>
    /// <param name="weight">w: vectors of length n, not 0.</param>
    /// <param name="scale">u: vectors of length n, unconstrained.</param>
    /// <param name="bias">b: a number, or one for each element of the batch.</param>
    /// <exception cref="ArgumentException">w is 0, a number is not finite, or the shapes do not fit.</exception>
    public Planar(Tensor weight, Tensor scale, Tensor bias)
    {
        Weight = Events.RequireNonZero(nameof(Planar), weight, nameof(weight));
        Scale = Events.RequireLength(
            nameof(Planar), Parameter.Finite(nameof(Planar), scale), weight.Shape[^1], nameof(scale));
        Bias = Parameter.Finite(nameof(Planar), bias);
        _ = ForwardShape(weight.Shape);
    }

    /// <summary>w.</summary>
    public Tensor Weight { get; }

    /// <summary>u, before it is moved so that the map is one to one.</summary>
    public Tensor Scale { get; }

    /// <summary>b.</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <summary>softplus(wᵀu) = 1 + wᵀû, the slope of the map along w at wᵀx = -b.</summary>
    private Tensor Slope => Tensor.Softplus(Tensor.Sum(Weight * Scale, -1));

    /// <summary>û.</summary>
    private Tensor Direction => Scale + Weight * Events.Column(
        (Slope - 1 - Tensor.Sum(Weight * Scale, -1)) / Tensor.Sum(Weight * Weight, -1));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x + Direction * Events.Column(Tensor.Tanh(Angle(x, nameof(x))));

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        // With t = wᵀx + b: wᵀy + b = t + wᵀû tanh t.
        Tensor angle = TanhRoot.Solve(Slope - 1, 1, 0, Angle(y, nameof(y)));
        return y - Direction * Events.Column(Tensor.Tanh(angle));
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        // 1 + wᵀû (1 - tanh²) = tanh² + softplus(wᵀu) (1 - tanh²), a sum of positive numbers.
        Tensor angle = Angle(x, nameof(x)), tanh = Tensor.Tanh(angle);
        return Tensor.BroadcastTo(
            Tensor.Log(tanh * tanh + Slope * Tensor.Exp(-2 * Hyperbolic.LogCosh(angle))), ForwardShape(x.Shape)[..^1]);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Shape.Broadcast(Shape.Broadcast(shape, Weight.Shape),
        Shape.Broadcast(Scale.Shape, Bias.Shape.Append([1])));

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);

    private Tensor Angle(Tensor x, string name) =>
        Tensor.Sum(Weight * Events.RequireLength(nameof(Planar), x, Weight.Shape[^1], name), -1) + Bias;
}
