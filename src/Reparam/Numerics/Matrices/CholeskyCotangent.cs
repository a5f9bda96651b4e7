using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>The derivative of the Cholesky factor in reverse mode: from L and L̄ to Ā, in the place of L̄.</summary>
/// <remarks>
/// Murray (2016), "Differentiation of the Cholesky decomposition", section 3: the factorisation run backwards, block by
/// block. It takes 2/3 n³ operations where the closed form with solves of whole matrices takes 4 n³. Only lower
/// triangles are read; Ā is the derivative in the elements of A's lower triangle, as only these are read in the
/// factorisation. What lies above the diagonal takes no part, but is overwritten.
/// </remarks>
internal static unsafe class CholeskyCotangent<TLeft>
    where TLeft : struct, ILeftElement
{
    // The order at which the plain loops take over, for numbers and packs alike: unlike the factor, the derivative has
    // sums whose order depends on it. A multiple of eight.
    private const int Side = 24;

    /// <summary>Computes in place.</summary>
    /// <param name="lower">L, by elements.</param>
    /// <param name="cotangent">L̄, by elements, and then Ā.</param>
    /// <param name="order">The rows of both.</param>
    public static void Run(MatrixView<double> lower, MatrixView<double> cotangent, int order)
    {
        if (order <= Side)
        {
            Direct(lower, cotangent, order);
            return;
        }
        int half = BlockOrder.Half(order), rest = order - half, width = TLeft.Width;
        nint down = cotangent.RowStride, right = cotangent.ColumnStride;
        MatrixView<double> below = lower.FromRow(half), belowBar = cotangent.FromRow(half);
        var belowPacks = new MatrixView<double>(below.Start, lower.RowStride, lower.ColumnStride, width);
        var corner = new MatrixView<double>(cotangent.At(half, half), down, right);
        Run(new(lower.At(half, half), lower.RowStride, lower.ColumnStride), corner, rest);
        // A₂₂ - L₂₁ L₂₁ᵀ, of which the lower triangle counts: L̄₂₁ loses (Ā₂₂ + Ā₂₂ᵀ) L₂₁.
        Symmetrize(corner, rest);
        DenseProduct<double, TLeft>.Multiply(new(belowBar.Start, down, right, width), corner, belowPacks, rest,
            half * width, rest, ProductMode.Subtract);
        HalveDiagonal(corner, rest);
        // L₂₁ = A₂₁ L₁₁⁻ᵀ: Ā₂₁ = L̄₂₁ L₁₁⁻¹, and L̄₁₁ loses the lower triangle of Ā₂₁ᵀ L₂₁.
        var across = new MatrixView<double>(belowBar.Start, right, down, width);
        TriangularSystem<TLeft>.SolveTransposed(lower, half, across, rest * width);
        DenseProduct<double, TLeft>.Multiply(new(cotangent.Start, down, right, width), new(belowBar.Start, right, down),
            belowPacks, half, half * width, rest, ProductMode.Subtract, lowerOnly: true);
        Run(lower, cotangent, half);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Symmetrize(MatrixView<double> a, int order)
    {
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Copy(a.Start + i * a.RowStride + j * a.ColumnStride, a.Start + j * a.RowStride + i * a.ColumnStride);
            }
            Scale(a.Start + i * (a.RowStride + a.ColumnStride), 2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HalveDiagonal(MatrixView<double> a, int order)
    {
        for (int i = 0; i < order; i++)
        {
            Scale(a.Start + i * (a.RowStride + a.ColumnStride), 0.5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(double* from, double* to)
    {
        if (TLeft.Width == 1)
        {
            *to = *from;
        }
        else
        {
            Vector512.Load(from).Store(to);
        }
    }

    private static void Scale(double* element, double factor) => Put(TLeft.Load(element) * factor, element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<double> value, double* element)
    {
        if (TLeft.Width == 1)
        {
            *element = value[0];
        }
        else
        {
            value.Store(element);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Direct(MatrixView<double> lower, MatrixView<double> cotangent, int order)
    {
        if (TLeft.Width > 1)
        {
            Direct(lower.Start, lower.RowStride, lower.ColumnStride, cotangent.Start, cotangent.RowStride,
                cotangent.ColumnStride, order);
            return;
        }
        // Rows of neighbours, to whole packs.
        double* copies = stackalloc double[2 * Side * Side + 8];
        double* l = PanelMemory.Align(copies), bar = l + Side * Side;
        for (int i = 0; i < order; i++)
        {
            for (int k = 0; k < Side; k++)
            {
                l[i * Side + k] = k <= i ? lower.Start[i * lower.RowStride + k * lower.ColumnStride] : 0;
                bar[i * Side + k] = k <= i ? cotangent.Start[i * cotangent.RowStride + k * cotangent.ColumnStride] : 0;
            }
        }
        Direct(l, Side, 1, bar, Side, 1, order);
        for (int i = 0; i < order; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                cotangent.Start[i * cotangent.RowStride + k * cotangent.ColumnStride] = bar[i * Side + k];
            }
        }
    }

    /// <summary>Column after column, from the last: first its elements, then what they were computed from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Direct(
        double* l, nint lowerDown, nint lowerRight, double* bar, nint down, nint right, int order)
    {
        for (int j = order - 1; j >= 0; j--)
        {
            var pivot = TLeft.Load(l + j * (lowerDown + lowerRight));
            double* diagonal = bar + j * (down + right);
            var sum = TLeft.Load(diagonal);
            for (int i = j + 1; i < order; i++)
            {
                double* element = bar + i * down + j * right;
                var scaled = TLeft.Load(element) / pivot;
                sum = Vector512.FusedMultiplyAdd(-TLeft.Load(l + i * lowerDown + j * lowerRight), scaled, sum);
                Put(scaled, element);
            }
            sum = sum / pivot * 0.5;
            Put(sum, diagonal);
            for (int k = 0; k < j; k += 8 / TLeft.Width)
            {
                Columns(l + k * lowerRight, lowerDown, bar + k * right, down, bar + j * right, j, order, j - k, sum);
            }
        }
    }

    /// <summary>Takes what column j was computed from, row j and the rows below, in one pack of columns k &lt;
    /// j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns(double* l, nint lowerDown, double* bar, nint down, double* column, int j, int order,
        int count, Vector512<double> diagonal)
    {
        Vector512<double> row = Vector512.Load(l + j * lowerDown), rowBar = Vector512.Load(bar + j * down);
        Vector512<double> taken = Vector512.FusedMultiplyAdd(-2 * diagonal, row, rowBar);
        var minus = -row;
        for (int i = j + 1; i < order; i++)
        {
            var c = TLeft.Load(column + i * down);
            taken = Vector512.FusedMultiplyAdd(-c, Vector512.Load(l + i * lowerDown), taken);
            var before = Vector512.Load(bar + i * down);
            Choose(Vector512.FusedMultiplyAdd(c, minus, before), before, count).Store(bar + i * down);
        }
        Choose(taken, rowBar, count).Store(bar + j * down);
    }

    /// <summary>The first numbers of one pack, where a pack holds several columns, and the rest of another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Choose(Vector512<double> first, Vector512<double> rest, int count) =>
        TLeft.Width > 1 || count >= 8
            ? first
            : Vector512.ConditionalSelect(
                Vector512.LessThan(Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7), Vector512.Create((double)count)),
                first, rest);
}
