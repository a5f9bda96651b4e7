namespace Reparam.Bijectors;

/// <summary>y = a + (D + U Uᵀ) x for vectors, with a positive diagonal D and a factor U of few columns;
/// log |det ∂y/∂x| = Σᵢ log Dᵢᵢ + log det(I + Uᵀ D⁻¹ U).</summary>
/// <remarks>
/// The matrix is symmetric and positive definite for every U. Forward costs n r multiplications for U of shape [n, r],
/// and so does the inverse, (D + U Uᵀ)⁻¹ = D⁻¹ - D⁻¹ U C⁻¹ Uᵀ D⁻¹ with C = I + Uᵀ D⁻¹ U (Woodbury 1950); the
/// determinant is by the matrix determinant lemma. The error of the inverse grows with the condition number of D + U
/// Uᵀ.
/// </remarks>
public sealed record LowRankAffine : Bijector
{
    /// <summary>Makes the map.</summary>
    /// <param name="shift">a: a vector of length n, or with batch axes before it.</param>
    /// <param name="diagonal">The diagonal of D: a vector of length n, above 0.</param>
    /// <param name="factor">U: a matrix of shape [n, r].</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a number is not finite, or an element of the diagonal
    /// is not above 0.</exception>
    public LowRankAffine(Tensor shift, Tensor diagonal, Tensor factor)
    {
        Shift = Parameter.Finite(nameof(LowRankAffine), shift);
        Diagonal = Parameter.Positive(nameof(LowRankAffine), diagonal);
        Factor = Parameter.Finite(nameof(LowRankAffine), factor);
        if (diagonal.Rank != 1 || factor.Rank != 2 || factor.Shape[0] != diagonal.Length)
        {
            throw new ArgumentException(
                "LowRankAffine: diagonal must be a vector of length n and factor a matrix of n rows, but their " +
                $"shapes are {diagonal.Shape} and {factor.Shape}.", nameof(factor));
        }
        Events.RequireLength(nameof(LowRankAffine), shift, diagonal.Length, nameof(shift));
    }

    /// <summary>a, the image of 0.</summary>
    public Tensor Shift { get; }

    /// <summary>The diagonal of D, of length n.</summary>
    public Tensor Diagonal { get; }

    /// <summary>U, of shape [n, r].</summary>
    public Tensor Factor { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Events.RequireLength(nameof(LowRankAffine), x, Diagonal.Length, nameof(x));
        Tensor inner = Events.TimesMatrix(x, Factor);
        return Shift + (Diagonal * x + Events.TimesMatrix(inner, Tensor.Transpose(Factor)));
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.RequireLength(nameof(LowRankAffine), y, Diagonal.Length, nameof(y));
        Tensor scaled = (y - Shift) / Diagonal, capacitance = CapacitanceFactor();
        Tensor columns = Tensor.Transpose(Events.Rows(Events.TimesMatrix(scaled, Factor)));
        Tensor solved = Tensor.SolveTriangular(
            capacitance, Tensor.SolveTriangular(capacitance, columns), transposed: true);
        Tensor correction = Tensor.MatMul(Tensor.Transpose(solved), Tensor.Transpose(Factor));
        return scaled - Tensor.Reshape(correction, scaled.Shape) / Diagonal;
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor logDet = Tensor.Sum(Tensor.Log(Diagonal))
            + 2 * Tensor.Sum(Tensor.Log(Tensor.Diagonal(CapacitanceFactor())));
        return Tensor.BroadcastTo(logDet, ForwardShape(x.Shape)[..^1]);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Shape.Broadcast(shape, Shift.Shape);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);

    /// <summary>The Cholesky factor of C = I + Uᵀ D⁻¹ U.</summary>
    private Tensor CapacitanceFactor()
    {
        int rank = Factor.Shape[1];
        Tensor scaled = Factor / Tensor.Reshape(Diagonal, [Diagonal.Length, 1]);
        return Tensor.Cholesky(Tensor.MatMul(Tensor.Transpose(Factor), scaled)
            + Events.Indicator(rank, rank, static (row, column) => row == column));
    }
}
