using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>An image, [channel][row][column], with zeros around each channel.</summary>
/// <param name="Channels">The number of channels.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Top">Rows of zeros above.</param>
/// <param name="Bottom">Rows of zeros below.</param>
/// <param name="Left">Columns of zeros to the left.</param>
/// <param name="Right">Columns of zeros to the right.</param>
internal readonly unsafe record struct PaddedImage(
    int Channels, int Height, int Width, int Top, int Bottom, int Left, int Right)
{
    private const int BytesInCache = 1 << 19;

    /// <summary>Rows of a channel, with the zeros.</summary>
    public int Rows => checked(Top + Height + Bottom);

    /// <summary>Columns of a row, with the zeros.</summary>
    public int Columns => checked(Left + Width + Right);

    /// <summary>Whether there are zeros.</summary>
    public bool IsPadded => (Top | Bottom | Left | Right) != 0;

    /// <summary>The number of elements, with the zeros.</summary>
    public int Size => checked(Channels * Rows * Columns);

    /// <summary>The place of an element, in rows and columns of the image itself.</summary>
    public int Place(int channel, int row, int column) => (channel * Rows + Top + row) * Columns + Left + column;

    /// <summary>How many lanes of the image are best worked on at a time: as many as keep its copy in the second
    /// cache, in whole packs.</summary>
    public int LanesAtOnce<T>()
        where T : unmanaged
    {
        int pack = Vector512<T>.Count;
        return Math.Max(pack, (int)Math.Min(BytesInCache / ((long)Size * sizeof(T) + 1), 1 << 16) / pack * pack);
    }

    /// <summary>Some lanes of the image with its zeros: the image itself where these are all and there are none, else a
    /// copy.</summary>
    /// <param name="image">The image; each element is so many lanes.</param>
    /// <param name="lanes">Lanes an element.</param>
    /// <param name="block">The lanes that are asked for.</param>
    /// <param name="draws">The lanes that hold draws; a copy has zeros in the others.</param>
    /// <param name="room">Where a copy goes.</param>
    public T* Of<T>(T* image, int lanes, LaneBlock block, int draws, T* room)
        where T : unmanaged
    {
        if (!IsPadded && block.Count == lanes && draws >= lanes)
        {
            return image;
        }
        T* next = room;
        int own = block.Count;
        for (int channel = 0; channel < Channels; channel++)
        {
            next = Clear(next, (long)Top * Columns * own);
            for (int row = 0; row < Height; row++, image += (long)Width * lanes)
            {
                next = Clear(next, (long)Left * own);
                Copy(image + block.First, lanes, next, own);
                next = Clear(next + (long)Width * own, (long)Right * own);
            }
            next = Clear(next, (long)Bottom * Columns * own);
        }
        for (int e = 0; e < Size && block.First + own > draws; e++)
        {
            int there = Math.Max(draws - block.First, 0);
            new Span<T>(room + (long)e * own + there, own - there).Clear();
        }
        return room;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy<T>(T* source, int lanes, T* target, int own)
        where T : unmanaged
    {
        if (own == lanes)
        {
            new ReadOnlySpan<T>(source, Width * lanes).CopyTo(new Span<T>(target, Width * lanes));
            return;
        }
        for (int column = 0; column < Width; column++, source += lanes, target += own)
        {
            for (int lane = 0; lane < own; lane += Vector512<T>.Count)
            {
                Vector512.Load(source + lane).Store(target + lane);
            }
        }
    }

    private static T* Clear<T>(T* from, long count)
        where T : unmanaged
    {
        new Span<T>(from, checked((int)count)).Clear();
        return from + count;
    }
}

/// <summary>Some of the lanes of a chunk.</summary>
/// <param name="First">The first.</param>
/// <param name="Count">How many: whole packs, or the one of what does not vary by draw.</param>
internal readonly record struct LaneBlock(int First, int Count);
