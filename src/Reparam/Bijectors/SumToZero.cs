namespace Reparam.Bijectors;

/// <summary>
/// From vectors of K - 1 numbers to vectors of K numbers that sum to 0, by an isometry:
/// yₖ = Σᵢ₌ₖ xᵢ / √(i (i + 1)) - (k - 1) xₖ₋₁ / √((k - 1) k). Lengths stay as they are, so log |det| = 0.
/// </summary>
/// <remarks>
/// Stan's <c>sum_to_zero_vector</c>, from 2.36 on (Stan Reference Manual, "Zero sum vector"; Egozcue, Pawlowsky-Glahn,
/// Mateu-Figueras and Barceló-Vidal 2003). Volume is that of the hyperplane Σ yₖ = 0, so a standard normal x makes y
/// normal there, with covariance I - 1/K and no element preferred. Errors are those of sums of numbers of the size of
/// the greatest element.
/// </remarks>
public sealed record SumToZero : Bijector
{
    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Events.Require(nameof(SumToZero), x, 1, nameof(x));
        return Events.TimesMatrix(x, Basis(x.Shape[^1]));
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.Require(nameof(SumToZero), y, 1, nameof(y));
        if (y.Shape[^1] == 0)
        {
            throw new ArgumentException(
                $"SumToZero: y has shape {y.Shape}, but a sum of zero needs at least one element.", nameof(y));
        }
        return Events.TimesMatrix(y, Tensor.Transpose(Basis(y.Shape[^1] - 1)));
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        Events.Require(nameof(SumToZero), x, 1, nameof(x));
        return Tensor.Full(0, x.Shape[..^1]);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Events.WithLast(shape, shape[^1] + 1);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => Events.WithLast(shape, shape[^1] - 1);

    /// <summary>Rows of length 1, at right angles to each other and to the vector of ones: row i is
    /// (1, ..., 1, -i, 0, ...) / √(i (i + 1)), with i ones.</summary>
    private static Tensor Basis(int free)
    {
        var rows = new double[free * (free + 1)];
        for (int i = 1; i <= free; i++)
        {
            double scale = 1 / Math.Sqrt(i * (i + 1.0));
            rows.AsSpan((i - 1) * (free + 1), i).Fill(scale);
            rows[(i - 1) * (free + 1) + i] = -i * scale;
        }
        return Tensor.Constant(rows, [free, free + 1]);
    }
}
