using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Primitives;

/// <summary>The primitives that enter and leave the implicit draw axis.</summary>
internal static unsafe class Draws
{
    /// <summary>The same value in each draw. Its cotangent, unlike its operand's, is kept draw by draw.</summary>
    public static readonly Primitive Spread = new("spread")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (_, cotangent, _) => cotangent,
        Kernel = static node =>
        {
            int size = node.Size;
            return (in KernelArguments a) =>
            {
                for (int e = 0; e < size; e++)
                {
                    new Span<double>(a.Result + (long)e * a.Lanes, a.Lanes).Fill(a.Operands[0][e]);
                }
            };
        },
        Loop = static _ => new Move(null),
        Regularity = Regularity.Smooth,
        Varies = static (_, _) => true,
    };

    /// <summary>The sum over the draws. The kernel gives the part of one chunk; the executor adds the parts in
    /// order.</summary>
    public static readonly Primitive Sum = new("draw_sum")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (_, cotangent, _) => cotangent,
        Kernel = static node =>
        {
            int size = node.Size;
            return (in KernelArguments a) =>
            {
                for (int e = 0; e < size; e++)
                {
                    a.Result[e] = SumLanes(a.Operands[0] + (long)e * a.Lanes, a.Draws);
                }
            };
        },
        Regularity = Regularity.Smooth,
        Varies = static (_, _) => false,
    };

    /// <summary>The sum over the draws of a matrix product, never held for each draw.</summary>
    public static readonly Primitive SumOfProducts = new("draw_sum_matmul")
    {
        ResultShape = static (operands, attributes) => MatrixProducts.Product.ResultShape(operands, attributes),
        Pullback = static (result, cotangent, operand) => MatrixProducts.Pullback(result, cotangent, operand),
        Kernel = static node =>
        {
            var (m, n, k, left, right) = MatrixProducts.Layout(node);
            return (in KernelArguments a) =>
            {
                if (m >= 16 && n >= 16 && (long)m * n * k * a.Draws >= 32768)
                {
                    SumDense(a, left, right, m, n, k);
                }
                else
                {
                    SumDots(a, left, right, m, n, k);
                }
            };
        },
        Regularity = Regularity.Smooth,
        Varies = static (_, _) => false,
    };

    /// <summary>Whether the primitive takes values that vary by draw to one that does not.</summary>
    public static bool IsReduction(Primitive primitive) => primitive == Sum || primitive == SumOfProducts;

    /// <summary>The first <paramref name="draws"/> lanes of a pack that starts at lane
    /// <paramref name="first"/>.</summary>
    private static Vector512<double> Valid(Vector512<double> pack, int first, int draws) =>
        first + 8 <= draws
            ? pack
            : Vector512.ConditionalSelect(
                Vector512.LessThan(Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7),
                    Vector512.Create((double)(draws - first))),
                pack, Vector512<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumLanes(double* x, int draws)
    {
        var sum = Vector512<double>.Zero;
        for (int lane = 0; lane < draws; lane += 8)
        {
            sum += Valid(Vector512.Load(x + lane), lane, draws);
        }
        return Horizontal(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumDots(in KernelArguments a, MatrixLayout left, MatrixLayout right, int m, int n, int k)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int c = 0; c < k; c++)
                {
                    sum += DotLanes(
                        a.Operands[0] + (long)left.Offset(i, c) * a.Lanes,
                        a.Operands[1] + (long)right.Offset(c, j) * a.Lanes, a.Draws);
                }
                a.Result[i * n + j] = sum;
            }
        }
    }

    /// <summary>The draws as the inner index of a product of numbers, once for each inner index of the product by
    /// draw.</summary>
    private static void SumDense(in KernelArguments a, MatrixLayout left, MatrixLayout right, int m, int n, int k)
    {
        for (int c = 0; c < k; c++)
        {
            DenseProduct<double, NumberElement>.Multiply(
                new(a.Result, n, 1),
                new(a.Operands[0] + (long)left.Offset(0, c) * a.Lanes, (nint)left.RowStride * a.Lanes, 1),
                new(a.Operands[1] + (long)right.Offset(c, 0) * a.Lanes, 1, (nint)right.ColumnStride * a.Lanes),
                m, n, a.Draws, c == 0 ? ProductMode.Set : ProductMode.Add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double DotLanes(double* x, double* y, int draws)
    {
        var sum = Vector512<double>.Zero;
        for (int lane = 0; lane < draws; lane += 8)
        {
            sum = Vector512.FusedMultiplyAdd(Valid(Vector512.Load(x + lane), lane, draws),
                Valid(Vector512.Load(y + lane), lane, draws), sum);
        }
        return Horizontal(sum);
    }

    // In a fixed order, so that the bits do not depend on the width of the machine's registers.
    private static double Horizontal(Vector512<double> sum) =>
        ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}
