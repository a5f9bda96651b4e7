using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>A convolution as the product of the matrix of its kernel, [channel of the result][element], with that of
/// the patches of an image, [element][place], which is read through two tables and never written out.</summary>
/// <param name="image">The image.</param>
/// <param name="parts">The places of the result, each in one part.</param>
/// <param name="kernelRow">From the elements of the kernel for one channel of the result to those for the
/// next.</param>
/// <param name="area">The number of places of the result.</param>
internal sealed unsafe class PatchProduct(PaddedImage image, PatchPart[] parts, int kernelRow, int area)
{
    /// <summary>Computes channels of the result.</summary>
    /// <remarks>Every element is one chain of fused multiply-adds in the order of its part's table, whoever varies by
    /// draw.</remarks>
    /// <param name="x">The image, by lane if it varies.</param>
    /// <param name="kernel">The kernel, by lane if it varies.</param>
    /// <param name="result">The result, [channel][place].</param>
    /// <param name="varies">Whether image and kernel vary by draw.</param>
    /// <param name="lanes">Lanes an element of what varies; 1 where nothing does.</param>
    /// <param name="first">The first channel.</param>
    /// <param name="count">How many channels.</param>
    public void Run<T>(
        T* x, T* kernel, T* result, (bool Image, bool Kernel) varies, int lanes, int first, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int own = varies.Image ? lanes : 1;
        x = image.Of(x, own, own);
        foreach (PatchPart part in parts)
        {
            if (varies.Image && !varies.Kernel)
            {
                Tiles(part, x, kernel + (long)first * kernelRow, result + (long)first * area * lanes, lanes, count);
            }
            else if (lanes > 1)
            {
                ByDraw(part, x, kernel, result, varies, lanes, first, count);
            }
            else
            {
                Numbers(part, x, kernel, result, first, count);
            }
        }
    }

    private void Tiles<T>(PatchPart part, T* x, T* kernel, T* result, int lanes, int count)
        where T : unmanaged
    {
        const int rows = PatchTile<T>.Rows;
        int depth = part.Kernel.Length;
        nint stride = (nint)area * lanes;
        // The channels that are left over are few strips, or a tile that computes some again.
        int whole = count / rows * rows, rest = count - whole;
        bool overlaps = rest > 3 && whole > 0;
        T* panels = PanelMemory.Left<T>((long)depth * (whole + rows));
        for (int row = 0; row < whole; row += rows)
        {
            Gather(part, kernel + (long)row * kernelRow, rows, panels + (long)row * depth);
        }
        int last = overlaps ? count - rows : whole;
        T* remainder = panels + (long)whole * depth;
        for (int row = last; row < count; row += overlaps ? rows : 1)
        {
            Gather(part, kernel + (long)row * kernelRow, overlaps ? rows : 1, remainder + (long)(row - last) * depth);
        }
        T** from = stackalloc T*[PatchTile<T>.StripPacks], to = stackalloc T*[PatchTile<T>.StripPacks];
        int packs = part.Patches.Length * (lanes / Vector512<T>.Count);
        fixed (int* steps = part.Image)
        {
            for (int pack = 0; pack < packs && count >= rows; pack += PatchTile<T>.Packs)
            {
                Find(part, pack, PatchTile<T>.Packs, x, result, lanes, from, to);
                for (int row = 0; row < whole; row += rows)
                {
                    PatchTile<T>.Run(depth, panels + (long)row * depth, steps, lanes, from, to, stride);
                    Move(to, PatchTile<T>.Packs, rows * stride);
                }
                if (overlaps)
                {
                    Move(to, PatchTile<T>.Packs, (last - whole) * stride);
                    PatchTile<T>.Run(depth, remainder, steps, lanes, from, to, stride);
                }
            }
            for (int pack = 0; pack < packs && !overlaps && rest > 0; pack += PatchTile<T>.StripPacks)
            {
                Find(part, pack, PatchTile<T>.StripPacks, x, result + last * stride, lanes, from, to);
                for (int row = last; row < count; row++)
                {
                    PatchTile<T>.Strip(depth, remainder + (long)(row - last) * depth, steps, lanes, from, to);
                    Move(to, PatchTile<T>.StripPacks, stride);
                }
            }
        }
    }

    /// <summary>Where some packs of patches begin, and where their results go. Packs after the last repeat it.</summary>
    private static void Find<T>(
        PatchPart part, int pack, int packs, T* x, T* result, int lanes, T** from, T** to)
        where T : unmanaged
    {
        int perElement = lanes / Vector512<T>.Count, last = part.Patches.Length * perElement - 1;
        for (int i = 0; i < packs; i++)
        {
            (int place, int within) = Math.DivRem(Math.Min(pack + i, last), perElement);
            nint lane = within * Vector512<T>.Count;
            from[i] = x + (nint)part.Patches[place] * lanes + lane;
            to[i] = result + (nint)part.Results[place] * lanes + lane;
        }
    }

    private static void Move<T>(T** to, int count, nint by)
        where T : unmanaged
    {
        for (int i = 0; i < count; i++)
        {
            to[i] += by;
        }
    }

    /// <summary>Copies the elements of the kernel for some channels, those of a step side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather<T>(PatchPart part, T* kernel, int rows, T* target)
        where T : unmanaged
    {
        foreach (int place in part.Kernel)
        {
            T* source = kernel + place;
            for (int row = 0; row < rows; row++, source += kernelRow)
            {
                *target++ = *source;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ByDraw<T>(PatchPart part, T* x, T* kernel, T* result, (bool Image, bool Kernel) varies, int lanes,
        int first, int count)
        where T : unmanaged
    {
        int depth = part.Kernel.Length;
        for (int row = first; row < first + count; row++)
        {
            for (int place = 0; place < part.Patches.Length; place++)
            {
                for (int lane = 0; lane < lanes; lane += Vector512<T>.Count)
                {
                    var sum = Vector512<T>.Zero;
                    for (int k = 0; k < depth; k++)
                    {
                        nint w = (nint)row * kernelRow + part.Kernel[k], p = part.Patches[place] + part.Image[k];
                        Vector512<T> left = varies.Kernel
                            ? Vector512.Load(kernel + w * lanes + lane) : Vector512.Create(kernel[w]);
                        Vector512<T> right = varies.Image
                            ? Vector512.Load(x + p * lanes + lane) : Vector512.Create(x[p]);
                        sum = PackArithmetic.MultiplyAdd(left, right, sum);
                    }
                    sum.Store(result + ((nint)row * area + part.Results[place]) * lanes + lane);
                }
            }
        }
    }

    private void Numbers<T>(PatchPart part, T* x, T* kernel, T* result, int first, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int row = first; row < first + count; row++)
        {
            for (int place = 0; place < part.Patches.Length; place++)
            {
                T sum = T.Zero;
                for (int k = 0; k < part.Kernel.Length; k++)
                {
                    sum = T.FusedMultiplyAdd(kernel[(nint)row * kernelRow + part.Kernel[k]],
                        x[part.Patches[place] + part.Image[k]], sum);
                }
                result[(nint)row * area + part.Results[place]] = sum;
            }
        }
    }
}
