using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Reparam.Numerics.PackArithmetic;

namespace Reparam.Numerics;

/// <summary>How <see cref="DotTile{T}"/> goes through two images side by side: packs of an element, rows, elements of
/// a row.</summary>
/// <param name="Packs">Packs an element.</param>
/// <param name="Rows">Rows of elements.</param>
/// <param name="Columns">Elements of a row.</param>
/// <param name="Lanes">Lanes an element: from one element of the first image to the next.</param>
/// <param name="Step">From the element of the second image that belongs to one of the first to the next.</param>
/// <param name="Row">From the start of a row of the second image to the next.</param>
internal readonly record struct DotPath(int Packs, int Rows, int Columns, nint Lanes, nint Step, nint Row);

/// <summary>The innermost loop of the derivative of a convolution in its kernel: the products of four channels of one
/// image with three or six patches of another, each summed over all places, lane by lane.</summary>
/// <remarks>Both are read where they lie, and 24 sums stay in registers all the while. Every lane of a sum is one chain
/// of fused multiply-adds, whatever the tile and the width of registers.</remarks>
internal static unsafe class DotTile<T>
    where T : unmanaged
{
    /// <summary>Channels of a tile.</summary>
    public const int Channels = 4;

    /// <summary>The most patches of a tile.</summary>
    public const int Patches = 6;

    /// <summary>Computes a tile.</summary>
    /// <param name="path">The places.</param>
    /// <param name="a">For each of four channels where its image begins.</param>
    /// <param name="x">For each of six patches where its image begins.</param>
    /// <param name="patches">How many of the patches are asked for.</param>
    /// <param name="sums">Receives the sums, a pack each: [channel][patch of six].</param>
    public static void Run(DotPath path, T** a, T** x, int patches, T* sums)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            for (int half = 0; half < Vector512<T>.Count; half += Vector256<T>.Count)
            {
                for (int first = 0; first < patches; first += 3)
                {
                    Part(path, a, x + first, half, sums + first * Vector512<T>.Count + half);
                }
            }
        }
        else if (patches > 3)
        {
            Whole<Six>(path, a, x, sums);
        }
        else
        {
            Whole<Three>(path, a, x, sums);
        }
    }

    // The type is a constant to the compiler, which leaves out what it rules out.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Whole<TPatches>(DotPath path, T** a, T** x, T* sums)
        where TPatches : struct, IPatches
    {
        Vector512<T> s00 = Vector512<T>.Zero, s01 = s00, s02 = s00, s03 = s00, s04 = s00, s05 = s00;
        Vector512<T> s10 = Vector512<T>.Zero, s11 = s10, s12 = s10, s13 = s10, s14 = s10, s15 = s10;
        Vector512<T> s20 = Vector512<T>.Zero, s21 = s20, s22 = s20, s23 = s20, s24 = s20, s25 = s20;
        Vector512<T> s30 = Vector512<T>.Zero, s31 = s30, s32 = s30, s33 = s30, s34 = s30, s35 = s30;
        // From the first of the channels and patches to the others.
        nint a1 = (nint)(a[1] - a[0]), a2 = (nint)(a[2] - a[0]), a3 = (nint)(a[3] - a[0]);
        nint x1 = (nint)(x[1] - x[0]), x2 = (nint)(x[2] - x[0]), x3 = (nint)(x[3] - x[0]), x4 = (nint)(x[4] - x[0]);
        nint x5 = (nint)(x[5] - x[0]), lanes = path.Lanes, step = path.Step;
        for (int pack = 0; pack < path.Packs; pack++)
        {
            T* left = a[0] + pack * Vector512<T>.Count, start = x[0] + pack * Vector512<T>.Count;
            for (int row = 0; row < path.Rows; row++, start += path.Row)
            {
                T* right = start;
                for (int column = path.Columns; column > 0; column--, left += lanes, right += step)
                {
                    var e0 = Vector512.Load(left);
                    var e1 = Vector512.Load(left + a1);
                    var e2 = Vector512.Load(left + a2);
                    var e3 = Vector512.Load(left + a3);
                    var b = Vector512.Load(right);
                    s00 = MultiplyAdd(e0, b, s00);
                    s10 = MultiplyAdd(e1, b, s10);
                    s20 = MultiplyAdd(e2, b, s20);
                    s30 = MultiplyAdd(e3, b, s30);
                    b = Vector512.Load(right + x1);
                    s01 = MultiplyAdd(e0, b, s01);
                    s11 = MultiplyAdd(e1, b, s11);
                    s21 = MultiplyAdd(e2, b, s21);
                    s31 = MultiplyAdd(e3, b, s31);
                    b = Vector512.Load(right + x2);
                    s02 = MultiplyAdd(e0, b, s02);
                    s12 = MultiplyAdd(e1, b, s12);
                    s22 = MultiplyAdd(e2, b, s22);
                    s32 = MultiplyAdd(e3, b, s32);
                    if (TPatches.Count > 3)
                    {
                        b = Vector512.Load(right + x3);
                        s03 = MultiplyAdd(e0, b, s03);
                        s13 = MultiplyAdd(e1, b, s13);
                        s23 = MultiplyAdd(e2, b, s23);
                        s33 = MultiplyAdd(e3, b, s33);
                        b = Vector512.Load(right + x4);
                        s04 = MultiplyAdd(e0, b, s04);
                        s14 = MultiplyAdd(e1, b, s14);
                        s24 = MultiplyAdd(e2, b, s24);
                        s34 = MultiplyAdd(e3, b, s34);
                        b = Vector512.Load(right + x5);
                        s05 = MultiplyAdd(e0, b, s05);
                        s15 = MultiplyAdd(e1, b, s15);
                        s25 = MultiplyAdd(e2, b, s25);
                        s35 = MultiplyAdd(e3, b, s35);
                    }
                }
            }
        }
        s00.Store(sums);
        s01.Store(sums + 1 * Vector512<T>.Count);
        s02.Store(sums + 2 * Vector512<T>.Count);
        s03.Store(sums + 3 * Vector512<T>.Count);
        s04.Store(sums + 4 * Vector512<T>.Count);
        s05.Store(sums + 5 * Vector512<T>.Count);
        s10.Store(sums + 6 * Vector512<T>.Count);
        s11.Store(sums + 7 * Vector512<T>.Count);
        s12.Store(sums + 8 * Vector512<T>.Count);
        s13.Store(sums + 9 * Vector512<T>.Count);
        s14.Store(sums + 10 * Vector512<T>.Count);
        s15.Store(sums + 11 * Vector512<T>.Count);
        s20.Store(sums + 12 * Vector512<T>.Count);
        s21.Store(sums + 13 * Vector512<T>.Count);
        s22.Store(sums + 14 * Vector512<T>.Count);
        s23.Store(sums + 15 * Vector512<T>.Count);
        s24.Store(sums + 16 * Vector512<T>.Count);
        s25.Store(sums + 17 * Vector512<T>.Count);
        s30.Store(sums + 18 * Vector512<T>.Count);
        s31.Store(sums + 19 * Vector512<T>.Count);
        s32.Store(sums + 20 * Vector512<T>.Count);
        s33.Store(sums + 21 * Vector512<T>.Count);
        s34.Store(sums + 22 * Vector512<T>.Count);
        s35.Store(sums + 23 * Vector512<T>.Count);
    }

    /// <summary>Half a pack of three patches.</summary>
    /// <param name="path">The places.</param>
    /// <param name="a">The channels.</param>
    /// <param name="x">The patches.</param>
    /// <param name="half">From the start of a pack to the half.</param>
    /// <param name="sums">Where the first sum goes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(DotPath path, T** a, T** x, int half, T* sums)
    {
        Vector256<T> s00 = Vector256<T>.Zero, s01 = s00, s02 = s00;
        Vector256<T> s10 = Vector256<T>.Zero, s11 = s10, s12 = s10;
        Vector256<T> s20 = Vector256<T>.Zero, s21 = s20, s22 = s20;
        Vector256<T> s30 = Vector256<T>.Zero, s31 = s30, s32 = s30;
        nint a1 = (nint)(a[1] - a[0]), a2 = (nint)(a[2] - a[0]), a3 = (nint)(a[3] - a[0]);
        nint x1 = (nint)(x[1] - x[0]), x2 = (nint)(x[2] - x[0]), lanes = path.Lanes, step = path.Step;
        for (int pack = 0; pack < path.Packs; pack++)
        {
            nint shift = pack * Vector512<T>.Count + half;
            T* left = a[0] + shift, start = x[0] + shift;
            for (int row = 0; row < path.Rows; row++, start += path.Row)
            {
                T* right = start;
                for (int column = path.Columns; column > 0; column--, left += lanes, right += step)
                {
                    var b0 = Vector256.Load(right);
                    var b1 = Vector256.Load(right + x1);
                    var b2 = Vector256.Load(right + x2);
                    var e0 = Vector256.Load(left);
                    s00 = MultiplyAdd(e0, b0, s00);
                    s01 = MultiplyAdd(e0, b1, s01);
                    s02 = MultiplyAdd(e0, b2, s02);
                    var e1 = Vector256.Load(left + a1);
                    s10 = MultiplyAdd(e1, b0, s10);
                    s11 = MultiplyAdd(e1, b1, s11);
                    s12 = MultiplyAdd(e1, b2, s12);
                    var e2 = Vector256.Load(left + a2);
                    s20 = MultiplyAdd(e2, b0, s20);
                    s21 = MultiplyAdd(e2, b1, s21);
                    s22 = MultiplyAdd(e2, b2, s22);
                    var e3 = Vector256.Load(left + a3);
                    s30 = MultiplyAdd(e3, b0, s30);
                    s31 = MultiplyAdd(e3, b1, s31);
                    s32 = MultiplyAdd(e3, b2, s32);
                }
            }
        }
        s00.Store(sums);
        s01.Store(sums + 1 * Vector512<T>.Count);
        s02.Store(sums + 2 * Vector512<T>.Count);
        s10.Store(sums + 6 * Vector512<T>.Count);
        s11.Store(sums + 7 * Vector512<T>.Count);
        s12.Store(sums + 8 * Vector512<T>.Count);
        s20.Store(sums + 12 * Vector512<T>.Count);
        s21.Store(sums + 13 * Vector512<T>.Count);
        s22.Store(sums + 14 * Vector512<T>.Count);
        s30.Store(sums + 18 * Vector512<T>.Count);
        s31.Store(sums + 19 * Vector512<T>.Count);
        s32.Store(sums + 20 * Vector512<T>.Count);
    }

    /// <summary>How many patches a tile has.</summary>
    private interface IPatches
    {
        static abstract int Count { get; }
    }

    private readonly struct Three : IPatches
    {
        public static int Count => 3;
    }

    private readonly struct Six : IPatches
    {
        public static int Count => 6;
    }
}
