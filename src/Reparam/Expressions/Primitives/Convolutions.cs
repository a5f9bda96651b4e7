using System.Numerics;
using Reparam.Numerics;

namespace Reparam.Primitives;

/// <summary>The convolution of images, its transpose, which is its derivative in the image, and its derivative in the
/// kernel.</summary>
/// <remarks>
/// With image x [C, H, W], kernel k [O, C, kh, kw] and result y [O, H', W'] all three are the one trilinear form Σ y k
/// x over what meets, with one of the three left open: so the derivative of each in an operand is another of them.
/// </remarks>
internal static unsafe class Convolutions
{
    /// <summary>y from x and k.</summary>
    public static readonly Primitive Convolve = new("convolve")
    {
        ResultShape = static (operands, attributes) => ResultOf((Convolution)attributes!, operands[1].Shape[0]),
        Pullback = static (result, cotangent, operand) =>
        {
            Tensor y = Tensor.BroadcastTo(cotangent, result.Shape);
            return operand == 0
                ? new Tensor(Transposed!, result.Attributes, y, result.Operands[1])
                : new Tensor(InKernel!, result.Attributes, result.Operands[0], y);
        },
        Kernel = ConvolveKernel<double>,
        SingleKernel = ConvolveKernel<float>,
        Divides = static _ => true,
        Operations = static node => Products(node, node.Operands[0], node.Operands[1].Shape),
        OperationCost = Primitive.MultiplyAddCost,
        Regularity = Regularity.Smooth,
    };

    /// <summary>x from y and k.</summary>
    public static readonly Primitive Transposed = new("convolve_transposed")
    {
        ResultShape = static (operands, attributes) => ImageOf((Convolution)attributes!, operands[1].Shape[1]),
        Pullback = static (result, cotangent, operand) =>
        {
            Tensor x = Tensor.BroadcastTo(cotangent, result.Shape);
            return operand == 0
                ? new Tensor(Convolve, result.Attributes, x, result.Operands[1])
                : new Tensor(InKernel!, result.Attributes, x, result.Operands[0]);
        },
        Kernel = TransposedKernel<double>,
        SingleKernel = TransposedKernel<float>,
        Divides = static _ => true,
        Operations = static node => Products(node, node, node.Operands[1].Shape),
        OperationCost = Primitive.MultiplyAddCost,
        Regularity = Regularity.Smooth,
    };

    /// <summary>k from x and y, for each draw.</summary>
    public static readonly Primitive InKernel = new("convolve_in_kernel")
    {
        ResultShape = static (operands, attributes) => KernelOf((Convolution)attributes!, operands),
        Pullback = PullbackInKernel,
        Kernel = ByDrawKernel<double>,
        SingleKernel = ByDrawKernel<float>,
        Divides = static _ => true,
        Operations = static node => Products(node, node.Operands[0], node.Shape),
        OperationCost = Primitive.MultiplyAddCost,
        Regularity = Regularity.Smooth,
    };

    /// <summary>The sum over the draws of k from x and y, never held for each draw.</summary>
    public static readonly Primitive SumInKernel = new("draw_sum_convolve_in_kernel")
    {
        ResultShape = static (operands, attributes) => KernelOf((Convolution)attributes!, operands),
        Pullback = PullbackInKernel,
        Kernel = SumKernel<double>,
        SingleKernel = SumKernel<float>,
        Divides = static _ => true,
        Operations = static node => Products(node, node.Operands[0], node.Shape),
        OperationCost = Primitive.MultiplyAddCost,
        Regularity = Regularity.Smooth,
        Varies = static (_, _) => false,
    };

    /// <summary>Whether an operation is linear in each of its two operands, so that a sum over draws passes the one
    /// that does not vary.</summary>
    public static bool Contains(Primitive primitive) =>
        primitive == Convolve || primitive == Transposed || primitive == InKernel;

    private static Shape ResultOf(Convolution form, int channels) => [channels, form.ResultHeight, form.ResultWidth];

    private static Shape ImageOf(Convolution form, int channels) => [channels, form.Height, form.Width];

    private static Shape KernelOf(Convolution form, Tensor[] operands) =>
        [operands[1].Shape[0], operands[0].Shape[0], form.KernelHeight, form.KernelWidth];

    /// <summary>Multiplications and additions: as many products as there are elements of the kernel and places of
    /// y.</summary>
    private static double Products(Tensor node, Tensor image, Shape kernel)
    {
        var form = (Convolution)node.Attributes!;
        return 2.0 * kernel[0] * image.Shape[0] * form.KernelArea * form.ResultHeight * form.ResultWidth;
    }

    private static Tensor PullbackInKernel(Tensor result, Tensor cotangent, int operand)
    {
        Tensor kernel = Tensor.BroadcastTo(cotangent, result.Shape);
        return operand == 0
            ? new Tensor(Transposed, result.Attributes, result.Operands[1], kernel)
            : new Tensor(Convolve, result.Attributes, result.Operands[0], kernel);
    }

    private static Kernel ConvolveKernel<T>(Tensor node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ProductKernel<T>(node, ((Convolution)node.Attributes!).Product(node.Operands[0].Shape[0]));

    private static Kernel TransposedKernel<T>(Tensor node)
        where T : unmanaged, IFloatingPointIeee754<T> => ProductKernel<T>(node,
            ((Convolution)node.Attributes!).TransposedProduct(node.Operands[0].Shape[0], node.Shape[0]));

    private static Kernel ProductKernel<T>(Tensor node, PatchProduct product)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channels = node.Shape[0];
        var varies = (node.Operands[0].Varies, node.Operands[1].Varies);
        return (in KernelArguments a) =>
        {
            (int first, int count) = a.RowsOf(channels);
            product.Run(a.At<T>(0), a.At<T>(1), a.To<T>(), varies, a.Lanes, first, count);
        };
    }

    private static Kernel ByDrawKernel<T>(Tensor node)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        PatchDots dots = ((Convolution)node.Attributes!).Dots(node.Operands[0].Shape[0]);
        int channels = node.Shape[0];
        var varies = (node.Operands[0].Varies, node.Operands[1].Varies);
        return (in KernelArguments a) =>
        {
            (int first, int count) = a.RowsOf(channels);
            dots.ByDraw(a.At<T>(0), a.At<T>(1), a.To<T>(), varies, a.Lanes, first, count);
        };
    }

    private static Kernel SumKernel<T>(Tensor node)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        PatchDots dots = ((Convolution)node.Attributes!).Dots(node.Operands[0].Shape[0]);
        int channels = node.Shape[0];
        return (in KernelArguments a) =>
        {
            (int first, int count) = a.RowsOf(channels);
            dots.Sum(a.At<T>(0), a.At<T>(1), a.To<T>(), a.Lanes, a.Draws, first, count, a.Adds);
        };
    }
}
