using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Primitives;

/// <summary>The draws of several columns laid one after another without the padding between them: of twenty draws in
/// thirty-two lanes, a product would spend three eighths of its work on padding.</summary>
internal static unsafe class SideBySide
{
    /// <summary>Whether a product of some columns by draw has less to do so, copying included.</summary>
    public static bool Pays(in KernelArguments a, int columns) => columns > 1 && a.Draws * 5 <= a.Lanes * 4;

    /// <summary>The numbers in a row, in whole packs.</summary>
    public static int Columns<T>(int columns, int draws)
        where T : unmanaged => (columns * draws + Vector512<T>.Count - 1) & -Vector512<T>.Count;

    /// <summary>Rows of columns without their padding; what fills the last pack is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather<T>(T* source, int rows, int columns, int lanes, int draws, int stride, T* target)
        where T : unmanaged
    {
        for (int row = 0; row < rows; row++, target += stride)
        {
            T* place = target;
            for (int column = 0; column < columns; column++, source += lanes, place += draws)
            {
                Copy(source, place, draws, target + stride);
            }
            for (T* end = target + stride; place < end; place++)
            {
                *place = default;
            }
        }
    }

    /// <summary>Some rows of a matrix by draw, of which the draws of all columns follow each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather<T>(T* source, int start, int rowStride, int columnStride, int rows, int columns, int lanes,
        int draws, T* target)
        where T : unmanaged
    {
        T* end = target + (long)rows * columns * draws;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++, target += draws)
            {
                Copy(source + (start + (long)row * rowStride + (long)column * columnStride) * lanes, target, draws,
                    end);
            }
        }
    }

    /// <summary>The way back; padding repeats the last draw, so that it costs no exceptional arithmetic.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter<T>(T* source, int rows, int columns, int lanes, int draws, int stride, T* target)
        where T : unmanaged
    {
        for (int row = 0; row < rows; row++, source += stride)
        {
            T* place = source;
            for (int column = 0; column < columns; column++, place += draws, target += lanes)
            {
                Copy(place, target, draws, target + draws);
                for (int lane = draws; lane < lanes; lane++)
                {
                    target[lane] = place[draws - 1];
                }
            }
        }
    }

    /// <summary>Copies whole packs as far as there is room: what is too much the next column writes over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<T>(T* source, T* target, int count, T* end)
        where T : unmanaged
    {
        int i = 0;
        for (; i < count && target + i + Vector512<T>.Count <= end; i += Vector512<T>.Count)
        {
            Vector512.Load(source + i).Store(target + i);
        }
        for (; i < count; i++)
        {
            target[i] = source[i];
        }
    }
}
