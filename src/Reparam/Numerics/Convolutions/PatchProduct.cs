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
    private readonly long _steps = parts.Sum(static part => (long)part.Kernel.Length);

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
        if (count == 0)
        {
            return;
        }
        if (varies.Image && !varies.Kernel)
        {
            Tiles(x, kernel + (long)first * kernelRow, result + (long)first * area * lanes, lanes, count);
            return;
        }
        int own = varies.Image ? lanes : 1;
        x = image.Of(x, own, new(0, own), own, PanelMemory.Right<T>((long)image.Size * own));
        foreach (PatchPart part in parts)
        {
            if (lanes > 1)
            {
                ByDraw(part, x, kernel, result, varies, lanes, first, count);
            }
            else
            {
                Numbers(part, x, kernel, result, first, count);
            }
        }
    }

    private void Tiles<T>(T* x, T* kernel, T* result, int lanes, int count)
        where T : unmanaged
    {
        var channels = new TileChannels(count);
        T* panels = PanelMemory.Left<T>(_steps * channels.Room), panel = panels;
        foreach (PatchPart part in parts)
        {
            for (int i = 0; i < channels.Tiles; i++, panel += (long)part.Kernel.Length * PatchTile<T>.Rows)
            {
                Gather(part, kernel + (long)channels.Tile(i) * kernelRow, PatchTile<T>.Rows, panel);
            }
            for (int row = channels.FirstStrip; row < count; row++, panel += part.Kernel.Length)
            {
                Gather(part, kernel + (long)row * kernelRow, 1, panel);
            }
        }
        int most = Math.Min(lanes, image.LanesAtOnce<T>());
        T* room = PanelMemory.Right<T>((long)image.Size * most);
        for (int lane = 0; lane < lanes; lane += most)
        {
            var block = new LaneBlock(lane, Math.Min(most, lanes - lane));
            T* own = image.Of(x, lanes, block, lanes, room);
            panel = panels;
            foreach (PatchPart part in parts)
            {
                Tiles(part, channels, own, block.Count, panel, result + lane, lanes);
                panel += (long)part.Kernel.Length * channels.Room;
            }
        }
    }

    /// <summary>Some lanes of one part.</summary>
    private void Tiles<T>(
        PatchPart part, TileChannels channels, T* x, int own, T* panel, T* result, int lanes)
        where T : unmanaged
    {
        nint depth = part.Kernel.Length, stride = (nint)area * lanes;
        int packs = part.Patches.Length * (own / Vector512<T>.Count);
        T** from = stackalloc T*[PatchTile<T>.StripPacks], to = stackalloc T*[PatchTile<T>.StripPacks];
        T** there = stackalloc T*[PatchTile<T>.Packs];
        fixed (int* steps = part.Image)
        {
            for (int pack = 0; pack < packs && channels.Tiles > 0; pack += PatchTile<T>.Packs)
            {
                Find(part, pack, PatchTile<T>.Packs, x, own, result, lanes, from, to);
                for (int i = 0; i < channels.Tiles; i++)
                {
                    for (int p = 0; p < PatchTile<T>.Packs; p++)
                    {
                        there[p] = to[p] + channels.Tile(i) * stride;
                    }
                    PatchTile<T>.Run(depth, panel + i * depth * PatchTile<T>.Rows, steps, own, from, there, stride);
                }
            }
            panel += channels.Tiles * depth * PatchTile<T>.Rows;
            for (int pack = 0; pack < packs && channels.Strips > 0; pack += PatchTile<T>.StripPacks)
            {
                T* first = result + channels.FirstStrip * stride;
                Find(part, pack, PatchTile<T>.StripPacks, x, own, first, lanes, from, to);
                for (int i = 0; i < channels.Strips; i++)
                {
                    PatchTile<T>.Strip(depth, panel + i * depth, steps, own, from, to);
                    for (int p = 0; p < PatchTile<T>.StripPacks; p++)
                    {
                        to[p] += stride;
                    }
                }
            }
        }
    }

    /// <summary>Where some packs of patches begin, and where their results go. Packs after the last repeat
    /// it.</summary>
    private static void Find<T>(
        PatchPart part, int pack, int packs, T* x, int own, T* result, int lanes, T** from, T** to)
        where T : unmanaged
    {
        int perElement = own / Vector512<T>.Count, last = part.Patches.Length * perElement - 1;
        for (int i = 0; i < packs; i++)
        {
            (int place, int within) = Math.DivRem(Math.Min(pack + i, last), perElement);
            nint lane = within * Vector512<T>.Count;
            from[i] = x + (nint)part.Patches[place] * own + lane;
            to[i] = result + (nint)part.Results[place] * lanes + lane;
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

    /// <summary>How channels of the result are taken: by tiles of eight, of which the last may compute some again, or
    /// where few are left over by strips of one.</summary>
    private readonly struct TileChannels
    {
        private readonly int _count;

        public TileChannels(int count)
        {
            const int rows = PatchTile<float>.Rows, mostStrips = 3;
            int rest = count % rows;
            _count = count;
            Strips = count < rows || rest <= mostStrips ? rest : 0;
            Tiles = (count - Strips + rows - 1) / rows;
        }

        /// <summary>The number of tiles.</summary>
        public int Tiles { get; }

        /// <summary>The number of strips, which are the last channels.</summary>
        public int Strips { get; }

        /// <summary>The first channel that is a strip.</summary>
        public int FirstStrip => _count - Strips;

        /// <summary>Elements of the kernel that are taken for each step.</summary>
        public int Room => Tiles * PatchTile<float>.Rows + Strips;

        /// <summary>The first channel of a tile.</summary>
        public int Tile(int index) => Math.Min(index * PatchTile<float>.Rows, FirstStrip - PatchTile<float>.Rows);
    }
}
