using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>The Cholesky factor L of A = L Lᵀ in the place of A's lower triangle, for matrices of numbers and for
/// matrices whose elements are packs of eight draws.</summary>
/// <remarks>
/// By halves, as <see cref="TriangularSystem{TLeft}"/>. Each element is one chain of fused multiply-adds in the order
/// of the columns, then a division or a square root: the bits are those of three plain loops. Where A is not positive
/// definite a pivot is NaN, and so is what is computed from it. What lies above the diagonal takes no part, but is
/// overwritten.
/// </remarks>
internal static unsafe class CholeskyFactor<TLeft>
    where TLeft : struct, ILeftElement
{
    private static int DirectOrder => TLeft.Width == 1 ? 32 : 16;

    /// <summary>Factors in place.</summary>
    /// <param name="a">A, by elements, and then L.</param>
    /// <param name="order">Its rows.</param>
    public static void Factor(MatrixView<double> a, int order)
    {
        if (order <= DirectOrder)
        {
            Direct(a, order);
            return;
        }
        int half = BlockOrder.Half(order), rest = order - half, width = TLeft.Width;
        Factor(a, half);
        // The block below, A₂₁ L₁₁⁻ᵀ: the transposed rows solve L₁₁ Xᵀ = A₂₁ᵀ.
        MatrixView<double> below = a.FromRow(half);
        var across = new MatrixView<double>(below.Start, a.ColumnStride, a.RowStride, width);
        TriangularSystem<TLeft>.Solve(a, half, across, rest * width);
        var corner = new MatrixView<double>(a.At(half, half), a.RowStride, a.ColumnStride);
        DenseProduct<double, TLeft>.Multiply(
            new(corner.Start, corner.RowStride, corner.ColumnStride, width), below, across, rest, rest * width, half,
            ProductMode.Subtract, lowerOnly: true);
        Factor(corner, rest);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Direct(MatrixView<double> a, int order)
    {
        if (TLeft.Width > 1)
        {
            Direct(a.Start, a.ColumnStride, a.RowStride, order);
            return;
        }
        // Column k of L becomes row k of a copy, so that packs are neighbours down a column.
        double* copy = stackalloc double[32 * 32 + 8];
        copy = PanelMemory.Align(copy);
        for (int i = 0; i < order; i += 8)
        {
            Panels<double>.Gather(a.Start + i * a.RowStride, a.ColumnStride, a.RowStride, Math.Min(8, order - i), order,
                copy + i, 32, 1);
        }
        Direct(copy, 32, 8, order);
        for (int i = 0; i < order; i++)
        {
            double* row = a.Start + i * a.RowStride;
            for (int k = 0; k <= i; k++, row += a.ColumnStride)
            {
                *row = copy[k * 32 + i];
            }
        }
    }

    /// <summary>Column after column of L, in packs down the column.</summary>
    /// <param name="start">The first pack of the first column.</param>
    /// <param name="right">From a column to the next.</param>
    /// <param name="down">From a pack to the next.</param>
    /// <param name="order">The rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Direct(double* start, nint right, nint down, int order)
    {
        int packs = TLeft.Width == 1 ? (order + 7) / 8 : order;
        for (int j = 0; j < order; j++)
        {
            int first = TLeft.Width == 1 ? j / 8 : j;
            double* column = start + j * right;
            nint element = TLeft.Width == 1 ? j : j * down;
            int g = first;
            for (; g + 4 <= packs; g += 4)
            {
                nint at = g * down;
                Vector512<double> s0 = Vector512.Load(column + at), s1 = Vector512.Load(column + at + down);
                Vector512<double> s2 = Vector512.Load(column + at + 2 * down);
                Vector512<double> s3 = Vector512.Load(column + at + 3 * down);
                for (double* done = start; done != column; done += right)
                {
                    var l = -TLeft.Load(done + element);
                    s0 = Vector512.FusedMultiplyAdd(l, Vector512.Load(done + at), s0);
                    s1 = Vector512.FusedMultiplyAdd(l, Vector512.Load(done + at + down), s1);
                    s2 = Vector512.FusedMultiplyAdd(l, Vector512.Load(done + at + 2 * down), s2);
                    s3 = Vector512.FusedMultiplyAdd(l, Vector512.Load(done + at + 3 * down), s3);
                }
                s0.Store(column + at);
                s1.Store(column + at + down);
                s2.Store(column + at + 2 * down);
                s3.Store(column + at + 3 * down);
            }
            for (; g < packs; g++)
            {
                nint at = g * down;
                var sum = Vector512.Load(column + at);
                for (double* done = start; done != column; done += right)
                {
                    sum = Vector512.FusedMultiplyAdd(
                        -TLeft.Load(done + element), Vector512.Load(done + at), sum);
                }
                sum.Store(column + at);
            }
            Vector512<double> pivot = Vector512.Sqrt(TLeft.Load(column + element));
            for (g = first; g < packs; g++)
            {
                (Vector512.Load(column + g * down) / pivot).Store(column + g * down);
            }
            if (TLeft.Width == 1)
            {
                column[element] = pivot[0];
            }
            else
            {
                pivot.Store(column + element);
            }
        }
    }
}
