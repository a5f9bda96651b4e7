using System.Globalization;

namespace Reparam.Neural;

/// <summary>Lays images of one size out in a grid, as one image.</summary>
public static class ImageGrid
{
    /// <summary>Lays out images of numbers from 0, black, to 1, white.</summary>
    /// <param name="values">Image after image, each [channels, height, width]. What is below 0 or above 1 is shown as 0
    /// or 1: samples of Gaussian decoders are.</param>
    /// <param name="shape">[height, width], or [channels, height, width] with 1 or 3 channels.</param>
    /// <param name="columns">Images side by side, at least 1. The last row may have fewer.</param>
    /// <param name="margin">Pixels between images and around them.</param>
    /// <param name="background">The shade of the margin and of places without an image.</param>
    /// <param name="magnification">The side of the square that a pixel becomes, at least 1.</param>
    /// <exception cref="ArgumentException">The shape is another; the values are none, no whole number of images, or one
    /// is NaN.</exception>
    public static PngImage Of(
        ReadOnlySpan<float> values, Shape shape, int columns, int margin = 1, byte background = 128,
        int magnification = 1)
    {
        int bad = values.IndexOf(float.NaN);
        if (bad >= 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"ImageGrid: values[{bad}] is NaN (image {bad / Math.Max(1, shape.Size)}), but numbers from 0 to 1 " +
                $"were expected. Look at what computed it."), nameof(values));
        }
        var bytes = new byte[values.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)MathF.Round(Math.Clamp(values[i], 0, 1) * 255);
        }
        return Of(bytes, shape, columns, margin, background, magnification);
    }

    /// <summary>Lays out images of bytes from 0, black, to 255, white.</summary>
    /// <param name="values">Image after image, each [channels, height, width].</param>
    /// <param name="shape">[height, width], or [channels, height, width] with 1 or 3 channels.</param>
    /// <param name="columns">Images side by side, at least 1. The last row may have fewer.</param>
    /// <param name="margin">Pixels between images and around them.</param>
    /// <param name="background">The shade of the margin and of places without an image.</param>
    /// <param name="magnification">The side of the square that a pixel becomes, at least 1.</param>
    /// <exception cref="ArgumentException">The shape is another; the values are none, or no whole number of
    /// images.</exception>
    public static PngImage Of(
        ReadOnlySpan<byte> values, Shape shape, int columns, int margin = 1, byte background = 128,
        int magnification = 1)
    {
        if (shape.Rank is not (2 or 3) || shape.Size == 0 || shape.Rank == 3 && shape[0] is not (1 or 3)
            || values.IsEmpty || values.Length % shape.Size != 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"ImageGrid: {values.Length} values were given for images of shape {shape}, but at least one whole " +
                $"image [height, width] or [channels, height, width] of 1 or 3 channels was expected. Give the shape " +
                $"of one image."), nameof(shape));
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        ArgumentOutOfRangeException.ThrowIfLessThan(magnification, 1);
        int channels = shape.Rank == 3 ? shape[0] : 1, area = shape[^2] * shape[^1];
        int height = checked(shape[^2] * magnification), width = checked(shape[^1] * magnification);
        int count = values.Length / shape.Size, rows = (count + columns - 1) / columns;
        int wide = checked(columns * (width + margin) + margin), high = checked(rows * (height + margin) + margin);
        var pixels = new byte[checked(wide * high * channels)];
        pixels.AsSpan().Fill(background);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> image = values.Slice(i * shape.Size, shape.Size);
            int top = i / columns * (height + margin) + margin, left = i % columns * (width + margin) + margin;
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int from = y / magnification * shape[^1] + x / magnification;
                    int to = ((top + y) * wide + left + x) * channels;
                    for (int channel = 0; channel < channels; channel++)
                    {
                        pixels[to + channel] = image[channel * area + from];
                    }
                }
            }
        }
        return new PngImage(wide, high, channels, pixels);
    }
}
