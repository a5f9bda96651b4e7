namespace Reparam.Bijectors;

/// <summary>y = xᵖ, from the positive numbers to the positive numbers, element by element;
/// log |dy/dx| = log |p| + (p - 1) log x.</summary>
/// <remarks>
/// Increasing where p is positive, decreasing where it is negative. y overflows where p log x passes 709.8 and loses
/// its precision below -708.4; its relative error is some 1.1e-16 (1 + |p log x|), and the log-determinant is right
/// everywhere.
/// </remarks>
public sealed record Power : Bijector
{
    /// <summary>Makes the map.</summary>
    /// <param name="exponent">p, finite and not 0; it broadcasts with x.</param>
    /// <exception cref="ArgumentException">An exponent is 0 or not finite.</exception>
    public Power(Tensor exponent) => Exponent = Parameter.Check(nameof(Power), exponent, nameof(exponent),
        static v => v != 0 && double.IsFinite(v), "finite and not 0",
        "An exponent of 0 maps everything to 1; its limit, in the family of Box and Cox, is the logarithm.");

    /// <summary>p.</summary>
    public Tensor Exponent { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Tensor.Pow(x, Exponent);

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => Tensor.Pow(y, 1 / Exponent);

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) =>
        Tensor.Log(Tensor.Abs(Exponent)) + (Exponent - 1) * Tensor.Log(x);

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Shape.Broadcast(shape, Exponent.Shape);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);
}
