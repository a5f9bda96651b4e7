using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>The Cholesky factorisation A = L Lᵀ of dense symmetric matrices of moderate order, row-major.</summary>
/// <remarks>
/// Nothing here allocates. Sums run in an order fixed by the length alone, so results have the same bits on every
/// machine. Row by row (Golub and Van Loan 2013, section 4.2.5): every inner loop is a product of two contiguous rows.
/// </remarks>
internal static class DenseCholesky
{
    /// <summary>Factors A + shift·I; false if that is not numerically positive definite or holds a NaN.</summary>
    /// <param name="matrix">A, n² values, of which the lower triangle is read.</param>
    /// <param name="shift">Added to the diagonal.</param>
    /// <param name="lower">Receives L with zeros above the diagonal; may be the memory of A. Undefined if
    /// false.</param>
    /// <param name="order">n.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryFactor(ReadOnlySpan<double> matrix, double shift, Span<double> lower, int order)
    {
        for (int i = 0; i < order; i++)
        {
            Span<double> row = lower.Slice(i * order, order);
            ReadOnlySpan<double> source = matrix.Slice(i * order, order);
            for (int j = 0; j < i; j++)
            {
                ReadOnlySpan<double> above = lower.Slice(j * order, order);
                row[j] = (source[j] - InnerProduct(row[..j], above[..j])) / above[j];
            }

            double diagonal = source[i] + shift;
            double pivot = diagonal - InnerProduct(row[..i], row[..i]);

            // A pivot that is all rounding error says nothing about definiteness; such a matrix counts as singular.
            if (!(pivot > 1e-16 * Math.Abs(diagonal) && double.IsFinite(pivot)))
            {
                return false;
            }

            row[i] = Math.Sqrt(pivot);
            row[(i + 1)..].Clear();
        }

        return true;
    }

    /// <summary>Solves L x = b in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SolveLower(ReadOnlySpan<double> lower, Span<double> vector)
    {
        int order = vector.Length;
        for (int i = 0; i < order; i++)
        {
            ReadOnlySpan<double> row = lower.Slice(i * order, order);
            vector[i] = (vector[i] - InnerProduct(row[..i], vector[..i])) / row[i];
        }
    }

    /// <summary>Solves Lᵀ x = b in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SolveLowerTransposed(ReadOnlySpan<double> lower, Span<double> vector)
    {
        int order = vector.Length;
        for (int i = order - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = lower.Slice(i * order, order);
            double solved = vector[i] / row[i];
            vector[i] = solved;
            for (int j = 0; j < i; j++)
            {
                vector[j] -= solved * row[j];
            }
        }
    }

    /// <summary>Solves A x = b in place, given L.</summary>
    public static void Solve(ReadOnlySpan<double> lower, Span<double> vector)
    {
        SolveLower(lower, vector);
        SolveLowerTransposed(lower, vector);
    }

    /// <summary>Fills A⁻¹, symmetric to the last bit, given L. The destination must not be L's memory.</summary>
    public static void Inverse(ReadOnlySpan<double> lower, Span<double> inverse, int order)
    {
        // A⁻¹ is symmetric, so its rows are its columns: row i solves A x = e_i.
        inverse[..(order * order)].Clear();
        for (int i = 0; i < order; i++)
        {
            Span<double> row = inverse.Slice(i * order, order);
            row[i] = 1;
            Solve(lower, row);
        }

        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double mean = 0.5 * (inverse[(i * order) + j] + inverse[(j * order) + i]);
                inverse[(i * order) + j] = mean;
                inverse[(j * order) + i] = mean;
            }
        }
    }

    /// <summary>log det A = 2 Σ log Lᵢᵢ.</summary>
    public static double LogDeterminant(ReadOnlySpan<double> lower, int order)
    {
        double sum = 0;
        for (int i = 0; i < order; i++)
        {
            sum += Math.Log(lower[(i * order) + i]);
        }

        return 2 * sum;
    }

    /// <summary>Σ aᵢ bᵢ in eight partial sums that are combined in a fixed order, on any vector width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double InnerProduct(ReadOnlySpan<double> left, ReadOnlySpan<double> right) =>
        left.Length < Vector256<double>.Count ? ProductOfFew(left, right) : ProductOfMany(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ProductOfFew(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double ProductOfMany(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        // Vector256 means four lanes whatever the hardware; Vector<double> would change the order of the sum.
        ReadOnlySpan<Vector256<double>> a = MemoryMarshal.Cast<double, Vector256<double>>(left);
        ReadOnlySpan<Vector256<double>> b = MemoryMarshal.Cast<double, Vector256<double>>(right)[..a.Length];
        Vector256<double> even = Vector256<double>.Zero;
        Vector256<double> odd = Vector256<double>.Zero;
        int block = 0;
        for (; block + 1 < a.Length; block += 2)
        {
            even += a[block] * b[block];
            odd += a[block + 1] * b[block + 1];
        }

        if (block < a.Length)
        {
            even += a[block] * b[block];
        }

        Vector256<double> lanes = even + odd;
        double sum = (lanes.GetElement(0) + lanes.GetElement(1)) + (lanes.GetElement(2) + lanes.GetElement(3));
        for (int i = a.Length * 4; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
