using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Lower triangular factors of covariance matrices: their checks, and their products and systems for each
/// vector of a batch.</summary>
internal static class TriangularFactor
{
    /// <summary>The factor, which must be square with n rows, finite, and have a diagonal above 0.</summary>
    /// <param name="distribution">Who speaks.</param>
    /// <param name="factor">The lower triangular matrix.</param>
    /// <param name="n">The number of rows.</param>
    /// <param name="to">What it must fit, such as "to fit loc of shape [3]".</param>
    /// <param name="what">What it is, such as "the lower Cholesky factor of the covariance".</param>
    /// <param name="name">The name of the parameter.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static Tensor Require(string distribution, Tensor factor, int n, string to, string what, string name)
    {
        Parameter.Finite(distribution, factor, name);
        if (factor.Shape != [n, n])
        {
            throw new ArgumentException(
                $"{distribution}: {name} must have shape {Shape.Create([n, n])} {to}, but its shape is " +
                $"{factor.Shape}. Pass {what}.", name);
        }
        if (factor.Attributes is ConstantAttributes)
        {
            double[] diagonal = Diagonal(factor).ToArray();
            int i = Array.FindIndex(diagonal, static v => v <= 0);
            if (i >= 0)
            {
                throw new ArgumentException(
                    $"{distribution}: the diagonal of {name} must be above 0, but {name}{Shape.Create([i, i])} = " +
                    $"{Parameter.Text(diagonal[i])}. Pass {what}.", name);
            }
        }
        return factor;
    }

    /// <summary>The factor of a matrix of rows and columns as many as it has, which must be square.</summary>
    /// <exception cref="ArgumentException">It has not two axes of one length, or is no factor.</exception>
    public static Tensor Require(string distribution, Tensor factor, string what, string name)
    {
        Parameter.Axes(distribution, factor, 2, $"Pass {what}.", name);
        return Require(distribution, factor, factor.Length, "with as many columns as rows", what, name);
    }

    /// <summary>The matrix, which must be symmetric and positive definite where it is numbers.</summary>
    /// <exception cref="ArgumentException">It is not, or its shape is not [n, n].</exception>
    public static Tensor RequireCovariance(string distribution, Tensor matrix, int n, string name)
    {
        ArgumentNullException.ThrowIfNull(matrix, name);
        if (matrix.Shape != [n, n])
        {
            throw new ArgumentException(
                $"{distribution}: {name} must have shape {Shape.Create([n, n])} to fit loc, but its shape is " +
                $"{matrix.Shape}. Pass one row and one column for each element of a vector.", name);
        }
        return matrix.Attributes is ConstantAttributes { Values: var values } &&
            Support.CovarianceMatrix(n).Violation(values, matrix.Shape) is { } violation
            ? throw new ArgumentException(
                $"{distribution}: in {name}, {violation}. If rounding broke it, add a little to the diagonal.", name)
            : matrix;
    }

    /// <summary>L v for each vector v of the batch; only the lower triangle of L is read.</summary>
    public static Tensor Times(Tensor lower, Tensor vectors)
    {
        Tensor clean = LowerTriangle(lower);
        return vectors.Rank == 1
            ? MatMul(clean, vectors)
            : Reshape(MatMul(Reshape(vectors, [vectors.Shape[..^1].Size, vectors.Shape[^1]]), Transpose(clean)),
                vectors.Shape);
    }

    /// <summary>L⁻¹ v for each vector v of the batch, which share one solve.</summary>
    public static Tensor Solve(Tensor lower, Tensor vectors, bool transposed = false)
    {
        if (vectors.Rank == 1)
        {
            return SolveTriangular(lower, vectors, transposed);
        }
        Tensor columns = Transpose(Reshape(vectors, [vectors.Shape[..^1].Size, lower.Length]));
        return Reshape(Transpose(SolveTriangular(lower, columns, transposed)), vectors.Shape);
    }

    /// <summary>L⁻¹ B for each factor L of the batch.</summary>
    public static Tensor SolveEach(Tensor lowers, Tensor right)
    {
        if (lowers.Rank == 2)
        {
            return SolveTriangular(lowers, right);
        }
        Tensor flat = Reshape(lowers, [lowers.Shape[..^2].Size, lowers.Shape[^2], lowers.Shape[^1]]);
        return Reshape(Stack([.. Enumerable.Range(0, flat.Length).Select(i => SolveTriangular(flat[i], right))]),
            lowers.Shape[..^2].Append(right.Shape));
    }

    /// <summary>L B for each matrix B of the batch.</summary>
    public static Tensor TimesMatrices(Tensor lower, Tensor matrices) => Flip(Times(lower, Flip(matrices)));

    /// <summary>L⁻¹ B for each matrix B of the batch.</summary>
    public static Tensor SolveMatrices(Tensor lower, Tensor matrices) => Flip(Solve(lower, Flip(matrices)));

    /// <summary>log det L.</summary>
    public static Tensor LogDet(Tensor lower) => Sum(Log(Diagonal(lower)));

    /// <summary>The diagonal of L Lᵀ.</summary>
    public static Tensor Variances(Tensor lower) => Sum(Square(LowerTriangle(lower)), -1);

    /// <summary>L Lᵀ.</summary>
    public static Tensor Covariance(Tensor lower)
    {
        Tensor clean = LowerTriangle(lower);
        return MatMul(clean, Transpose(clean));
    }

    /// <summary>The sum of the squares of each matrix of the batch.</summary>
    public static Tensor SquaredNorm(Tensor matrices) => Sum(Square(matrices), -1, -2);

    /// <summary>Each matrix of the batch transposed.</summary>
    public static Tensor Flip(Tensor matrices)
    {
        int rank = matrices.Rank;
        return Transpose(matrices, [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);
    }
}
