using System.Globalization;
using Reparam.Data;

namespace Reparam.Neural;

/// <summary>An image of 8 bits a channel, grey or red, green and blue, as PNG files hold it.</summary>
/// <remarks>Source: W3C, "Portable Network Graphics (PNG) Specification", third edition (2025).</remarks>
public sealed class PngImage
{
    /// <summary>Makes an image.</summary>
    /// <param name="width">Its width in pixels, at least 1.</param>
    /// <param name="height">Its height in pixels, at least 1.</param>
    /// <param name="channels">1: grey; 3: red, green and blue.</param>
    /// <param name="pixels">Row after row, the channels of a pixel side by side; not copied.</param>
    /// <exception cref="ArgumentException">A length is not such, or there are more bytes or fewer.</exception>
    public PngImage(int width, int height, int channels, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (width < 1 || height < 1 || channels is not (1 or 3) || pixels.Length != (long)width * height * channels)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"PngImage: {pixels.Length} bytes were given for {width} x {height} pixels of {channels} channels, " +
                $"but width * height * channels were expected, of at least one pixel and 1 or 3 channels. Give as " +
                $"many."),
                nameof(pixels));
        }
        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>1: grey; 3: red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>Row after row, the channels of a pixel side by side.</summary>
    public byte[] Pixels { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>A grey image of a grey file, or one with a palette of greys; otherwise one of three channels.</returns>
    /// <exception cref="InvalidDataException">It is not such a file, truncated or damaged; it is interlaced or of
    /// another depth than 8 bits; a pixel is not opaque.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PngImage Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new PngReader(File.ReadAllBytes(path), path).Read();
    }

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">Its path; an earlier one is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path)
    {
        byte[] content = PngWriter.Content(this);
        AtomicFile.Write(path, file => file.Write(content));
    }
}
