using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>Forward substitution for many right sides: X of L X = B in the place of B.</summary>
/// <remarks>
/// The halves of L in turn (Elmroth, Gustavson, Jonsson and Kågström 2004, "Recursive blocked algorithms and hybrid
/// data structures for dense matrix library software"): the upper half is solved, its product with the block below it
/// subtracted, the lower half solved. Nearly all arithmetic is thus in <see cref="DenseProduct{T,TLeft}"/>. Each
/// element is one chain of fused multiply-adds in the order of the rows, then a division: the bits are those of plain
/// loops.
/// Backward substitution is the same with all orders reversed: see <see cref="SolveTransposed"/>.
/// </remarks>
internal static unsafe class TriangularSystem<TLeft>
    where TLeft : struct, ILeftElement
{
    // Fewer columns than a tile has would leave most of it idle; the direct loops then do all.
    private const int FewColumns = 16;

    private const int DirectOrder = 32;

    private const int Tile = 24;

    /// <summary>Solves L X = B.</summary>
    /// <param name="lower">L, of which the lower triangle is read.</param>
    /// <param name="order">Rows of L and X.</param>
    /// <param name="x">B, and then X.</param>
    /// <param name="columns">Columns of X, in numbers.</param>
    public static void Solve(MatrixView<double> lower, int order, MatrixView<double> x, int columns)
    {
        if (order <= DirectOrder || columns <= FewColumns)
        {
            Direct(lower, order, x, columns);
            return;
        }
        int half = BlockOrder.Half(order);
        Solve(lower, half, x, columns);
        MatrixView<double> rest = x.FromRow(half);
        DenseProduct<double, TLeft>.Multiply(rest, lower.FromRow(half), x, order - half, columns, half,
            ProductMode.Subtract);
        Solve(new(lower.At(half, half), lower.RowStride, lower.ColumnStride), order - half, rest, columns);
    }

    /// <summary>Solves Lᵀ X = B: the last unknowns first, by forward substitution in views that count rows from the
    /// end.</summary>
    public static void SolveTransposed(MatrixView<double> lower, int order, MatrixView<double> x, int columns)
    {
        if (order > 0)
        {
            Solve(new(lower.At(order - 1, order - 1), -lower.ColumnStride, -lower.RowStride), order,
                x.Upward(order), columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Direct(MatrixView<double> lower, int order, MatrixView<double> x, int columns)
    {
        int column = 0;
        if (x.HasPacks)
        {
            for (; column + Tile <= columns; column += Tile)
            {
                Three(lower, order, x.At(0, column), x.At(0, column + 8), x.At(0, column + 16), x.RowStride);
            }
            for (; column + 8 <= columns; column += 8)
            {
                One(lower, order, x.At(0, column), x.RowStride);
            }
        }
        if (column == columns)
        {
            return;
        }
        double* side = PanelMemory.System<double>((long)order * Tile);
        for (; column < columns; column += Tile)
        {
            int there = Math.Min(Tile, columns - column);
            for (int pack = 0; pack < there; pack += 8)
            {
                Panels<double>.Gather(x.At(0, column + pack), x.RowStride, x.Apart, Math.Min(8, there - pack), order,
                    side + pack, Tile, 1);
            }
            if (there > 8)
            {
                Three(lower, order, side, side + 8, side + 16, Tile);
            }
            else
            {
                One(lower, order, side, Tile);
            }
            for (int pack = 0; pack < there; pack += 8)
            {
                Panels<double>.Scatter(side + pack, Tile, x.At(0, column + pack), x.RowStride, x.Apart,
                    Math.Min(8, there - pack), order);
            }
        }
    }

    /// <summary>Solves for three packs of columns, four rows at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three(MatrixView<double> lower, int order, double* x0, double* x1, double* x2, nint stride)
    {
        nint down = lower.RowStride, right = lower.ColumnStride;
        int row = 0;
        for (; row + 4 <= order; row += 4)
        {
            double* l = lower.Start + row * down;
            nint at = row * stride;
            Vector512<double> r00 = Vector512.Load(x0 + at), r01 = Vector512.Load(x1 + at);
            Vector512<double> r02 = Vector512.Load(x2 + at), r10 = Vector512.Load(x0 + at + stride);
            Vector512<double> r11 = Vector512.Load(x1 + at + stride), r12 = Vector512.Load(x2 + at + stride);
            Vector512<double> r20 = Vector512.Load(x0 + at + 2 * stride), r21 = Vector512.Load(x1 + at + 2 * stride);
            Vector512<double> r22 = Vector512.Load(x2 + at + 2 * stride), r30 = Vector512.Load(x0 + at + 3 * stride);
            Vector512<double> r31 = Vector512.Load(x1 + at + 3 * stride), r32 = Vector512.Load(x2 + at + 3 * stride);
            nint done = 0;
            for (int k = 0; k < row; k++, l += right, done += stride)
            {
                var b0 = -Vector512.Load(x0 + done);
                var b1 = -Vector512.Load(x1 + done);
                var b2 = -Vector512.Load(x2 + done);
                var a = TLeft.Load(l);
                r00 = Vector512.FusedMultiplyAdd(a, b0, r00);
                r01 = Vector512.FusedMultiplyAdd(a, b1, r01);
                r02 = Vector512.FusedMultiplyAdd(a, b2, r02);
                a = TLeft.Load(l + down);
                r10 = Vector512.FusedMultiplyAdd(a, b0, r10);
                r11 = Vector512.FusedMultiplyAdd(a, b1, r11);
                r12 = Vector512.FusedMultiplyAdd(a, b2, r12);
                a = TLeft.Load(l + 2 * down);
                r20 = Vector512.FusedMultiplyAdd(a, b0, r20);
                r21 = Vector512.FusedMultiplyAdd(a, b1, r21);
                r22 = Vector512.FusedMultiplyAdd(a, b2, r22);
                a = TLeft.Load(l + 3 * down);
                r30 = Vector512.FusedMultiplyAdd(a, b0, r30);
                r31 = Vector512.FusedMultiplyAdd(a, b1, r31);
                r32 = Vector512.FusedMultiplyAdd(a, b2, r32);
            }
            // Here l is at column row of the first of the four rows.
            var d = TLeft.Load(l);
            (r00, r01, r02) = (r00 / d, r01 / d, r02 / d);
            var f = -TLeft.Load(l + down);
            r10 = Vector512.FusedMultiplyAdd(f, r00, r10);
            r11 = Vector512.FusedMultiplyAdd(f, r01, r11);
            r12 = Vector512.FusedMultiplyAdd(f, r02, r12);
            f = -TLeft.Load(l + 2 * down);
            r20 = Vector512.FusedMultiplyAdd(f, r00, r20);
            r21 = Vector512.FusedMultiplyAdd(f, r01, r21);
            r22 = Vector512.FusedMultiplyAdd(f, r02, r22);
            f = -TLeft.Load(l + 3 * down);
            r30 = Vector512.FusedMultiplyAdd(f, r00, r30);
            r31 = Vector512.FusedMultiplyAdd(f, r01, r31);
            r32 = Vector512.FusedMultiplyAdd(f, r02, r32);
            d = TLeft.Load(l + down + right);
            (r10, r11, r12) = (r10 / d, r11 / d, r12 / d);
            f = -TLeft.Load(l + 2 * down + right);
            r20 = Vector512.FusedMultiplyAdd(f, r10, r20);
            r21 = Vector512.FusedMultiplyAdd(f, r11, r21);
            r22 = Vector512.FusedMultiplyAdd(f, r12, r22);
            f = -TLeft.Load(l + 3 * down + right);
            r30 = Vector512.FusedMultiplyAdd(f, r10, r30);
            r31 = Vector512.FusedMultiplyAdd(f, r11, r31);
            r32 = Vector512.FusedMultiplyAdd(f, r12, r32);
            d = TLeft.Load(l + 2 * down + 2 * right);
            (r20, r21, r22) = (r20 / d, r21 / d, r22 / d);
            f = -TLeft.Load(l + 3 * down + 2 * right);
            r30 = Vector512.FusedMultiplyAdd(f, r20, r30);
            r31 = Vector512.FusedMultiplyAdd(f, r21, r31);
            r32 = Vector512.FusedMultiplyAdd(f, r22, r32);
            d = TLeft.Load(l + 3 * down + 3 * right);
            (r30, r31, r32) = (r30 / d, r31 / d, r32 / d);
            Put(r00, r10, r20, r30, x0 + at, stride);
            Put(r01, r11, r21, r31, x1 + at, stride);
            Put(r02, r12, r22, r32, x2 + at, stride);
        }
        for (; row < order; row++)
        {
            Row(lower, row, x0, stride);
            Row(lower, row, x1, stride);
            Row(lower, row, x2, stride);
        }
    }

    /// <summary>Solves for one pack of columns, four rows at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(MatrixView<double> lower, int order, double* x, nint stride)
    {
        nint down = lower.RowStride, right = lower.ColumnStride;
        int row = 0;
        for (; row + 4 <= order; row += 4)
        {
            double* l = lower.Start + row * down, target = x + row * stride, done = x;
            Vector512<double> r0 = Vector512.Load(target), r1 = Vector512.Load(target + stride);
            Vector512<double> r2 = Vector512.Load(target + 2 * stride), r3 = Vector512.Load(target + 3 * stride);
            for (int k = 0; k < row; k++, l += right, done += stride)
            {
                var b = -Vector512.Load(done);
                r0 = Vector512.FusedMultiplyAdd(TLeft.Load(l), b, r0);
                r1 = Vector512.FusedMultiplyAdd(TLeft.Load(l + down), b, r1);
                r2 = Vector512.FusedMultiplyAdd(TLeft.Load(l + 2 * down), b, r2);
                r3 = Vector512.FusedMultiplyAdd(TLeft.Load(l + 3 * down), b, r3);
            }
            r0 /= TLeft.Load(l);
            r1 = Vector512.FusedMultiplyAdd(-TLeft.Load(l + down), r0, r1) / TLeft.Load(l + down + right);
            r2 = Vector512.FusedMultiplyAdd(-TLeft.Load(l + 2 * down), r0, r2);
            r2 = Vector512.FusedMultiplyAdd(-TLeft.Load(l + 2 * down + right), r1, r2)
                / TLeft.Load(l + 2 * down + 2 * right);
            r3 = Vector512.FusedMultiplyAdd(-TLeft.Load(l + 3 * down), r0, r3);
            r3 = Vector512.FusedMultiplyAdd(-TLeft.Load(l + 3 * down + right), r1, r3);
            r3 = Vector512.FusedMultiplyAdd(-TLeft.Load(l + 3 * down + 2 * right), r2, r3)
                / TLeft.Load(l + 3 * down + 3 * right);
            Put(r0, r1, r2, r3, target, stride);
        }
        for (; row < order; row++)
        {
            Row(lower, row, x, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<double> r0, Vector512<double> r1, Vector512<double> r2, Vector512<double> r3,
        double* target, nint stride)
    {
        r0.Store(target);
        r1.Store(target + stride);
        r2.Store(target + 2 * stride);
        r3.Store(target + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(MatrixView<double> lower, int row, double* x, nint stride)
    {
        double* l = lower.Start + row * lower.RowStride, target = x + row * stride;
        var sum = Vector512.Load(target);
        for (; x != target; l += lower.ColumnStride, x += stride)
        {
            sum = Vector512.FusedMultiplyAdd(-TLeft.Load(l), Vector512.Load(x), sum);
        }
        (sum / TLeft.Load(l)).Store(target);
    }
}
