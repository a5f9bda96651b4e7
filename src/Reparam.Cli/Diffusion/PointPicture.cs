using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Points in the plane as pictures: of the square from -2.4 to 2.4, which has the swirl in it.</summary>
internal static class PointPicture
{
    /// <summary>How many points make a picture in characters.</summary>
    public const int Count = 2000;

    private const double Reach = 2.4;
    private const int TextSide = 16, Shade = 130;

    /// <summary>How dense points are, in characters.</summary>
    /// <param name="points">x and y of each.</param>
    public static string[] Lines(float[] points)
    {
        var counts = new float[TextSide * TextSide];
        Place(points, TextSide, place => counts[place]++);
        // As many as a cell on the spiral has.
        float[] sorted = [.. counts.Order()];
        return TextPicture.Lines(counts, [1, TextSide, TextSide], Math.Max(1, sorted[^(counts.Length / 8)]));
    }

    /// <summary>Points, black on white.</summary>
    /// <param name="points">x and y of each.</param>
    /// <param name="side">The side of the picture.</param>
    public static PngImage Scatter(float[] points, int side)
    {
        var pixels = new byte[side * side];
        pixels.AsSpan().Fill(255);
        Place(points, side, place => pixels[place] = (byte)Math.Max(0, pixels[place] - Shade));
        return new PngImage(side, side, 1, pixels);
    }

    private static void Place(float[] points, int side, Action<int> put)
    {
        for (int i = 0; i < points.Length; i += 2)
        {
            int x = (int)Math.Floor((points[i] / Reach + 1) / 2 * side);
            int y = (int)Math.Floor((1 - points[i + 1] / Reach) / 2 * side);
            if (x >= 0 && x < side && y >= 0 && y < side)
            {
                put(y * side + x);
            }
        }
    }
}
