using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Primitives;

/// <summary>Operations x(a, z) of a shape and noise, or its derivative in the shape, whose kernels keep what depends on
/// the shape from one pack to the next.</summary>
internal static unsafe class QuantileKernels<TFamily>
    where TFamily : struct, IQuantileFamily
{
    /// <summary>The operation.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="slope">Whether the derivative.</param>
    /// <param name="leftSlope">The slope in the shape, given both operands and the result.</param>
    /// <param name="rightSlope">The slope in the noise.</param>
    public static Primitive Primitive<TLanes>(string name, bool slope,
        Func<Tensor, Tensor, Tensor, Tensor> leftSlope, Func<Tensor, Tensor, Tensor, Tensor> rightSlope)
        where TLanes : struct, IBinaryLanes
    {
        Primitive plain = Elementwise.Binary<TLanes>(name, Regularity.Smooth, leftSlope, rightSlope);
        return new(name)
        {
            ResultShape = plain.ResultShape,
            Pullback = plain.Pullback,
            Kernel = node => OfNode(node, slope),
            // A loop goes from element to element and so from shape to shape: the kernel, from draw to draw.
            Loop = node => node.Operands[0].Varies && ElementwiseKernels.BinaryForm<TLanes>() is Pointwise form
                ? new Pointwise(form.Function, slope ? SlopePacks : QuantilePacks)
                : null,
            BareLoop = plain.BareLoop,
            Regularity = plain.Regularity,
            IsElementwise = true,
        };
    }

    private static void QuantilePacks(double** operands, double** results, long count) =>
        Packs(slope: false, operands, results, count);

    private static void SlopePacks(double** operands, double** results, long count) =>
        Packs(slope: true, operands, results, count);

    private static void Packs(bool slope, double** operands, double** results, long count)
    {
        double* memory = stackalloc double[TabulatedQuantile<TFamily>.Room];
        var quantile = new TabulatedQuantile<TFamily>(slope, memory);
        for (long i = 0; i < count; i += 8)
        {
            quantile.At(Vector512.Load(operands[0] + i), Vector512.Load(operands[1] + i)).Store(results[0] + i);
        }
    }

    private static Kernel OfNode(Tensor node, bool slope)
    {
        Tensor a = node.Operands[0], z = node.Operands[1];
        int size = node.Size;
        int[]? mapA = a.Shape.BroadcastMap(node.Shape), mapZ = z.Shape.BroadcastMap(node.Shape);
        bool variesA = a.Varies, variesZ = z.Varies;
        return (in KernelArguments arguments) =>
        {
            double* memory = stackalloc double[TabulatedQuantile<TFamily>.Room];
            var quantile = new TabulatedQuantile<TFamily>(slope, memory);
            var shapes = new LaneView<double>(arguments.Operands[0], variesA, arguments.Lanes);
            var noise = new LaneView<double>(arguments.Operands[1], variesZ, arguments.Lanes);
            var result = new LaneView<double>(arguments.Result, arguments.Lanes > 1, arguments.Lanes);
            for (int e = 0; e < size; e++)
            {
                int elementA = mapA is null ? e : mapA[e], elementZ = mapZ is null ? e : mapZ[e];
                for (int lane = 0; lane < arguments.Lanes; lane += 8)
                {
                    result.Store(e, lane, quantile.At(shapes.Load(elementA, lane), noise.Load(elementZ, lane)));
                }
            }
        };
    }
}
