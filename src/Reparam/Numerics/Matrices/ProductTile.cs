using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Reparam.Numerics.PackArithmetic;

namespace Reparam.Numerics;

/// <summary>The innermost loop of a matrix product: a tile of eight rows and three packs stays in registers while the
/// products of one column of A and one row of B after another are added to it.</summary>
/// <remarks>
/// Van Zee and van de Geijn (2015), "BLIS: a framework for rapidly instantiating BLAS functionality". A tile takes 24
/// of the 32 registers of AVX-512: each step loads three packs and eight elements for 24 multiply-adds. Where
/// registers have 256 bits and are sixteen, the same tile is done in four parts of twelve. Every element is one chain
/// of fused multiply-adds in the order of the steps in both, and so has the same bits.
/// </remarks>
internal static unsafe class ProductTile<T, TLeft>
    where T : unmanaged
    where TLeft : struct, ILeftElement
{
    public const int Rows = 8;

    /// <summary>Numbers in a row of the tile.</summary>
    public static int Columns => 3 * Vector512<T>.Count;

    /// <summary>Adds A B to a tile, or puts it there.</summary>
    /// <param name="depth">Columns of A and rows of B.</param>
    /// <param name="a">Eight elements a step.</param>
    /// <param name="b">Three packs a step.</param>
    /// <param name="c0">The first pack of the first row.</param>
    /// <param name="c1">The second.</param>
    /// <param name="c2">The third.</param>
    /// <param name="stride">From a row to the next.</param>
    /// <param name="add">Whether to add to what is there.</param>
    public static void Run(nint depth, T* a, T* b, T* c0, T* c1, T* c2, nint stride, bool add)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Whole<Panel, Three>(depth, a, 0, 0, b, c0, c1, c2, stride, add);
            return;
        }
        for (int half = 0; half < 2; half++)
        {
            nint shift = half * Vector256<T>.Count;
            for (int row = 0; row < Rows; row += 4)
            {
                nint down = row * stride + shift;
                Part(depth, a + row * TLeft.Width, b + shift, c0 + down, c1 + down, c2 + down, stride, add, half);
            }
        }
    }

    /// <summary>The same of the first packs of a tile, which lie side by side, where registers have 512 bits.</summary>
    /// <param name="packs">How many packs: 1, 2 or 3.</param>
    /// <param name="depth">Columns of A and rows of B.</param>
    /// <param name="a">Eight elements a step.</param>
    /// <param name="b">Three packs a step.</param>
    /// <param name="c">The first pack of the first row.</param>
    /// <param name="stride">From a row to the next.</param>
    /// <param name="add">Whether to add to what is there.</param>
    public static void Run(int packs, nint depth, T* a, T* b, T* c, nint stride, bool add) =>
        Run<Panel>(packs, depth, a, 0, 0, b, c, stride, add);

    /// <summary>The same with the elements of A where they lie in its matrix, not in a panel.</summary>
    /// <param name="packs">How many packs: 1, 2 or 3.</param>
    /// <param name="depth">Columns of A and rows of B.</param>
    /// <param name="a">The first element.</param>
    /// <param name="row">From a row of A to the next.</param>
    /// <param name="step">From a column of A to the next.</param>
    /// <param name="b">Three packs a step.</param>
    /// <param name="c">The first pack of the first row.</param>
    /// <param name="stride">From a row to the next.</param>
    /// <param name="add">Whether to add to what is there.</param>
    public static void RunInPlace(
        int packs, nint depth, T* a, nint row, nint step, T* b, T* c, nint stride, bool add) =>
        Run<InPlace>(packs, depth, a, row, step, b, c, stride, add);

    private static void Run<TPlace>(
        int packs, nint depth, T* a, nint row, nint step, T* b, T* c, nint stride, bool add)
        where TPlace : struct, IPlace
    {
        T* c1 = c + Vector512<T>.Count, c2 = c1 + Vector512<T>.Count;
        switch (packs)
        {
            case 1:
                Whole<TPlace, One>(depth, a, row, step, b, c, c1, c2, stride, add);
                break;
            case 2:
                Whole<TPlace, Two>(depth, a, row, step, b, c, c1, c2, stride, add);
                break;
            default:
                Whole<TPlace, Three>(depth, a, row, step, b, c, c1, c2, stride, add);
                break;
        }
    }

    // The types are constants to the compiler, which leaves out what they rule out.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Whole<TPlace, TPacks>(
        nint depth, T* a, nint row, nint step, T* b, T* c0, T* c1, T* c2, nint stride, bool add)
        where TPlace : struct, IPlace where TPacks : struct, IPacks
    {
        nint s1 = TPlace.Row(row), s2 = 2 * s1, s3 = 3 * s1, next = TPlace.Step(step);
        Vector512<T> r00 = Vector512<T>.Zero, r01 = Vector512<T>.Zero, r02 = Vector512<T>.Zero;
        Vector512<T> r10 = Vector512<T>.Zero, r11 = Vector512<T>.Zero, r12 = Vector512<T>.Zero;
        Vector512<T> r20 = Vector512<T>.Zero, r21 = Vector512<T>.Zero, r22 = Vector512<T>.Zero;
        Vector512<T> r30 = Vector512<T>.Zero, r31 = Vector512<T>.Zero, r32 = Vector512<T>.Zero;
        Vector512<T> r40 = Vector512<T>.Zero, r41 = Vector512<T>.Zero, r42 = Vector512<T>.Zero;
        Vector512<T> r50 = Vector512<T>.Zero, r51 = Vector512<T>.Zero, r52 = Vector512<T>.Zero;
        Vector512<T> r60 = Vector512<T>.Zero, r61 = Vector512<T>.Zero, r62 = Vector512<T>.Zero;
        Vector512<T> r70 = Vector512<T>.Zero, r71 = Vector512<T>.Zero, r72 = Vector512<T>.Zero;
        if (add)
        {
            r00 = Vector512.Load(c0);
            r10 = Vector512.Load(c0 + stride);
            r20 = Vector512.Load(c0 + 2 * stride);
            r30 = Vector512.Load(c0 + 3 * stride);
            r40 = Vector512.Load(c0 + 4 * stride);
            r50 = Vector512.Load(c0 + 5 * stride);
            r60 = Vector512.Load(c0 + 6 * stride);
            r70 = Vector512.Load(c0 + 7 * stride);
            if (TPacks.Count > 1)
            {
                r01 = Vector512.Load(c1);
                r11 = Vector512.Load(c1 + stride);
                r21 = Vector512.Load(c1 + 2 * stride);
                r31 = Vector512.Load(c1 + 3 * stride);
                r41 = Vector512.Load(c1 + 4 * stride);
                r51 = Vector512.Load(c1 + 5 * stride);
                r61 = Vector512.Load(c1 + 6 * stride);
                r71 = Vector512.Load(c1 + 7 * stride);
            }
            if (TPacks.Count > 2)
            {
                r02 = Vector512.Load(c2);
                r12 = Vector512.Load(c2 + stride);
                r22 = Vector512.Load(c2 + 2 * stride);
                r32 = Vector512.Load(c2 + 3 * stride);
                r42 = Vector512.Load(c2 + 4 * stride);
                r52 = Vector512.Load(c2 + 5 * stride);
                r62 = Vector512.Load(c2 + 6 * stride);
                r72 = Vector512.Load(c2 + 7 * stride);
            }
        }
        for (; depth > 0; depth--, a += next, b += 3 * Vector512<T>.Count)
        {
            var b0 = Vector512.Load(b);
            Vector512<T> b1 = TPacks.Count > 1 ? Vector512.Load(b + Vector512<T>.Count) : Vector512<T>.Zero;
            Vector512<T> b2 = TPacks.Count > 2 ? Vector512.Load(b + 2 * Vector512<T>.Count) : Vector512<T>.Zero;
            T* half = a + 4 * s1;
            Vector512<T> x = TLeft.Load(a);
            r00 = MultiplyAdd(x, b0, r00);
            r01 = TPacks.Count > 1 ? MultiplyAdd(x, b1, r01) : r01;
            r02 = TPacks.Count > 2 ? MultiplyAdd(x, b2, r02) : r02;
            x = TLeft.Load(a + s1);
            r10 = MultiplyAdd(x, b0, r10);
            r11 = TPacks.Count > 1 ? MultiplyAdd(x, b1, r11) : r11;
            r12 = TPacks.Count > 2 ? MultiplyAdd(x, b2, r12) : r12;
            x = TLeft.Load(a + s2);
            r20 = MultiplyAdd(x, b0, r20);
            r21 = TPacks.Count > 1 ? MultiplyAdd(x, b1, r21) : r21;
            r22 = TPacks.Count > 2 ? MultiplyAdd(x, b2, r22) : r22;
            x = TLeft.Load(a + s3);
            r30 = MultiplyAdd(x, b0, r30);
            r31 = TPacks.Count > 1 ? MultiplyAdd(x, b1, r31) : r31;
            r32 = TPacks.Count > 2 ? MultiplyAdd(x, b2, r32) : r32;
            x = TLeft.Load(half);
            r40 = MultiplyAdd(x, b0, r40);
            r41 = TPacks.Count > 1 ? MultiplyAdd(x, b1, r41) : r41;
            r42 = TPacks.Count > 2 ? MultiplyAdd(x, b2, r42) : r42;
            x = TLeft.Load(half + s1);
            r50 = MultiplyAdd(x, b0, r50);
            r51 = TPacks.Count > 1 ? MultiplyAdd(x, b1, r51) : r51;
            r52 = TPacks.Count > 2 ? MultiplyAdd(x, b2, r52) : r52;
            x = TLeft.Load(half + s2);
            r60 = MultiplyAdd(x, b0, r60);
            r61 = TPacks.Count > 1 ? MultiplyAdd(x, b1, r61) : r61;
            r62 = TPacks.Count > 2 ? MultiplyAdd(x, b2, r62) : r62;
            x = TLeft.Load(half + s3);
            r70 = MultiplyAdd(x, b0, r70);
            r71 = TPacks.Count > 1 ? MultiplyAdd(x, b1, r71) : r71;
            r72 = TPacks.Count > 2 ? MultiplyAdd(x, b2, r72) : r72;
        }
        r00.Store(c0);
        r10.Store(c0 + stride);
        r20.Store(c0 + 2 * stride);
        r30.Store(c0 + 3 * stride);
        r40.Store(c0 + 4 * stride);
        r50.Store(c0 + 5 * stride);
        r60.Store(c0 + 6 * stride);
        r70.Store(c0 + 7 * stride);
        if (TPacks.Count > 1)
        {
            r01.Store(c1);
            r11.Store(c1 + stride);
            r21.Store(c1 + 2 * stride);
            r31.Store(c1 + 3 * stride);
            r41.Store(c1 + 4 * stride);
            r51.Store(c1 + 5 * stride);
            r61.Store(c1 + 6 * stride);
            r71.Store(c1 + 7 * stride);
        }
        if (TPacks.Count > 2)
        {
            r02.Store(c2);
            r12.Store(c2 + stride);
            r22.Store(c2 + 2 * stride);
            r32.Store(c2 + 3 * stride);
            r42.Store(c2 + 4 * stride);
            r52.Store(c2 + 5 * stride);
            r62.Store(c2 + 6 * stride);
            r72.Store(c2 + 7 * stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(nint depth, T* a, T* b, T* c0, T* c1, T* c2, nint stride, bool add, int half)
    {
        int width = TLeft.Width;
        Vector256<T> r00 = Vector256<T>.Zero, r01 = Vector256<T>.Zero, r02 = Vector256<T>.Zero;
        Vector256<T> r10 = Vector256<T>.Zero, r11 = Vector256<T>.Zero, r12 = Vector256<T>.Zero;
        Vector256<T> r20 = Vector256<T>.Zero, r21 = Vector256<T>.Zero, r22 = Vector256<T>.Zero;
        Vector256<T> r30 = Vector256<T>.Zero, r31 = Vector256<T>.Zero, r32 = Vector256<T>.Zero;
        if (add)
        {
            r00 = Vector256.Load(c0);
            r01 = Vector256.Load(c1);
            r02 = Vector256.Load(c2);
            r10 = Vector256.Load(c0 + stride);
            r11 = Vector256.Load(c1 + stride);
            r12 = Vector256.Load(c2 + stride);
            r20 = Vector256.Load(c0 + 2 * stride);
            r21 = Vector256.Load(c1 + 2 * stride);
            r22 = Vector256.Load(c2 + 2 * stride);
            r30 = Vector256.Load(c0 + 3 * stride);
            r31 = Vector256.Load(c1 + 3 * stride);
            r32 = Vector256.Load(c2 + 3 * stride);
        }
        for (; depth > 0; depth--, a += Rows * width, b += 3 * Vector512<T>.Count)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + Vector512<T>.Count);
            var b2 = Vector256.Load(b + 2 * Vector512<T>.Count);
            Vector256<T> x = TLeft.LoadHalf(a, half);
            r00 = MultiplyAdd(x, b0, r00);
            r01 = MultiplyAdd(x, b1, r01);
            r02 = MultiplyAdd(x, b2, r02);
            x = TLeft.LoadHalf(a + width, half);
            r10 = MultiplyAdd(x, b0, r10);
            r11 = MultiplyAdd(x, b1, r11);
            r12 = MultiplyAdd(x, b2, r12);
            x = TLeft.LoadHalf(a + 2 * width, half);
            r20 = MultiplyAdd(x, b0, r20);
            r21 = MultiplyAdd(x, b1, r21);
            r22 = MultiplyAdd(x, b2, r22);
            x = TLeft.LoadHalf(a + 3 * width, half);
            r30 = MultiplyAdd(x, b0, r30);
            r31 = MultiplyAdd(x, b1, r31);
            r32 = MultiplyAdd(x, b2, r32);
        }
        r00.Store(c0);
        r01.Store(c1);
        r02.Store(c2);
        r10.Store(c0 + stride);
        r11.Store(c1 + stride);
        r12.Store(c2 + stride);
        r20.Store(c0 + 2 * stride);
        r21.Store(c1 + 2 * stride);
        r22.Store(c2 + 2 * stride);
        r30.Store(c0 + 3 * stride);
        r31.Store(c1 + 3 * stride);
        r32.Store(c2 + 3 * stride);
    }

    /// <summary>Where the elements of A lie.</summary>
    private interface IPlace
    {
        static abstract nint Row(nint given);

        static abstract nint Step(nint given);
    }

    /// <summary>How many packs a row of the tile has.</summary>
    private interface IPacks
    {
        static abstract int Count { get; }
    }

    private readonly struct Panel : IPlace
    {
        public static nint Row(nint given) => TLeft.Width;

        public static nint Step(nint given) => Rows * TLeft.Width;
    }

    private readonly struct InPlace : IPlace
    {
        public static nint Row(nint given) => given;

        public static nint Step(nint given) => given;
    }

    private readonly struct One : IPacks
    {
        public static int Count => 1;
    }

    private readonly struct Two : IPacks
    {
        public static int Count => 2;
    }

    private readonly struct Three : IPacks
    {
        public static int Count => 3;
    }
}
