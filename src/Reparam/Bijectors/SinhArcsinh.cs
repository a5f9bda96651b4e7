namespace Reparam.Bijectors;

/// <summary>y = sinh(τ (arsinh x + ε)), from ℝ to ℝ, element by element;
/// log |dy/dx| = log τ + log cosh(τ (arsinh x + ε)) - ½ log(1 + x²).</summary>
/// <remarks>
/// Makes a normal variable skew to the right for ε above 0, and heavier in the tails for τ above 1, lighter below: the
/// inverse of the transformation of Jones and Pewsey (2009), "Sinh-arcsinh Distributions", eq. 1, with their ε and
/// their δ = 1/τ. The inverse is the map with 1/τ and -τ ε. y overflows where τ (arsinh x + ε) passes 709.7, and |x|
/// must stay below 1.3e154.
/// </remarks>
public sealed record SinhArcsinh : Bijector
{
    /// <summary>Makes the map.</summary>
    /// <param name="skewness">ε, finite; 0 for a symmetric map.</param>
    /// <param name="tailWeight">τ, above 0; 1 leaves the tails as they are.</param>
    /// <exception cref="ArgumentException">The skewness is not finite, a tail weight is not above 0, or the shapes do
    /// not broadcast.</exception>
    public SinhArcsinh(Tensor skewness, Tensor tailWeight)
    {
        Skewness = Parameter.Finite(nameof(SinhArcsinh), skewness);
        TailWeight = Parameter.Positive(nameof(SinhArcsinh), tailWeight);
        _ = Shape.Broadcast(skewness.Shape, tailWeight.Shape);
    }

    /// <summary>ε.</summary>
    public Tensor Skewness { get; }

    /// <summary>τ.</summary>
    public Tensor TailWeight { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Hyperbolic.Sinh(TailWeight * (Hyperbolic.Arsinh(x) + Skewness));

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => Hyperbolic.Sinh(Hyperbolic.Arsinh(y) / TailWeight - Skewness);

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        Tensor angle = Hyperbolic.Arsinh(x);
        return Tensor.Log(TailWeight) + Hyperbolic.LogCosh(TailWeight * (angle + Skewness))
            - Hyperbolic.LogCosh(angle);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) =>
        Shape.Broadcast(shape, Shape.Broadcast(Skewness.Shape, TailWeight.Shape));

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);
}
