using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Reparam.Numerics;

/// <summary>The derivative of a convolution in its kernel: for each channel of its result and each element of the
/// kernel the sum, over all places of the result, of the cotangent there times the element of the image that the
/// kernel's met there.</summary>
/// <param name="image">The image.</param>
/// <param name="elements">For each element of the kernel the element of the padded image that it meets at the first
/// place.</param>
/// <param name="rows">Rows of the result.</param>
/// <param name="columns">Columns of the result.</param>
/// <param name="stride">How far patches of neighbouring places are apart.</param>
internal sealed unsafe class PatchDots(PaddedImage image, int[] elements, int rows, int columns, int stride)
{
    /// <summary>Packs that should be added up before a sum over lanes is taken.</summary>
    private const int PacksWorthASum = 64;

    private int Area => rows * columns;

    /// <summary>The sums over all draws, where both image and cotangent vary.</summary>
    /// <param name="x">The image.</param>
    /// <param name="cotangent">The cotangent of the result.</param>
    /// <param name="result">The derivative, [channel][element].</param>
    /// <param name="lanes">Lanes an element.</param>
    /// <param name="draws">The lanes that hold draws.</param>
    /// <param name="first">The first channel of the cotangent.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="adds">Whether they are added to what stands in the result.</param>
    public void Sum<T>(T* x, T* cotangent, T* result, int lanes, int draws, int first, int count, bool adds)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        cotangent += (long)first * Area * lanes;
        result += (long)first * elements.Length;
        var left = new PaddedImage(count, rows, columns, 0, 0, 0, 0);
        int most = Math.Min(lanes, Math.Max(image.LanesAtOnce<T>(), PacksWorthASum / Area * Vector512<T>.Count));
        T* roomLeft = PanelMemory.Left<T>((long)left.Size * most);
        T* roomRight = PanelMemory.Right<T>((long)image.Size * most);
        if (!adds)
        {
            new Span<T>(result, count * elements.Length).Clear();
        }
        for (int lane = 0; lane < lanes; lane += most)
        {
            var block = new LaneBlock(lane, Math.Min(most, lanes - lane));
            AddBlock(image.Of(x, lanes, block, draws, roomRight), left.Of(cotangent, lanes, block, draws, roomLeft),
                result, block.Count, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBlock<T>(T* x, T* cotangent, T* result, int lanes, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int channels = DotTile<T>.Channels, patches = DotTile<T>.Patches;
        int pack = Vector512<T>.Count;
        // With a stride of 1 the elements of a row lie side by side in both.
        DotPath path = stride == 1
            ? new(1, rows, columns * (lanes / pack), pack, pack, (nint)image.Columns * lanes)
            : new(lanes / pack, rows, columns, lanes, (nint)stride * lanes, (nint)stride * image.Columns * lanes);
        T** left = stackalloc T*[channels], right = stackalloc T*[patches];
        T* room = stackalloc T[channels * patches * pack + 64];
        T* sums = PanelMemory.Align(room);
        for (int channel = 0; channel < count; channel += channels)
        {
            for (int i = 0; i < channels; i++)
            {
                // Channels and patches after the last repeat it.
                left[i] = cotangent + (nint)Math.Min(channel + i, count - 1) * Area * lanes;
            }
            for (int element = 0; element < elements.Length; element += patches)
            {
                int there = Math.Min(patches, elements.Length - element);
                for (int i = 0; i < patches; i++)
                {
                    right[i] = x + (nint)elements[element + Math.Min(i, there - 1)] * lanes;
                }
                DotTile<T>.Run(path, left, right, there, sums);
                for (int i = 0; i < Math.Min(channels, count - channel); i++)
                {
                    T* target = result + (nint)(channel + i) * elements.Length + element;
                    AddTotals(sums + i * patches * pack, there, target);
                }
            }
        }
    }

    /// <summary>The sums for each draw.</summary>
    /// <param name="x">The image, by lane if it varies.</param>
    /// <param name="cotangent">The cotangent of the result, by lane if it varies.</param>
    /// <param name="result">The derivative, [channel][element].</param>
    /// <param name="varies">Whether image and cotangent vary by draw.</param>
    /// <param name="lanes">Lanes an element of what varies; 1 where nothing does.</param>
    /// <param name="first">The first channel of the cotangent.</param>
    /// <param name="count">How many of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ByDraw<T>(
        T* x, T* cotangent, T* result, (bool Image, bool Cotangent) varies, int lanes, int first, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int own = varies.Image ? lanes : 1;
        x = image.Of(x, own, new(0, own), own, PanelMemory.Right<T>((long)image.Size * own));
        for (int channel = first; channel < first + count; channel++)
        {
            for (int element = 0; element < elements.Length; element++)
            {
                nint left = (nint)channel * Area, right = elements[element];
                T* target = result + ((nint)channel * elements.Length + element) * lanes;
                for (int lane = 0; lane < lanes && lanes > 1; lane += Vector512<T>.Count)
                {
                    var sum = Vector512<T>.Zero;
                    for (int place = 0; place < Area; place++)
                    {
                        nint at = right + Patch(place), here = left + place;
                        sum = PackArithmetic.MultiplyAdd(
                            varies.Cotangent
                                ? Vector512.Load(cotangent + here * lanes + lane) : Vector512.Create(cotangent[here]),
                            varies.Image ? Vector512.Load(x + at * lanes + lane) : Vector512.Create(x[at]), sum);
                    }
                    sum.Store(target + lane);
                }
                if (lanes == 1)
                {
                    T sum = T.Zero;
                    for (int place = 0; place < Area; place++)
                    {
                        sum = T.FusedMultiplyAdd(cotangent[left + place], x[right + Patch(place)], sum);
                    }
                    *target = sum;
                }
            }
        }
    }

    private nint Patch(int place) => (nint)(place / columns) * stride * image.Columns + place % columns * stride;

    /// <summary>Adds the sum of each of some packs to a number, in an order that does not depend on the
    /// machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTotals<T>(T* packs, int count, T* target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            for (int i = 0; i < count; i++)
            {
                Vector128<T> pair = Quarter(packs + i * Vector512<T>.Count);
                target[i] += pair[0] + pair[1];
            }
            return;
        }
        int done = 0;
        for (; Sse.IsSupported && done + 4 <= count; done += 4, packs += 4 * Vector512<T>.Count)
        {
            Vector128<float> a = Quarter(packs).AsSingle(), b = Quarter(packs + Vector512<T>.Count).AsSingle();
            Vector128<float> c = Quarter(packs + 2 * Vector512<T>.Count).AsSingle();
            Vector128<float> d = Quarter(packs + 3 * Vector512<T>.Count).AsSingle();
            // Elements 0 and 2 of a and b, then 1 and 3; the same of c and d.
            Vector128<float> ab = Sse.UnpackLow(a, b) + Sse.UnpackHigh(a, b);
            Vector128<float> cd = Sse.UnpackLow(c, d) + Sse.UnpackHigh(c, d);
            Vector128<float> sum = Sse.MoveLowToHigh(ab, cd) + Sse.MoveHighToLow(cd, ab);
            (Vector128.Load((float*)(target + done)) + sum).Store((float*)(target + done));
        }
        for (; done < count; done++, packs += Vector512<T>.Count)
        {
            Vector128<T> four = Quarter(packs);
            target[done] += (four[0] + four[2]) + (four[1] + four[3]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Quarter<T>(T* pack)
        where T : unmanaged
    {
        Vector256<T> half = Vector256.Load(pack) + Vector256.Load(pack + Vector256<T>.Count);
        return half.GetLower() + half.GetUpper();
    }
}
