namespace Reparam.Numerics;

/// <summary>An image, [channel][row][column], with zeros around each channel.</summary>
/// <param name="Channels">The number of channels.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Top">Rows of zeros above.</param>
/// <param name="Bottom">Rows of zeros below.</param>
/// <param name="Left">Columns of zeros to the left.</param>
/// <param name="Right">Columns of zeros to the right.</param>
internal sealed unsafe record PaddedImage(
    int Channels, int Height, int Width, int Top, int Bottom, int Left, int Right)
{
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

    /// <summary>The image with its zeros: itself where there are none, else a copy.</summary>
    /// <param name="image">The image; each element is so many lanes.</param>
    /// <param name="lanes">Lanes an element.</param>
    /// <param name="draws">The lanes that hold draws; the copy has zeros in the others.</param>
    public T* Of<T>(T* image, int lanes, int draws)
        where T : unmanaged
    {
        if (!IsPadded && draws == lanes)
        {
            return image;
        }
        T* copy = PanelMemory.Right<T>((long)Size * lanes), next = copy;
        int width = Width * lanes;
        for (int channel = 0; channel < Channels; channel++)
        {
            next = Clear(next, (long)Top * Columns * lanes);
            for (int row = 0; row < Height; row++, image += width)
            {
                next = Clear(next, (long)Left * lanes);
                new ReadOnlySpan<T>(image, width).CopyTo(new Span<T>(next, width));
                next = Clear(next + width, (long)Right * lanes);
            }
            next = Clear(next, (long)Bottom * Columns * lanes);
        }
        ClearBeyond(copy, Size, lanes, draws);
        return copy;
    }

    /// <summary>Puts zeros in the lanes that hold no draws.</summary>
    public static void ClearBeyond<T>(T* elements, int size, int lanes, int draws)
        where T : unmanaged
    {
        for (int e = 0; e < size && draws < lanes; e++, elements += lanes)
        {
            new Span<T>(elements + draws, lanes - draws).Clear();
        }
    }

    private static T* Clear<T>(T* from, long count)
        where T : unmanaged
    {
        new Span<T>(from, checked((int)count)).Clear();
        return from + count;
    }
}
