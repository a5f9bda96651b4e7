using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Primitives;

/// <summary>Which operands of a matrix product are taken transposed.</summary>
internal sealed record Transposition(bool Left, bool Right);

/// <summary>How the elements of a matrix operand lie: element (row, column) is at row · RowStride + column ·
/// ColumnStride.</summary>
internal readonly record struct MatrixLayout(int RowStride, int ColumnStride)
{
    public int Offset(int row, int column) => row * RowStride + column * ColumnStride;

    public MatrixLayout Transposed => new(ColumnStride, RowStride);

    public static MatrixLayout Of(Tensor matrix, bool transposed) =>
        transposed ? new(1, matrix.Shape[1]) : new(matrix.Shape[1], 1);
}

/// <summary>The product of two matrices, either of them transposed.</summary>
/// <remarks>Products with enough arithmetic to pay for copying their factors go to
/// <see cref="DenseProduct{T,TLeft}"/>; the plain loops for the others give the same bits.</remarks>
internal static unsafe class MatrixProducts
{
    public static readonly Primitive Product = new("matmul")
    {
        ResultShape = static (operands, attributes) =>
        {
            var (left, right) = (Transposition)attributes!;
            Shape a = operands[0].Shape, b = operands[1].Shape;
            return (left ? a[0] : a[1]) == (right ? b[1] : b[0])
                ? Shape.Create([left ? a[1] : a[0], right ? b[0] : b[1]])
                : throw new ArgumentException(
                    $"MatMul: {a}{(left ? " transposed" : "")} times {b}{(right ? " transposed" : "")} does not " +
                    "fit: the columns of the first must be as many as the rows of the second.");
        },
        Pullback = Pullback,
        Kernel = static node => KernelOf<double>(node, lowerOnly: false),
        SingleKernel = static node => KernelOf<float>(node, lowerOnly: false),
        Divides = static node => node.Operands[0].Varies != node.Operands[1].Varies,
        Loop = static node =>
        {
            var (m, n, k, left, right) = Layout(node);
            var result = new MatrixLayout(n, 1);
            return (node.Operands[0].Varies, node.Operands[1].Varies) switch
            {
                (false, true) => new Contraction(0, left, 1, right, result, m, n, k),
                (true, false) => new Contraction(1, right.Transposed, 0, left.Transposed, result.Transposed, n, m, k),
                _ => null,
            };
        },
        Operations = static node => 2.0 * node.Size * Layout(node).K,
        OperationCost = Primitive.MultiplyAddCost,
        Regularity = Regularity.Smooth,
    };

    /// <summary>With C = A B: the cotangent of A is C̄ Bᵀ, that of B is Aᵀ C̄; a transposed operand gets the
    /// transpose.</summary>
    public static Tensor Pullback(Tensor result, Tensor cotangent, int operand)
    {
        var (left, right) = (Transposition)result.Attributes!;
        Tensor a = result.Operands[0], b = result.Operands[1], c = Tensor.BroadcastTo(cotangent, result.Shape);
        return operand == 0
            ? left ? Multiply(b, c, right, true) : Multiply(c, b, false, !right)
            : right ? Multiply(c, a, true, left) : Multiply(a, c, !left, false);
    }

    /// <summary>The rows, columns and inner length of a product, and how its operands lie.</summary>
    public static (int M, int N, int K, MatrixLayout Left, MatrixLayout Right) Layout(Tensor node)
    {
        var (left, right) = (Transposition)node.Attributes!;
        Tensor a = node.Operands[0], b = node.Operands[1];
        return (node.Shape[0], node.Shape[1], left ? a.Shape[0] : a.Shape[1],
            MatrixLayout.Of(a, left), MatrixLayout.Of(b, right));
    }

    public static Tensor Multiply(Tensor left, Tensor right, bool transposeLeft = false, bool transposeRight = false) =>
        new(Product, new Transposition(transposeLeft, transposeRight), left, right);

    /// <summary>The kernel of a product.</summary>
    /// <param name="node">The product.</param>
    /// <param name="lowerOnly">Whether what is above the diagonal is of no interest; it may be written or not.</param>
    public static Kernel KernelOf<T>(Tensor node, bool lowerOnly)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (m, n, k, left, right) = Layout(node);
        bool variesLeft = node.Operands[0].Varies, variesRight = node.Operands[1].Varies;
        var result = new MatrixLayout(n, 1);
        return (variesLeft, variesRight) switch
        {
            (true, true) => (in KernelArguments a) =>
                Varying(a.At<T>(0), left, a.At<T>(1), right, a.To<T>(), m, n, k, a.Lanes, lowerOnly),
            (false, true) => (in KernelArguments a) =>
                FixedByVarying(a, a.At<T>(0), left, a.At<T>(1), right, result, m, n, k),
            // (A B)ᵀ = Bᵀ Aᵀ: the same loop with the fixed matrix first.
            (true, false) => (in KernelArguments a) => FixedByVarying(
                a, a.At<T>(1), right.Transposed, a.At<T>(0), left.Transposed, result.Transposed, n, m, k),
            (false, false) => (in KernelArguments a) =>
                Fixed(a.At<T>(0), left, a.At<T>(1), right, a.To<T>(), m, n, k, lowerOnly),
        };
    }

    /// <summary>The rows of a product of a fixed matrix and one that varies by draw that are asked for.</summary>
    private static void FixedByVarying<T>(in KernelArguments arguments, T* a, MatrixLayout left, T* b,
        MatrixLayout right, MatrixLayout result, int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int first, int count) = arguments.RowsOf(m);
        if (SideBySide.Pays(arguments, n) && IsDense<T>(count, k, (long)n * arguments.Draws)
            && right == new MatrixLayout(n, 1) && result == new MatrixLayout(n, 1))
        {
            int draws = arguments.Draws, lanes = arguments.Lanes, columns = SideBySide.Columns<T>(n, draws);
            T* x = PanelMemory.Factor<T>((long)k * columns), y = PanelMemory.Other<T>((long)count * columns);
            SideBySide.Gather(b, k, n, lanes, draws, columns, x);
            DenseProduct<T, NumberElement>.Multiply(new(y, columns, 1),
                View(a + (long)first * left.RowStride, left, 1, 1), new(x, columns, 1), count, columns, k,
                ProductMode.Set);
            SideBySide.Scatter(y, count, n, lanes, draws, columns, arguments.To<T>() + (long)first * n * lanes);
            return;
        }
        FixedByVarying(a + (long)first * left.RowStride, left, b, right,
            arguments.To<T>() + (long)first * result.RowStride * arguments.Lanes, result, count, n, k, arguments.Lanes);
    }

    /// <summary>Whether there is enough to do in a product for copying factors. Few columns of floats are multiplied
    /// without copying the fixed matrix, which soon pays.</summary>
    private static bool IsDense<T>(int m, int k, long columns) => typeof(T) == typeof(float)
        ? m >= 24 && k >= 8 && m * columns * k >= 50_000
        : m >= 32 && k >= 32 && columns >= 64 && m * columns * k >= 500_000;

    /// <summary>A fixed matrix times one that varies by draw: four rows at once share each load of a pack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FixedByVarying<T>(T* a, MatrixLayout left, T* b, MatrixLayout right, T* c,
        MatrixLayout result, int m, int n, int k, int lanes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long columns = (long)n * lanes;
        if (IsDense<T>(m, k, columns))
        {
            // By draw, a matrix is one of numbers with as many times more columns as there are lanes.
            DenseProduct<T, NumberElement>.Multiply(View(c, result, lanes, lanes), View(a, left, 1, 1),
                View(b, right, lanes, lanes), m, (int)columns, k, ProductMode.Set);
            return;
        }
        long step = (long)right.RowStride * lanes;
        for (int i = 0; i < m; i += 4)
        {
            // The last rows repeat row m - 1 instead of a loop of their own.
            T* a0 = a + (long)i * left.RowStride;
            T* a1 = a + (long)Math.Min(i + 1, m - 1) * left.RowStride;
            T* a2 = a + (long)Math.Min(i + 2, m - 1) * left.RowStride;
            T* a3 = a + (long)Math.Min(i + 3, m - 1) * left.RowStride;
            for (int j = 0; j < n; j++)
            {
                for (int lane = 0; lane < lanes; lane += Vector512<T>.Count)
                {
                    Vector512<T> s0 = Vector512<T>.Zero, s1 = s0, s2 = s0, s3 = s0;
                    T* pb = b + (long)j * right.ColumnStride * lanes + lane;
                    long pa = 0;
                    for (int x = 0; x < k; x++, pb += step, pa += left.ColumnStride)
                    {
                        var pack = Vector512.Load(pb);
                        s0 = PackArithmetic.MultiplyAdd(Vector512.Create(a0[pa]), pack, s0);
                        s1 = PackArithmetic.MultiplyAdd(Vector512.Create(a1[pa]), pack, s1);
                        s2 = PackArithmetic.MultiplyAdd(Vector512.Create(a2[pa]), pack, s2);
                        s3 = PackArithmetic.MultiplyAdd(Vector512.Create(a3[pa]), pack, s3);
                    }
                    T* pc = c + lane;
                    s3.Store(pc + (long)result.Offset(Math.Min(i + 3, m - 1), j) * lanes);
                    s2.Store(pc + (long)result.Offset(Math.Min(i + 2, m - 1), j) * lanes);
                    s1.Store(pc + (long)result.Offset(Math.Min(i + 1, m - 1), j) * lanes);
                    s0.Store(pc + (long)result.Offset(i, j) * lanes);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Varying<T>(T* a, MatrixLayout left, T* b, MatrixLayout right, T* c, int m, int n,
        int k, int lanes, bool lowerOnly)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (m >= 8 && n >= 8 && k >= 8 && (long)m * n * k >= 16 * 16 * 16)
        {
            for (int lane = 0; lane < lanes; lane += Vector512<T>.Count)
            {
                MatrixView<T> viewC = View(c + lane, new(n, 1), lanes, Vector512<T>.Count);
                MatrixView<T> viewA = View(a + lane, left, lanes, 1);
                MatrixView<T> viewB = View(b + lane, right, lanes, Vector512<T>.Count);
                int columns = n * Vector512<T>.Count;
                if (typeof(T) == typeof(double))
                {
                    DenseProduct<T, PackElement>.Multiply(
                        viewC, viewA, viewB, m, columns, k, ProductMode.Set, lowerOnly);
                }
                else
                {
                    DenseProduct<T, SinglePackElement>.Multiply(
                        viewC, viewA, viewB, m, columns, k, ProductMode.Set, lowerOnly);
                }
            }
            return;
        }
        for (int i = 0; i < m; i++)
        {
            int end = lowerOnly ? Math.Min(i + 1, n) : n;
            for (int j = 0; j < end; j++)
            {
                for (int lane = 0; lane < lanes; lane += Vector512<T>.Count)
                {
                    T* pa = a + (long)i * left.RowStride * lanes + lane;
                    T* pb = b + (long)j * right.ColumnStride * lanes + lane;
                    var sum = Vector512<T>.Zero;
                    for (int x = 0; x < k; x++)
                    {
                        sum = PackArithmetic.MultiplyAdd(Vector512.Load(pa), Vector512.Load(pb), sum);
                        pa += (long)left.ColumnStride * lanes;
                        pb += (long)right.RowStride * lanes;
                    }
                    sum.Store(c + ((long)i * n + j) * lanes + lane);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fixed<T>(T* a, MatrixLayout left, T* b, MatrixLayout right, T* c, int m,
        int n, int k, bool lowerOnly)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if ((long)m * n * k >= 20 * 20 * 20)
        {
            MatrixView<T> viewA = View(a, left, 1, 1), viewB = View(b, right, 1, 1), viewC = new(c, n, 1);
            if (n < 4 && m > n)
            {
                // Few columns: as Cᵀ = Bᵀ Aᵀ, whose rows fill packs.
                DenseProduct<T, NumberElement>.Multiply(
                    viewC.Transposed, viewB.Transposed, viewA.Transposed, n, m, k, ProductMode.Set);
                return;
            }
            DenseProduct<T, NumberElement>.Multiply(viewC, viewA, viewB, m, n, k, ProductMode.Set, lowerOnly);
            return;
        }
        for (int i = 0; i < m; i++)
        {
            T* row = a + (long)i * left.RowStride;
            int j = 0;
            for (; right.ColumnStride == 1 && j + Vector512<T>.Count <= n; j += Vector512<T>.Count)
            {
                var sum = Vector512<T>.Zero;
                for (int x = 0; x < k; x++)
                {
                    sum = PackArithmetic.MultiplyAdd(Vector512.Create(row[(long)x * left.ColumnStride]),
                        Vector512.Load(b + right.Offset(x, j)), sum);
                }
                sum.Store(c + i * n + j);
            }
            for (; j < n; j++)
            {
                T sum = T.Zero;
                for (int x = 0; x < k; x++)
                {
                    sum = T.FusedMultiplyAdd(row[(long)x * left.ColumnStride], b[right.Offset(x, j)], sum);
                }
                c[i * n + j] = sum;
            }
        }
    }

    /// <summary>A matrix whose elements are so many lanes, of which <paramref name="run"/> are looked at.</summary>
    public static MatrixView<T> View<T>(T* start, MatrixLayout layout, int lanes, int run)
        where T : unmanaged =>
        new(start, (nint)layout.RowStride * lanes, (nint)layout.ColumnStride * lanes, run);
}
