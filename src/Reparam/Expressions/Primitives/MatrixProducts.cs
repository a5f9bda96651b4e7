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
        Kernel = static node => KernelOf(node, lowerOnly: false),
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
    public static Kernel KernelOf(Tensor node, bool lowerOnly)
    {
        var (m, n, k, left, right) = Layout(node);
        bool variesLeft = node.Operands[0].Varies, variesRight = node.Operands[1].Varies;
        var result = new MatrixLayout(n, 1);
        return (variesLeft, variesRight) switch
        {
            (true, true) => (in KernelArguments a) =>
                Varying(a.Operands[0], left, a.Operands[1], right, a.Result, m, n, k, a.Lanes, lowerOnly),
            (false, true) => (in KernelArguments a) =>
                FixedByVarying(a.Operands[0], left, a.Operands[1], right, a.Result, result, m, n, k, a.Lanes),
            // (A B)ᵀ = Bᵀ Aᵀ: the same loop with the fixed matrix first.
            (true, false) => (in KernelArguments a) => FixedByVarying(a.Operands[1], right.Transposed,
                a.Operands[0], left.Transposed, a.Result, result.Transposed, n, m, k, a.Lanes),
            (false, false) => (in KernelArguments a) =>
                Fixed(a.Operands[0], left, a.Operands[1], right, a.Result, m, n, k, lowerOnly),
        };
    }

    /// <summary>A fixed matrix times one that varies by draw: four rows at once share each load of a pack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FixedByVarying(double* a, MatrixLayout left, double* b, MatrixLayout right, double* c,
        MatrixLayout result, int m, int n, int k, int lanes)
    {
        long columns = (long)n * lanes;
        if (m >= 32 && k >= 32 && columns >= 64 && m * columns * k >= 500_000)
        {
            // By draw, a matrix is one of numbers with as many times more columns as there are lanes.
            DenseProduct<double, NumberElement>.Multiply(View(c, result, lanes, lanes), View(a, left, 1, 1),
                View(b, right, lanes, lanes), m, (int)columns, k, ProductMode.Set);
            return;
        }
        long step = (long)right.RowStride * lanes;
        for (int i = 0; i < m; i += 4)
        {
            // The last rows repeat row m - 1 instead of a loop of their own.
            double* a0 = a + (long)i * left.RowStride;
            double* a1 = a + (long)Math.Min(i + 1, m - 1) * left.RowStride;
            double* a2 = a + (long)Math.Min(i + 2, m - 1) * left.RowStride;
            double* a3 = a + (long)Math.Min(i + 3, m - 1) * left.RowStride;
            for (int j = 0; j < n; j++)
            {
                for (int lane = 0; lane < lanes; lane += 8)
                {
                    Vector512<double> s0 = Vector512<double>.Zero, s1 = s0, s2 = s0, s3 = s0;
                    double* pb = b + (long)j * right.ColumnStride * lanes + lane;
                    long pa = 0;
                    for (int x = 0; x < k; x++, pb += step, pa += left.ColumnStride)
                    {
                        var pack = Vector512.Load(pb);
                        s0 = Vector512.FusedMultiplyAdd(Vector512.Create(a0[pa]), pack, s0);
                        s1 = Vector512.FusedMultiplyAdd(Vector512.Create(a1[pa]), pack, s1);
                        s2 = Vector512.FusedMultiplyAdd(Vector512.Create(a2[pa]), pack, s2);
                        s3 = Vector512.FusedMultiplyAdd(Vector512.Create(a3[pa]), pack, s3);
                    }
                    double* pc = c + lane;
                    s3.Store(pc + (long)result.Offset(Math.Min(i + 3, m - 1), j) * lanes);
                    s2.Store(pc + (long)result.Offset(Math.Min(i + 2, m - 1), j) * lanes);
                    s1.Store(pc + (long)result.Offset(Math.Min(i + 1, m - 1), j) * lanes);
                    s0.Store(pc + (long)result.Offset(i, j) * lanes);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Varying(double* a, MatrixLayout left, double* b, MatrixLayout right, double* c, int m, int n,
        int k, int lanes, bool lowerOnly)
    {
        if (m >= 8 && n >= 8 && k >= 8 && (long)m * n * k >= 16 * 16 * 16)
        {
            for (int lane = 0; lane < lanes; lane += 8)
            {
                DenseProduct<double, PackElement>.Multiply(View(c + lane, new(n, 1), lanes, 8),
                    View(a + lane, left, lanes, 1), View(b + lane, right, lanes, 8), m, n * 8, k, ProductMode.Set,
                    lowerOnly);
            }
            return;
        }
        for (int i = 0; i < m; i++)
        {
            int end = lowerOnly ? Math.Min(i + 1, n) : n;
            for (int j = 0; j < end; j++)
            {
                for (int lane = 0; lane < lanes; lane += 8)
                {
                    double* pa = a + (long)i * left.RowStride * lanes + lane;
                    double* pb = b + (long)j * right.ColumnStride * lanes + lane;
                    var sum = Vector512<double>.Zero;
                    for (int x = 0; x < k; x++)
                    {
                        sum = Vector512.FusedMultiplyAdd(Vector512.Load(pa), Vector512.Load(pb), sum);
                        pa += (long)left.ColumnStride * lanes;
                        pb += (long)right.RowStride * lanes;
                    }
                    sum.Store(c + ((long)i * n + j) * lanes + lane);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fixed(double* a, MatrixLayout left, double* b, MatrixLayout right, double* c, int m,
        int n, int k, bool lowerOnly)
    {
        if ((long)m * n * k >= 20 * 20 * 20)
        {
            MatrixView<double> viewA = View(a, left, 1, 1), viewB = View(b, right, 1, 1), viewC = new(c, n, 1);
            if (n < 4 && m > n)
            {
                // Few columns: as Cᵀ = Bᵀ Aᵀ, whose rows fill packs.
                DenseProduct<double, NumberElement>.Multiply(
                    viewC.Transposed, viewB.Transposed, viewA.Transposed, n, m, k, ProductMode.Set);
                return;
            }
            DenseProduct<double, NumberElement>.Multiply(viewC, viewA, viewB, m, n, k, ProductMode.Set, lowerOnly);
            return;
        }
        for (int i = 0; i < m; i++)
        {
            double* row = a + (long)i * left.RowStride;
            int j = 0;
            for (; right.ColumnStride == 1 && j + 8 <= n; j += 8)
            {
                var sum = Vector512<double>.Zero;
                for (int x = 0; x < k; x++)
                {
                    sum = Vector512.FusedMultiplyAdd(Vector512.Create(row[(long)x * left.ColumnStride]),
                        Vector512.Load(b + right.Offset(x, j)), sum);
                }
                sum.Store(c + i * n + j);
            }
            for (; j < n; j++)
            {
                double sum = 0;
                for (int x = 0; x < k; x++)
                {
                    sum = Math.FusedMultiplyAdd(row[(long)x * left.ColumnStride], b[right.Offset(x, j)], sum);
                }
                c[i * n + j] = sum;
            }
        }
    }

    /// <summary>A matrix whose elements are so many lanes, of which <paramref name="run"/> are looked at.</summary>
    public static MatrixView<double> View(double* start, MatrixLayout layout, int lanes, int run) =>
        new(start, (nint)layout.RowStride * lanes, (nint)layout.ColumnStride * lanes, run);
}
