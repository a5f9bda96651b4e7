namespace Reparam.Cli;

/// <summary>Small images side by side in a terminal, each pixel two characters wide, which makes it about
/// square.</summary>
internal static class TextPicture
{
    private const string Shades = " ░▒▓█";
    private const int LineWidth = 90, WidestImage = 16;

    private const int Rows = 2;

    /// <summary>How many images of a shape go side by side.</summary>
    /// <param name="shape">[channels, height, width].</param>
    public static int Across(Shape shape) => Math.Max(1, LineWidth / (2 * Reduced(shape).Width + 2));

    /// <summary>How many images of a shape fill a few rows.</summary>
    /// <param name="shape">[channels, height, width].</param>
    public static int Count(Shape shape) => Rows * Across(shape);

    /// <summary>The lines of some images.</summary>
    /// <param name="values">Numbers from 0, dark, to <paramref name="white"/>, light; others are taken as the nearer of
    /// them.</param>
    /// <param name="shape">[channels, height, width]: large images are made smaller, and channels averaged.</param>
    /// <param name="white">The greatest number.</param>
    public static string[] Lines(float[] values, Shape shape, float white = 1)
    {
        (int width, int height, int factor) = Reduced(shape);
        int across = Across(shape), count = values.Length / shape.Size;
        var lines = new List<string>();
        for (int first = 0; first < count; first += across)
        {
            if (first > 0)
            {
                lines.Add("");
            }
            for (int y = 0; y < height; y++)
            {
                lines.Add(string.Join("  ", Enumerable.Range(first, Math.Min(across, count - first)).Select(image =>
                    string.Concat(Enumerable.Range(0, width).Select(x =>
                        new string(
                            Shade(values.AsSpan(image * shape.Size, shape.Size), shape, white, x, y, factor), 2)))))
                    .TrimEnd());
            }
        }
        return [.. lines];
    }

    private static (int Width, int Height, int Factor) Reduced(Shape shape)
    {
        int factor = (shape[2] + WidestImage - 1) / WidestImage;
        return (shape[2] / factor, shape[1] / factor, factor);
    }

    private static char Shade(ReadOnlySpan<float> image, Shape shape, float white, int x, int y, int factor)
    {
        float sum = 0;
        for (int channel = 0; channel < shape[0]; channel++)
        {
            for (int pixel = 0; pixel < factor * factor; pixel++)
            {
                int row = y * factor + pixel / factor, column = x * factor + pixel % factor;
                sum += image[(channel * shape[1] + row) * shape[2] + column];
            }
        }
        float mean = sum / (shape[0] * factor * factor * white);
        return Shades[(int)Math.Clamp(mean * Shades.Length, 0, Shades.Length - 1)];
    }
}
