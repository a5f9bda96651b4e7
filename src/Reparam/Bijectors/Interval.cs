using Reparam.Primitives;

namespace Reparam.Bijectors;

/// <summary>y = a + (b - a) / (1 + e⁻ˣ), from ℝ to (a, b), element by element;
/// log |dy/dx| = log(b - a) - softplus(-x) - softplus(x).</summary>
/// <remarks>
/// Stan's <c>lower=a, upper=b</c> (Stan Reference Manual, "Lower and upper bounded scalar"). y rounds to b from about
/// x = 37 on, and to a from about x = -37 on unless a is 0; log |dy/dx| is right everywhere.
/// </remarks>
public sealed record Interval : Bijector
{
    /// <summary>Makes the map.</summary>
    /// <param name="lower">a, finite.</param>
    /// <param name="upper">b, finite and above a.</param>
    /// <exception cref="ArgumentException">A bound is not finite, b is not above a, or the shapes do not
    /// broadcast.</exception>
    public Interval(Tensor lower, Tensor upper)
    {
        Lower = Parameter.Finite(nameof(Interval), lower);
        Upper = Parameter.Finite(nameof(Interval), upper);
        _ = Shape.Broadcast(lower.Shape, upper.Shape);
        if (lower.Attributes is ConstantAttributes && upper.Attributes is ConstantAttributes)
        {
            Parameter.Check(nameof(Interval), Tensor.From(Width.ToArray(), Width.Shape), "upper - lower",
                static v => v > 0 && double.IsFinite(v), "above 0 and finite",
                "The upper bound must lie above the lower one.");
        }
    }

    /// <summary>a, the lower bound.</summary>
    public Tensor Lower { get; }

    /// <summary>b, the upper bound.</summary>
    public Tensor Upper { get; }

    private Tensor Width => Upper - Lower;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Lower + Width * Tensor.Sigmoid(x);

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => Tensor.Log(y - Lower) - Tensor.Log(Upper - y);

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) =>
        Tensor.Log(Width) - (Tensor.Softplus(-x) + Tensor.Softplus(x));

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Shape.Broadcast(shape, Width.Shape);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);
}
