using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Primitives;

/// <summary>The primitives that enter and leave the implicit draw axis.</summary>
internal static unsafe class Draws
{
    private const int MostInnerOfOnePass = 256;

    /// <summary>The same value in each draw. Its cotangent, unlike its operand's, is kept draw by draw.</summary>
    public static readonly Primitive Spread = new("spread")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (_, cotangent, _) => cotangent,
        Kernel = SpreadKernel<double>,
        SingleKernel = SpreadKernel<float>,
        Loop = static _ => new Move(null),
        Regularity = Regularity.Smooth,
        Varies = static (_, _) => true,
    };

    /// <summary>The sum over the draws. The kernel gives the part of one chunk, or adds it to that of the chunks before
    /// it.</summary>
    public static readonly Primitive Sum = new("draw_sum")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (_, cotangent, _) => cotangent,
        Kernel = SumKernel<double>,
        SingleKernel = SumKernel<float>,
        Divides = static _ => true,
        Regularity = Regularity.Smooth,
        Varies = static (_, _) => false,
    };

    /// <summary>The sum over the draws of a matrix product, never held for each draw.</summary>
    public static readonly Primitive SumOfProducts = new("draw_sum_matmul")
    {
        ResultShape = static (operands, attributes) => MatrixProducts.Product.ResultShape(operands, attributes),
        Pullback = static (result, cotangent, operand) => MatrixProducts.Pullback(result, cotangent, operand),
        Kernel = ProductKernel<double>,
        SingleKernel = ProductKernel<float>,
        Divides = static _ => true,
        Operations = MatrixProducts.Product.Operations,
        OperationCost = Primitive.MultiplyAddCost,
        Regularity = Regularity.Smooth,
        Varies = static (_, _) => false,
    };

    /// <summary>Whether the primitive takes values that vary by draw to one that does not.</summary>
    public static bool IsReduction(Primitive primitive) =>
        primitive == Sum || primitive == SumOfProducts || primitive == Convolutions.SumInKernel;

    private static Kernel SpreadKernel<T>(Tensor node)
        where T : unmanaged
    {
        int size = node.Size;
        return (in KernelArguments a) =>
        {
            T* operand = a.At<T>(0), result = a.To<T>();
            for (int e = 0; e < size; e++)
            {
                new Span<T>(result + (long)e * a.Lanes, a.Lanes).Fill(operand[e]);
            }
        };
    }

    private static Kernel SumKernel<T>(Tensor node)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = node.Size;
        return (in KernelArguments a) =>
        {
            T* operand = a.At<T>(0), result = a.To<T>();
            (int first, int count) = a.RowsOf(size);
            for (int e = first; e < first + count; e++)
            {
                result[e] = Total(SumLanes(operand + (long)e * a.Lanes, a.Draws), result[e], a.Adds);
            }
        };
    }

    private static Kernel ProductKernel<T>(Tensor node)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (m, n, k, left, right) = MatrixProducts.Layout(node);
        return (in KernelArguments a) =>
        {
            (int first, int count) = a.RowsOf(m);
            bool isWide = typeof(T) == typeof(float) ? Math.Max(m, n) >= 16 : m >= 16 && n >= 16;
            if (isWide && (long)m * n * k * a.Draws >= 32768)
            {
                SumDense<T>(a, left, right, first, count, n, k);
            }
            else
            {
                SumDots<T>(a, left, right, first, count, n, k);
            }
        };
    }

    private static T Total<T>(double sum, T before, bool adds)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.CreateTruncating(adds ? sum + double.CreateTruncating(before) : sum);

    /// <summary>The first <paramref name="draws"/> lanes of a pack that starts at lane
    /// <paramref name="first"/>.</summary>
    private static Vector512<double> Valid(Vector512<double> pack, int first, int draws) =>
        first + 8 <= draws
            ? pack
            : Vector512.ConditionalSelect(
                Vector512.LessThan(Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7),
                    Vector512.Create((double)(draws - first))),
                pack, Vector512<double>.Zero);

    // Sums of floats are taken in doubles.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumLanes<T>(T* x, int draws)
        where T : unmanaged
    {
        var sum = Vector512<double>.Zero;
        for (int lane = 0; lane < draws; lane += 8)
        {
            sum += Valid(Widening.Load(x + lane), lane, draws);
        }
        return Horizontal(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumDots<T>(
        in KernelArguments a, MatrixLayout left, MatrixLayout right, int first, int count, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* x = a.At<T>(0), y = a.At<T>(1), result = a.To<T>();
        for (int i = first; i < first + count; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int c = 0; c < k; c++)
                {
                    sum += DotLanes(
                        x + (long)left.Offset(i, c) * a.Lanes, y + (long)right.Offset(c, j) * a.Lanes, a.Draws);
                }
                result[i * n + j] = Total(sum, result[i * n + j], a.Adds);
            }
        }
    }

    /// <summary>The draws as the inner index of a product of numbers, once for each inner index of the product by
    /// draw.</summary>
    /// <remarks>Floats are added up as floats, but only the draws of one chunk. Few draws are laid side by side for all
    /// inner indices, since a pass over the result costs as much as some tens of draws.</remarks>
    private static void SumDense<T>(
        in KernelArguments a, MatrixLayout left, MatrixLayout right, int first, int count, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (k > 1 && (long)k * a.Draws <= MostInnerOfOnePass)
        {
            int inner = k * a.Draws;
            T* x = PanelMemory.Factor<T>((long)count * inner), y = PanelMemory.Other<T>((long)n * inner);
            SideBySide.Gather(a.At<T>(0), left.Offset(first, 0), left.RowStride, left.ColumnStride, count, k, a.Lanes,
                a.Draws, x);
            SideBySide.Gather(a.At<T>(1), 0, right.ColumnStride, right.RowStride, n, k, a.Lanes, a.Draws, y);
            DenseProduct<T, NumberElement>.Multiply(new(a.To<T>() + (long)first * n, n, 1), new(x, inner, 1),
                new(y, 1, inner), count, n, inner, a.Adds ? ProductMode.Add : ProductMode.Set);
            return;
        }
        for (int c = 0; c < k; c++)
        {
            DenseProduct<T, NumberElement>.Multiply(
                new(a.To<T>() + (long)first * n, n, 1),
                new(a.At<T>(0) + (long)left.Offset(first, c) * a.Lanes, (nint)left.RowStride * a.Lanes, 1),
                new(a.At<T>(1) + (long)right.Offset(c, 0) * a.Lanes, 1, (nint)right.ColumnStride * a.Lanes),
                count, n, a.Draws, c == 0 && !a.Adds ? ProductMode.Set : ProductMode.Add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double DotLanes<T>(T* x, T* y, int draws)
        where T : unmanaged
    {
        var sum = Vector512<double>.Zero;
        for (int lane = 0; lane < draws; lane += 8)
        {
            sum = Vector512.FusedMultiplyAdd(Valid(Widening.Load(x + lane), lane, draws),
                Valid(Widening.Load(y + lane), lane, draws), sum);
        }
        return Horizontal(sum);
    }

    // In a fixed order, so that the bits do not depend on the width of the machine's registers.
    private static double Horizontal(Vector512<double> sum) =>
        ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}
