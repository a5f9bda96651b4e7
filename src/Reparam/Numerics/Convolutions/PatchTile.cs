using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Reparam.Numerics.PackArithmetic;

namespace Reparam.Numerics;

/// <summary>The innermost loop of a convolution: a tile of eight channels of the result and three packs stays in
/// registers while the products of one element of the kernel after another are added to it.</summary>
/// <remarks>
/// It is <see cref="ProductTile{T,TLeft}"/> with packs of the image read where they lie: pack p of step k is at the
/// address of p plus an offset that depends on k alone, so that patches, in which every element of the image occurs as
/// often as the kernel has places, are never written out. Every element is one chain of fused multiply-adds in the
/// order of the steps, begun at zero, whatever the tile and the width of registers.
/// </remarks>
internal static unsafe class PatchTile<T>
    where T : unmanaged
{
    /// <summary>Channels of a tile.</summary>
    public const int Rows = 8;

    /// <summary>Packs of a tile.</summary>
    public const int Packs = 3;

    /// <summary>Packs of a strip, which has one channel.</summary>
    public const int StripPacks = 8;

    /// <summary>Computes a tile.</summary>
    /// <param name="depth">The number of steps.</param>
    /// <param name="a">Elements of the kernel: eight a step, one for each channel.</param>
    /// <param name="steps">For each step where in the image it reads, in elements of so many lanes.</param>
    /// <param name="lanes">Lanes an element.</param>
    /// <param name="x">Where each of three packs is read at a step of 0.</param>
    /// <param name="c">Where each of them goes, in the first channel.</param>
    /// <param name="stride">From a channel of the result to the next.</param>
    public static void Run(nint depth, T* a, int* steps, nint lanes, T** x, T** c, nint stride)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Whole(depth, a, steps, lanes, x, c, stride);
            return;
        }
        for (int shift = 0; shift < Vector512<T>.Count; shift += Vector256<T>.Count)
        {
            Part(depth, a, steps, lanes, x, c, shift, 0, stride);
            Part(depth, a + 4, steps, lanes, x, c, shift, 4 * stride, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Whole(nint depth, T* a, int* steps, nint lanes, T** x, T** c, nint stride)
    {
        T* x0 = x[0], x1 = x[1], x2 = x[2];
        Vector512<T> r00 = Vector512<T>.Zero, r01 = Vector512<T>.Zero, r02 = Vector512<T>.Zero;
        Vector512<T> r10 = Vector512<T>.Zero, r11 = Vector512<T>.Zero, r12 = Vector512<T>.Zero;
        Vector512<T> r20 = Vector512<T>.Zero, r21 = Vector512<T>.Zero, r22 = Vector512<T>.Zero;
        Vector512<T> r30 = Vector512<T>.Zero, r31 = Vector512<T>.Zero, r32 = Vector512<T>.Zero;
        Vector512<T> r40 = Vector512<T>.Zero, r41 = Vector512<T>.Zero, r42 = Vector512<T>.Zero;
        Vector512<T> r50 = Vector512<T>.Zero, r51 = Vector512<T>.Zero, r52 = Vector512<T>.Zero;
        Vector512<T> r60 = Vector512<T>.Zero, r61 = Vector512<T>.Zero, r62 = Vector512<T>.Zero;
        Vector512<T> r70 = Vector512<T>.Zero, r71 = Vector512<T>.Zero, r72 = Vector512<T>.Zero;
        for (; depth > 0; depth--, a += Rows, steps++)
        {
            nint at = *steps * lanes;
            var b0 = Vector512.Load(x0 + at);
            var b1 = Vector512.Load(x1 + at);
            var b2 = Vector512.Load(x2 + at);
            var e = Vector512.Create(a[0]);
            r00 = MultiplyAdd(e, b0, r00);
            r01 = MultiplyAdd(e, b1, r01);
            r02 = MultiplyAdd(e, b2, r02);
            e = Vector512.Create(a[1]);
            r10 = MultiplyAdd(e, b0, r10);
            r11 = MultiplyAdd(e, b1, r11);
            r12 = MultiplyAdd(e, b2, r12);
            e = Vector512.Create(a[2]);
            r20 = MultiplyAdd(e, b0, r20);
            r21 = MultiplyAdd(e, b1, r21);
            r22 = MultiplyAdd(e, b2, r22);
            e = Vector512.Create(a[3]);
            r30 = MultiplyAdd(e, b0, r30);
            r31 = MultiplyAdd(e, b1, r31);
            r32 = MultiplyAdd(e, b2, r32);
            e = Vector512.Create(a[4]);
            r40 = MultiplyAdd(e, b0, r40);
            r41 = MultiplyAdd(e, b1, r41);
            r42 = MultiplyAdd(e, b2, r42);
            e = Vector512.Create(a[5]);
            r50 = MultiplyAdd(e, b0, r50);
            r51 = MultiplyAdd(e, b1, r51);
            r52 = MultiplyAdd(e, b2, r52);
            e = Vector512.Create(a[6]);
            r60 = MultiplyAdd(e, b0, r60);
            r61 = MultiplyAdd(e, b1, r61);
            r62 = MultiplyAdd(e, b2, r62);
            e = Vector512.Create(a[7]);
            r70 = MultiplyAdd(e, b0, r70);
            r71 = MultiplyAdd(e, b1, r71);
            r72 = MultiplyAdd(e, b2, r72);
        }
        T* c0 = c[0], c1 = c[1], c2 = c[2];
        r00.Store(c0);
        r10.Store(c0 + stride);
        r20.Store(c0 + 2 * stride);
        r30.Store(c0 + 3 * stride);
        r40.Store(c0 + 4 * stride);
        r50.Store(c0 + 5 * stride);
        r60.Store(c0 + 6 * stride);
        r70.Store(c0 + 7 * stride);
        r01.Store(c1);
        r11.Store(c1 + stride);
        r21.Store(c1 + 2 * stride);
        r31.Store(c1 + 3 * stride);
        r41.Store(c1 + 4 * stride);
        r51.Store(c1 + 5 * stride);
        r61.Store(c1 + 6 * stride);
        r71.Store(c1 + 7 * stride);
        r02.Store(c2);
        r12.Store(c2 + stride);
        r22.Store(c2 + 2 * stride);
        r32.Store(c2 + 3 * stride);
        r42.Store(c2 + 4 * stride);
        r52.Store(c2 + 5 * stride);
        r62.Store(c2 + 6 * stride);
        r72.Store(c2 + 7 * stride);
    }

    /// <summary>Four channels of half packs.</summary>
    /// <param name="depth">The number of steps.</param>
    /// <param name="a">Elements of the kernel: eight a step, of which the first four are used.</param>
    /// <param name="steps">Where each step reads.</param>
    /// <param name="lanes">Lanes an element.</param>
    /// <param name="x">The packs of the image.</param>
    /// <param name="c">The packs of the result.</param>
    /// <param name="shift">From the start of a pack to the half.</param>
    /// <param name="down">From the first channel of the result to that of this part.</param>
    /// <param name="stride">From a channel of the result to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(
        nint depth, T* a, int* steps, nint lanes, T** x, T** c, nint shift, nint down, nint stride)
    {
        T* x0 = x[0] + shift, x1 = x[1] + shift, x2 = x[2] + shift;
        Vector256<T> r00 = Vector256<T>.Zero, r01 = Vector256<T>.Zero, r02 = Vector256<T>.Zero;
        Vector256<T> r10 = Vector256<T>.Zero, r11 = Vector256<T>.Zero, r12 = Vector256<T>.Zero;
        Vector256<T> r20 = Vector256<T>.Zero, r21 = Vector256<T>.Zero, r22 = Vector256<T>.Zero;
        Vector256<T> r30 = Vector256<T>.Zero, r31 = Vector256<T>.Zero, r32 = Vector256<T>.Zero;
        for (; depth > 0; depth--, a += Rows, steps++)
        {
            nint at = *steps * lanes;
            var b0 = Vector256.Load(x0 + at);
            var b1 = Vector256.Load(x1 + at);
            var b2 = Vector256.Load(x2 + at);
            var e = Vector256.Create(a[0]);
            r00 = MultiplyAdd(e, b0, r00);
            r01 = MultiplyAdd(e, b1, r01);
            r02 = MultiplyAdd(e, b2, r02);
            e = Vector256.Create(a[1]);
            r10 = MultiplyAdd(e, b0, r10);
            r11 = MultiplyAdd(e, b1, r11);
            r12 = MultiplyAdd(e, b2, r12);
            e = Vector256.Create(a[2]);
            r20 = MultiplyAdd(e, b0, r20);
            r21 = MultiplyAdd(e, b1, r21);
            r22 = MultiplyAdd(e, b2, r22);
            e = Vector256.Create(a[3]);
            r30 = MultiplyAdd(e, b0, r30);
            r31 = MultiplyAdd(e, b1, r31);
            r32 = MultiplyAdd(e, b2, r32);
        }
        T* c0 = c[0] + shift + down, c1 = c[1] + shift + down, c2 = c[2] + shift + down;
        r00.Store(c0);
        r10.Store(c0 + stride);
        r20.Store(c0 + 2 * stride);
        r30.Store(c0 + 3 * stride);
        r01.Store(c1);
        r11.Store(c1 + stride);
        r21.Store(c1 + 2 * stride);
        r31.Store(c1 + 3 * stride);
        r02.Store(c2);
        r12.Store(c2 + stride);
        r22.Store(c2 + 2 * stride);
        r32.Store(c2 + 3 * stride);
    }

    /// <summary>Computes eight packs of one channel.</summary>
    /// <param name="depth">The number of steps.</param>
    /// <param name="a">An element of the kernel a step.</param>
    /// <param name="steps">For each step where in the image it reads, in elements of so many lanes.</param>
    /// <param name="lanes">Lanes an element.</param>
    /// <param name="x">Where each of eight packs is read at a step of 0.</param>
    /// <param name="c">Where each of them goes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Strip(nint depth, T* a, int* steps, nint lanes, T** x, T** c)
    {
        T* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5], x6 = x[6], x7 = x[7];
        Vector512<T> r0 = Vector512<T>.Zero, r1 = r0, r2 = r0, r3 = r0, r4 = r0, r5 = r0, r6 = r0, r7 = r0;
        for (; depth > 0; depth--, a++, steps++)
        {
            nint at = *steps * lanes;
            var e = Vector512.Create(*a);
            r0 = MultiplyAdd(e, Vector512.Load(x0 + at), r0);
            r1 = MultiplyAdd(e, Vector512.Load(x1 + at), r1);
            r2 = MultiplyAdd(e, Vector512.Load(x2 + at), r2);
            r3 = MultiplyAdd(e, Vector512.Load(x3 + at), r3);
            r4 = MultiplyAdd(e, Vector512.Load(x4 + at), r4);
            r5 = MultiplyAdd(e, Vector512.Load(x5 + at), r5);
            r6 = MultiplyAdd(e, Vector512.Load(x6 + at), r6);
            r7 = MultiplyAdd(e, Vector512.Load(x7 + at), r7);
        }
        r0.Store(c[0]);
        r1.Store(c[1]);
        r2.Store(c[2]);
        r3.Store(c[3]);
        r4.Store(c[4]);
        r5.Store(c[5]);
        r6.Store(c[6]);
        r7.Store(c[7]);
    }
}
