namespace Reparam;

public sealed partial class Tensor
{
    /// <summary>The diagonal of a square matrix.</summary>
    /// <param name="x">A matrix of shape [n, n].</param>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static Tensor Diagonal(Tensor x)
    {
        int n = Rows("Diagonal", x);
        return Take(x, "diagonal", [.. Enumerable.Range(0, n).Select(i => i * (n + 1))], [n]);
    }

    /// <summary>A square matrix with a vector on its diagonal and zeros elsewhere.</summary>
    /// <param name="x">A vector of length n.</param>
    public static Tensor DiagonalMatrix(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        int n = x.Length;
        return Take(x, "diagonal_matrix",
            [.. Enumerable.Range(0, n * n).Select(e => e / n == e % n ? e / n : -1)], [n, n]);
    }

    /// <summary>A square matrix with its elements above the diagonal set to zero.</summary>
    /// <param name="x">A matrix of shape [n, n].</param>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static Tensor LowerTriangle(Tensor x)
    {
        int n = Rows("LowerTriangle", x);
        return Take(x, "lower_triangle", [.. Enumerable.Range(0, n * n).Select(e => e % n <= e / n ? e : -1)], [n, n]);
    }

    /// <summary>A lower triangular matrix from its elements row by row: (0,0), (1,0), (1,1), (2,0), ...</summary>
    /// <param name="x">A vector of n (n + 1) / 2 elements, or of n (n - 1) / 2 when the diagonal is left out.</param>
    /// <param name="n">The number of rows.</param>
    /// <param name="strict">Whether the diagonal is left out, and zero.</param>
    public static Tensor LowerTriangular(Tensor x, int n, bool strict = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Size != n * (n + (strict ? -1 : 1)) / 2)
        {
            throw new ArgumentException(
                $"LowerTriangular: {x.Size} elements do not fill the {(strict ? "strict " : "")}lower triangle of " +
                $"{n} rows.", nameof(x));
        }
        var source = new int[n * n];
        Array.Fill(source, -1);
        for (int i = 0, next = 0; i < n; i++)
        {
            for (int j = 0; j < (strict ? i : i + 1); j++)
            {
                source[i * n + j] = next++;
            }
        }
        return Take(x, "lower_triangular", source, [n, n]);
    }

    /// <summary>The rows of a square matrix.</summary>
    private static int Rows(string operation, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Rank == 2 && x.Shape[0] == x.Shape[1]
            ? x.Shape[0]
            : throw new ArgumentException($"{operation}: a square matrix is needed, but the shape is {x.Shape}.",
                nameof(x));
    }
}
