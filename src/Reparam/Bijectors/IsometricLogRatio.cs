namespace Reparam.Bijectors;

/// <summary>
/// From vectors of K - 1 numbers to the simplex: y = softmax(z), where z is the <see cref="SumToZero"/> vector of x;
/// log |det| = ½ log K + Σₖ log yₖ, in the coordinates y₁ ... yₖ₋₁.
/// </summary>
/// <remarks>
/// The inverse is the isometric log-ratio transform, xᵢ = (Σⱼ₌₁ⁱ log yⱼ - i log yᵢ₊₁) / √(i (i + 1)) (Egozcue,
/// Pawlowsky-Glahn, Mateu-Figueras and Barceló-Vidal 2003). Stan's <c>simplex</c> from 2.37 on (Stan Reference Manual,
/// "Unit simplex"); <see cref="StickBreaking"/> is the one before. No element of the simplex is preferred, and x = 0 is
/// the simplex of equal parts. Computed in logarithms: a part below 1e-308 loses its relative precision, and one below
/// 5e-324 is 0 and has no inverse: safe while the length of x stays below 500. The log-determinant, computed from x,
/// is right everywhere.
/// </remarks>
public sealed record IsometricLogRatio : Bijector
{
    private static readonly SumToZero Plane = new();

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Events.Require(nameof(IsometricLogRatio), x, 1, nameof(x));
        Tensor z = Plane.Forward(x);
        return Tensor.Exp(z - Total(z));
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.Require(nameof(IsometricLogRatio), y, 1, nameof(y));
        if (y.Shape[^1] == 0)
        {
            throw new ArgumentException(
                $"IsometricLogRatio: y has shape {y.Shape}, but a simplex has at least one element.", nameof(y));
        }
        return Plane.Inverse(Tensor.Log(y));
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        Events.Require(nameof(IsometricLogRatio), x, 1, nameof(x));
        // Σₖ log yₖ = Σₖ zₖ - K log Σ exp z, and the first sum is 0.
        int parts = x.Shape[^1] + 1;
        return 0.5 * Math.Log(parts) - parts * Tensor.LogSumExp(Plane.Forward(x), -1);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Plane.ForwardShape(shape);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => Plane.InverseShape(shape);

    /// <summary>log Σₖ exp zₖ, with an axis of length 1.</summary>
    private static Tensor Total(Tensor z) =>
        Tensor.Reshape(Tensor.LogSumExp(z, -1), Events.WithLast(z.Shape, 1));
}
