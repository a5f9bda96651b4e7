using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>The triangular factor R of A = Q R, for tall dense matrices.</summary>
/// <remarks>
/// Householder reflections (Golub and Van Loan 2013, section 5.2.2), block of rows after block of rows, each stacked
/// under the factor of those before it (Demmel, Grigori, Hoemmen and Langou 2012). R is the exact factor of a matrix
/// each of whose columns differs from that of A by a small multiple of ε times its own norm, whatever the rank and
/// however different the norms (Higham 2002, theorem 19.4). Sums run in an order that the sizes alone fix.
/// </remarks>
internal static class HouseholderQr
{
    private const int LeastBlock = 256;

    // Of a column whose greatest element is 1 to 2: what is less counts as 0, before its square underflows.
    private const double LeastSquare = 1e-280;

    /// <summary>R, upper triangular and row-major, of order <paramref name="columns"/>: RᵀR = AᵀA. The signs of its
    /// rows are arbitrary.</summary>
    /// <param name="matrix">A, row-major and finite; it may have fewer rows than columns.</param>
    /// <param name="columns">The number of columns.</param>
    public static double[] UpperFactor(ReadOnlySpan<double> matrix, int columns)
    {
        int rows = columns == 0 ? 0 : matrix.Length / columns;
        int block = Math.Max(LeastBlock, 4 * columns);
        int height = columns + block;
        double[] scales = Scales(matrix, columns);

        // Column-major: the factor so far in the first rows of each column, new rows below.
        var stack = new double[columns * height];
        for (int start = 0; start < rows; start += block)
        {
            int count = Math.Min(block, rows - start);
            for (int j = 0; j < columns; j++)
            {
                Span<double> column = stack.AsSpan(j * height, height);
                column[Math.Min(j + 1, columns)..].Clear();
                for (int i = 0; i < count; i++)
                {
                    column[columns + i] = matrix[(start + i) * columns + j] * scales[j];
                }
            }
            Reflect(stack, columns, height, columns + count);
        }

        var upper = new double[columns * columns];
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i <= j; i++)
            {
                upper[i * columns + j] = stack[j * height + i] / scales[j];
            }
        }
        return upper;
    }

    /// <summary>Powers of two that take the greatest element of each column to between 1 and 2, so that squares
    /// neither overflow nor underflow; exact.</summary>
    private static double[] Scales(ReadOnlySpan<double> matrix, int columns)
    {
        var scales = new double[columns];
        for (int e = 0; e < matrix.Length; e++)
        {
            scales[e % columns] = Math.Max(scales[e % columns], Math.Abs(matrix[e]));
        }
        for (int j = 0; j < columns; j++)
        {
            // 2¹⁰²³ at most: the inverse of the scale of a subnormal column would overflow.
            scales[j] = scales[j] > 0 ? Math.ScaleB(1, -Math.Max(Math.ILogB(scales[j]), -1022)) : 1;
        }
        return scales;
    }

    /// <summary>Makes the first <paramref name="used"/> rows of a column-major matrix upper triangular.</summary>
    private static void Reflect(double[] matrix, int columns, int height, int used)
    {
        for (int j = 0; j < columns; j++)
        {
            Span<double> v = matrix.AsSpan(j * height + j, used - j);
            double square = DenseCholesky.InnerProduct(v, v);
            if (square < LeastSquare)
            {
                v.Clear();
                continue;
            }
            double norm = Math.Sqrt(square);

            // Away from zero: x₁ ± ‖x‖ must not cancel.
            double image = v[0] > 0 ? -norm : norm;
            v[0] -= image;
            double factor = -1 / (image * v[0]);
            for (int other = j + 1; other < columns; other++)
            {
                Span<double> column = matrix.AsSpan(other * height + j, used - j);
                Add(column, v, -factor * DenseCholesky.InnerProduct(v, column));
            }
            v[0] = image;
        }
    }

    /// <summary>target + factor · source, in place.</summary>
    private static void Add(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        Span<Vector256<double>> packs = MemoryMarshal.Cast<double, Vector256<double>>(target);
        ReadOnlySpan<Vector256<double>> added = MemoryMarshal.Cast<double, Vector256<double>>(source)[..packs.Length];
        Vector256<double> factors = Vector256.Create(factor);
        for (int i = 0; i < packs.Length; i++)
        {
            packs[i] += factors * added[i];
        }
        for (int i = packs.Length * 4; i < target.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }
}
