using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Execution.Fusion;

/// <summary>
/// Products of a block of rows of a data matrix with one pack of draws: X b, and Xᵀ r, added up. Eight rows at once
/// share each load of the varying operand, which is copied together first, because its elements lie far apart.
/// </summary>
internal static unsafe class RowProducts
{
    public static int ScratchLength(ContractionNode node) => node.Cost * 8;

    /// <summary>Runs a product for a block of rows and one pack.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="node">The product.</param>
    /// <param name="arguments">The block.</param>
    /// <param name="scratch">Room for the varying operand or the sums.</param>
    public static void Run(FusedLoop loop, ContractionNode node, LoopArguments* arguments, double* scratch)
    {
        if (node.IsByRow)
        {
            Multiply(loop, node, arguments, scratch);
        }
        else
        {
            MultiplyTransposed(loop, node, arguments, scratch);
        }
    }

    private static void Multiply(FusedLoop loop, ContractionNode node, LoopArguments* a, double* scratch)
    {
        Contraction form = node.Form;
        double* data = a->Pointers[loop.Pointer(node.Fixed)] + a->FirstRow * form.FixedLayout.RowStride;
        byte* varying = (byte*)a->Pointers[loop.Pointer(node.Varying)] + a->FirstPackBytes;
        int rows = (int)(a->LastRow - a->FirstRow);
        for (int column = 0; column < form.N; column++)
        {
            for (int k = 0; k < form.K; k++)
            {
                Vector512.Load((double*)(varying + form.VaryingLayout.Offset(k, column) * a->LaneBytes))
                    .Store(scratch + 8 * k);
            }
            double* tile = LoopKernel.Tile(loop, a, new RowValue(node.Node, column));
            int row = 0;
            for (; row + 8 <= rows; row += 8)
            {
                EightRows(data + row * (nint)form.FixedLayout.RowStride, form.FixedLayout.RowStride,
                    form.FixedLayout.ColumnStride, scratch, tile + 8 * row, form.K);
            }
            for (; row < rows; row++)
            {
                OneRow(data + row * (nint)form.FixedLayout.RowStride, form.FixedLayout.ColumnStride, scratch,
                    tile + 8 * row, form.K);
            }
        }
    }

    private static void MultiplyTransposed(FusedLoop loop, ContractionNode node, LoopArguments* a, double* scratch)
    {
        Contraction form = node.Form;
        // Seen by rows of the loop, the matrix is taken transposed.
        nint rowStride = form.FixedLayout.ColumnStride, stride = form.FixedLayout.RowStride;
        double* data = a->Pointers[loop.Pointer(node.Fixed)] + a->FirstRow * rowStride;
        int rows = (int)(a->LastRow - a->FirstRow), column = 0;
        byte* result = (byte*)a->Pointers[loop.Pointer(node.Node)] + a->FirstPackBytes;
        foreach (Read read in node.Columns)
        {
            double* factors;
            nint step = 8;
            if (loop.Local(read) is { } value)
            {
                factors = LoopKernel.Tile(loop, a, value);
            }
            else
            {
                step = read.Access.Stride * a->LaneBytes / sizeof(double);
                factors = (double*)((byte*)a->Pointers[loop.Pointer(read.Home)] + a->FirstPackBytes
                    + read.Access.Start * a->LaneBytes) + a->FirstRow * step;
            }
            new Span<double>(scratch, form.M * 8).Clear();
            int row = 0;
            for (; row + 8 <= rows; row += 8)
            {
                AddEightRows(data + row * rowStride, rowStride, stride, factors + row * step, step, scratch, form.M);
            }
            for (; row < rows; row++)
            {
                AddOneRow(data + row * rowStride, stride, factors + row * step, scratch, form.M);
            }
            for (int i = 0; i < form.M; i++)
            {
                var sum = (double*)(result + form.ResultLayout.Offset(i, column) * a->LaneBytes);
                (Vector512.Load(sum) + Vector512.Load(scratch + 8 * i)).Store(sum);
            }
            column++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightRows(double* data, nint rowStride, nint stride, double* factors, double* tile, int count)
    {
        double* x0 = data, x1 = x0 + rowStride, x2 = x1 + rowStride, x3 = x2 + rowStride;
        double* x4 = x3 + rowStride, x5 = x4 + rowStride, x6 = x5 + rowStride, x7 = x6 + rowStride;
        Vector512<double> s0 = Vector512<double>.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        nint x = 0;
        for (double* end = factors + 8 * (nint)count; factors < end; factors += 8, x += stride)
        {
            var factor = Vector512.Load(factors);
            s0 = Vector512.FusedMultiplyAdd(Vector512.Create(x0[x]), factor, s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.Create(x1[x]), factor, s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.Create(x2[x]), factor, s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.Create(x3[x]), factor, s3);
            s4 = Vector512.FusedMultiplyAdd(Vector512.Create(x4[x]), factor, s4);
            s5 = Vector512.FusedMultiplyAdd(Vector512.Create(x5[x]), factor, s5);
            s6 = Vector512.FusedMultiplyAdd(Vector512.Create(x6[x]), factor, s6);
            s7 = Vector512.FusedMultiplyAdd(Vector512.Create(x7[x]), factor, s7);
        }
        s0.Store(tile);
        s1.Store(tile + 8);
        s2.Store(tile + 16);
        s3.Store(tile + 24);
        s4.Store(tile + 32);
        s5.Store(tile + 40);
        s6.Store(tile + 48);
        s7.Store(tile + 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow(double* data, nint stride, double* factors, double* tile, int count)
    {
        var sum = Vector512<double>.Zero;
        for (int k = 0; k < count; k++)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(data[k * stride]), Vector512.Load(factors + 8 * k), sum);
        }
        sum.Store(tile);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddEightRows(double* data, nint rowStride, nint stride, double* factors, nint step, double* sums,
        int count)
    {
        double* x0 = data, x1 = x0 + rowStride, x2 = x1 + rowStride, x3 = x2 + rowStride;
        double* x4 = x3 + rowStride, x5 = x4 + rowStride, x6 = x5 + rowStride, x7 = x6 + rowStride;
        Vector512<double> f0 = Vector512.Load(factors), f1 = Vector512.Load(factors + step);
        Vector512<double> f2 = Vector512.Load(factors + 2 * step), f3 = Vector512.Load(factors + 3 * step);
        Vector512<double> f4 = Vector512.Load(factors + 4 * step), f5 = Vector512.Load(factors + 5 * step);
        Vector512<double> f6 = Vector512.Load(factors + 6 * step), f7 = Vector512.Load(factors + 7 * step);
        nint x = 0;
        for (double* end = sums + 8 * (nint)count; sums < end; sums += 8, x += stride)
        {
            Vector512<double> even = Vector512.FusedMultiplyAdd(Vector512.Create(x0[x]), f0, Vector512.Load(sums));
            Vector512<double> odd = Vector512.Create(x1[x]) * f1;
            even = Vector512.FusedMultiplyAdd(Vector512.Create(x2[x]), f2, even);
            odd = Vector512.FusedMultiplyAdd(Vector512.Create(x3[x]), f3, odd);
            even = Vector512.FusedMultiplyAdd(Vector512.Create(x4[x]), f4, even);
            odd = Vector512.FusedMultiplyAdd(Vector512.Create(x5[x]), f5, odd);
            even = Vector512.FusedMultiplyAdd(Vector512.Create(x6[x]), f6, even);
            odd = Vector512.FusedMultiplyAdd(Vector512.Create(x7[x]), f7, odd);
            (even + odd).Store(sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOneRow(double* data, nint stride, double* factors, double* sums, int count)
    {
        var factor = Vector512.Load(factors);
        for (int k = 0; k < count; k++)
        {
            Vector512.FusedMultiplyAdd(Vector512.Create(data[k * stride]), factor, Vector512.Load(sums + 8 * k))
                .Store(sums + 8 * k);
        }
    }
}
