using Reparam.Primitives;

namespace Reparam;

public sealed partial class Tensor
{
    /// <summary>The convolution of an image with a kernel, without turning the kernel round: y[o, r, s] = Σ k[o, c, i,
    /// j] x[c, stride r + i - padding, stride s + j - padding] over c, i and j, where x is 0 outside of the
    /// image.</summary>
    /// <remarks>As PyTorch's conv2d for one example. It is fast where the image varies by draw and the kernel does
    /// not.</remarks>
    /// <param name="x">An image of shape [C, H, W].</param>
    /// <param name="kernel">A kernel of shape [O, C, kh, kw].</param>
    /// <param name="stride">How far patches of neighbouring places are apart, at least 1.</param>
    /// <param name="padding">Rows and columns of zeros on each side of the image.</param>
    /// <returns>An image of shape [O, (H + 2 padding - kh) / stride + 1, (W + 2 padding - kw) / stride + 1], rounded
    /// down.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the kernel is larger than the image with its
    /// padding.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The stride is less than 1 or the padding negative.</exception>
    public static Tensor Convolve(Tensor x, Tensor kernel, int stride = 1, int padding = 0)
    {
        CheckConvolution("Convolve", x, kernel, kernelAxis: 1, stride, padding);
        var form = new Convolution(x.Shape[1], x.Shape[2], kernel.Shape[2], kernel.Shape[3], stride, padding);
        if (form.Height + 2 * padding < form.KernelHeight || form.Width + 2 * padding < form.KernelWidth)
        {
            throw new ArgumentException(
                $"Convolve: a kernel of shape {kernel.Shape} is larger than an image of shape {x.Shape} with a " +
                $"padding of {padding}. Pad more, or pass a smaller kernel.", nameof(kernel));
        }
        return new(Convolutions.Convolve, form, x, kernel);
    }

    /// <summary>The transposed convolution, which leads from images of the size of <see cref="Convolve"/>'s result to
    /// those of its image: y[o, r, s] = Σ k[c, o, i, j] x[c, u, v] over c and all i, j, u and v with r = stride u + i -
    /// padding and s = stride v + j - padding.</summary>
    /// <remarks>As PyTorch's conv_transpose2d for one example. It is fast where the image varies by draw and the kernel
    /// does not.</remarks>
    /// <param name="x">An image of shape [C, H, W].</param>
    /// <param name="kernel">A kernel of shape [C, O, kh, kw].</param>
    /// <param name="stride">How far the places of neighbouring elements of the image are apart, at least 1.</param>
    /// <param name="padding">Rows and columns that are left out on each side of the result.</param>
    /// <param name="outputPadding">Rows below and columns to the right that are added to the result, fewer than the
    /// stride: convolutions lead from images of several sizes to one, and this chooses among them.</param>
    /// <returns>An image of shape [O, (H - 1) stride - 2 padding + kh + outputPadding, (W - 1) stride - 2 padding + kw
    /// + outputPadding].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or nothing is left of the result.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The stride is less than 1, the padding negative, or the output
    /// padding not one of 0, ..., stride - 1.</exception>
    public static Tensor ConvolveTransposed(
        Tensor x, Tensor kernel, int stride = 1, int padding = 0, int outputPadding = 0)
    {
        CheckConvolution("ConvolveTransposed", x, kernel, kernelAxis: 0, stride, padding);
        if (outputPadding < 0 || outputPadding >= stride)
        {
            throw new ArgumentOutOfRangeException(nameof(outputPadding), outputPadding,
                $"ConvolveTransposed: the output padding is {outputPadding}, but it must be at least 0 and less than " +
                $"the stride, {stride}. Choose the size of the result by it, and pad the result for more.");
        }
        int height = checked((x.Shape[1] - 1) * stride - 2 * padding + kernel.Shape[2] + outputPadding);
        int width = checked((x.Shape[2] - 1) * stride - 2 * padding + kernel.Shape[3] + outputPadding);
        if (height < 1 || width < 1 || x.Shape[1] < 1 || x.Shape[2] < 1)
        {
            throw new ArgumentException(
                $"ConvolveTransposed: an image of shape {x.Shape} and a kernel of shape {kernel.Shape} with a " +
                $"padding of {padding} leave nothing, {height} rows and {width} columns. Use less padding.", nameof(x));
        }
        return new(Convolutions.Transposed,
            new Convolution(height, width, kernel.Shape[2], kernel.Shape[3], stride, padding), x, kernel);
    }

    /// <summary>The means of squares of elements that lie side by side.</summary>
    /// <param name="x">An image of shape [C, H, W].</param>
    /// <param name="size">The length of a side of a square; H and W must be multiples of it.</param>
    /// <returns>An image of shape [C, H / size, W / size].</returns>
    /// <exception cref="ArgumentException">The tensor is no image, or the squares do not cover it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1.</exception>
    public static Tensor AveragePool(Tensor x, int size = 2)
    {
        CheckImage("AveragePool", x);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        int height = x.Shape[1], width = x.Shape[2];
        if (height % size != 0 || width % size != 0)
        {
            throw new ArgumentException(
                $"AveragePool: an image of shape {x.Shape} is not covered by squares of {size} x {size}. Pad it, or " +
                "cut it by Slice, to multiples of their side.", nameof(x));
        }
        return size == 1 ? x : Mean(Reshape(x, [x.Shape[0], height / size, size, width / size, size]), 2, 4);
    }

    /// <summary>The image with a square in the place of each element, whose elements are all equal to it.</summary>
    /// <param name="x">An image of shape [C, H, W].</param>
    /// <param name="factor">The length of a side of a square.</param>
    /// <returns>An image of shape [C, factor H, factor W].</returns>
    /// <exception cref="ArgumentException">The tensor is no image.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The factor is less than 1.</exception>
    public static Tensor Upsample(Tensor x, int factor = 2)
    {
        CheckImage("Upsample", x);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        int channels = x.Shape[0], height = x.Shape[1], width = x.Shape[2];
        return factor == 1 ? x : Reshape(
            BroadcastTo(Reshape(x, [channels, height, 1, width, 1]), [channels, height, factor, width, factor]),
            [channels, checked(height * factor), checked(width * factor)]);
    }

    private static void CheckConvolution(
        string name, Tensor x, Tensor kernel, int kernelAxis, int stride, int padding)
    {
        CheckImage(name, x);
        ArgumentNullException.ThrowIfNull(kernel);
        if (kernel.Rank != 4 || kernel.Shape[kernelAxis] != x.Shape[0] || kernel.Shape[2] < 1 || kernel.Shape[3] < 1)
        {
            string axes = kernelAxis == 1 ? $"[O, {x.Shape[0]}, kh, kw]" : $"[{x.Shape[0]}, O, kh, kw]";
            throw new ArgumentException(
                $"{name}: a kernel of shape {kernel.Shape} does not fit an image of shape {x.Shape}. Pass one of " +
                $"shape {axes}.", nameof(kernel));
        }
        if (stride < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(stride), stride,
                $"{name}: the stride is {stride}, but it must be at least 1. Pass 1 for all places.");
        }
        if (padding < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(padding), padding,
                $"{name}: the padding is {padding}, but it must be at least 0. Cut the image by Slice instead.");
        }
    }

    private static void CheckImage(string name, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != 3)
        {
            throw new ArgumentException(
                $"{name}: an image of shape [channels, height, width] is needed, but the shape is {x.Shape}. Reshape " +
                "it first.", nameof(x));
        }
    }
}
