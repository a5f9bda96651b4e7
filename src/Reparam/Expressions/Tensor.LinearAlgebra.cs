using Reparam.Primitives;

namespace Reparam;

public sealed partial class Tensor
{
    /// <summary>The matrix product, as in NumPy: matrix times matrix, matrix times vector, vector times matrix, or the
    /// dot product of two vectors.</summary>
    /// <param name="left">A tensor of rank 1 or 2.</param>
    /// <param name="right">A tensor of rank 1 or 2.</param>
    /// <exception cref="ArgumentException">The ranks are not 1 or 2, or the inner lengths differ.</exception>
    public static Tensor MatMul(Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Rank is < 1 or > 2 || right.Rank is < 1 or > 2)
        {
            throw new ArgumentException(
                $"MatMul: vectors and matrices are needed, but the shapes are {left.Shape} and {right.Shape}.");
        }
        Tensor a = left.Rank == 2 ? left : Reshape(left, [1, left.Size]);
        Tensor b = right.Rank == 2 ? right : Reshape(right, [right.Size, 1]);
        return Reshape(MatrixProducts.Multiply(a, b), left.Shape[..^1].Append(right.Rank == 2 ? right.Shape[1..] : []));
    }

    /// <summary>The matrix a bᵀ of two vectors.</summary>
    /// <param name="a">A vector of length m.</param>
    /// <param name="b">A vector of length n.</param>
    public static Tensor Outer(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Reshape(a, [a.Size, 1]) * Reshape(b, [1, b.Size]);
    }

    /// <summary>The lower Cholesky factor L of A = L Lᵀ.</summary>
    /// <param name="x">A symmetric positive definite matrix; only its lower triangle is read. Where it is not positive
    /// definite the result is NaN.</param>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static Tensor Cholesky(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return new(Triangular.Cholesky, null, x);
    }

    /// <summary>The solution X of L X = B, or of Lᵀ X = B.</summary>
    /// <param name="lower">A lower triangular matrix of shape [n, n]; only its lower triangle is read.</param>
    /// <param name="right">A vector of length n or a matrix of n rows.</param>
    /// <param name="transposed">Whether to solve with the transpose of L.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor SolveTriangular(Tensor lower, Tensor right, bool transposed = false)
    {
        ArgumentNullException.ThrowIfNull(lower);
        ArgumentNullException.ThrowIfNull(right);
        return right.Rank == 1
            ? Reshape(new(Triangular.Solve, transposed, lower, Reshape(right, [right.Size, 1])), right.Shape)
            : new(Triangular.Solve, transposed, lower, right);
    }

    /// <summary>The running sum along the last axis.</summary>
    /// <param name="x">A vector or a matrix.</param>
    /// <exception cref="ArgumentException">The rank is not 1 or 2.</exception>
    public static Tensor CumulativeSum(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank is < 1 or > 2)
        {
            throw new ArgumentException(
                $"CumulativeSum: a vector or a matrix is needed, but the shape is {x.Shape}. Reshape it first.",
                nameof(x));
        }
        int n = x.Shape[^1];
        var ones = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            ones.AsSpan(i * n + i, n - i).Fill(1);
        }
        return MatMul(x, Constant(ones, [n, n]));
    }
}
