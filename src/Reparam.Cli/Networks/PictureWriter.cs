using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Writes grids of images that a trained network makes.</summary>
internal sealed class PictureWriter(Streams streams)
{
    /// <summary>The name of a picture of samples in the folder of a training.</summary>
    public const string Samples = "samples.png";

    /// <summary>Images side by side, where there are many.</summary>
    public const int Columns = 10;

    private const int SuitableSide = 56;

    /// <summary>How many of some images go side by side, in a picture that is about square if it is large.</summary>
    public static int ColumnsOf(int count) => Math.Min(Math.Max(Columns, (int)Math.Ceiling(Math.Sqrt(count))), count);

    /// <summary>Stacks kinds of images: a row of the first kind, below it a row of the same of the second, and so on;
    /// then the next rows. Places without an image are dark.</summary>
    /// <param name="kinds">As many images of each kind, image after image.</param>
    /// <param name="size">The numbers of an image.</param>
    public static (float[] Images, int Columns) Stacked(IReadOnlyList<float[]> kinds, int size)
    {
        int count = kinds[0].Length / size, columns = Math.Min(Columns, count), rows = (count + columns - 1) / columns;
        var stacked = new float[kinds.Count * rows * columns * size];
        for (int i = 0; i < count; i++)
        {
            int place = kinds.Count * (i / columns) * columns + i % columns;
            for (int kind = 0; kind < kinds.Count; kind++)
            {
                kinds[kind].AsSpan(i * size, size).CopyTo(stacked.AsSpan((place + kind * columns) * size));
            }
        }
        return (stacked, columns);
    }

    /// <summary>Writes a picture.</summary>
    /// <param name="request">Where to, and how large.</param>
    /// <param name="architecture">Of what images are.</param>
    /// <param name="images">Image after image.</param>
    /// <param name="columns">Images side by side.</param>
    /// <param name="name">The file where none was named.</param>
    /// <param name="what">What it shows, in words.</param>
    /// <returns>The exit code.</returns>
    public int Write(PictureRequest request, Architecture architecture, float[] images, int columns, string name,
        string what)
    {
        Shape shape = architecture.Image;
        if (shape[0] is not (1 or 3))
        {
            throw new UserInputException(FormattableString.Invariant(
                $"Images of {shape[0]} channels cannot be drawn, but those of 1 or 3 can."));
        }
        string path = request.Output ?? Path.Combine(request.Folder, name);
        float white = architecture.White;
        float[] shown = [.. images.Select(value => value / white)];
        int magnification = request.Magnification ?? Math.Max(1, SuitableSide / shape[^1]);
        return NetworkFailures.AsUserInput(() =>
        {
            ImageGrid.Of(shown, shape, columns, magnification: magnification).Write(path);
            new LabelledLines(streams.Out).Write("Written", $"{what}, in {path}");
            return ExitCode.Fitted;
        });
    }
}
