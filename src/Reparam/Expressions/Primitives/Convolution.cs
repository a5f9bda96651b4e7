using Reparam.Numerics;

namespace Reparam.Primitives;

/// <summary>The sizes of a convolution beside its channels: of the image, the kernel and the result.</summary>
/// <remarks>One such record belongs to a convolution, to the transposed one and to the derivative in the kernel alike.
/// In it the image is the larger of the two, from which a convolution starts and to which a transposed one
/// leads.</remarks>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="KernelHeight">Rows of the kernel.</param>
/// <param name="KernelWidth">Columns of the kernel.</param>
/// <param name="Stride">How far patches of neighbouring places are apart.</param>
/// <param name="Padding">Rows and columns of zeros on each side of the image.</param>
internal sealed record Convolution(
    int Height, int Width, int KernelHeight, int KernelWidth, int Stride, int Padding)
{
    /// <summary>Rows of the result.</summary>
    public int ResultHeight => (Height + 2 * Padding - KernelHeight) / Stride + 1;

    /// <summary>Columns of the result.</summary>
    public int ResultWidth => (Width + 2 * Padding - KernelWidth) / Stride + 1;

    /// <summary>Numbers in the kernel for a channel of the image and one of the result.</summary>
    public int KernelArea => KernelHeight * KernelWidth;

    /// <summary>The convolution as a product.</summary>
    /// <param name="channels">Channels of the image.</param>
    public PatchProduct Product(int channels)
    {
        PaddedImage image = Padded(channels);
        int[] kernel = [.. Enumerable.Range(0, channels * KernelArea)];
        return new(image, [new(kernel, Elements(image), Patches(image), Places(ResultHeight, ResultWidth))],
            kernel.Length, ResultHeight * ResultWidth);
    }

    /// <summary>The derivative in the kernel, as sums over places.</summary>
    /// <param name="channels">Channels of the image.</param>
    public PatchDots Dots(int channels)
    {
        PaddedImage image = Padded(channels);
        int corner = image.Place(0, -Padding, -Padding);
        return new(image, [.. Elements(image).Select(e => corner + e)], ResultHeight, ResultWidth, Stride);
    }

    /// <summary>The transposed convolution as a product.</summary>
    /// <remarks>Row y of the image gets from row (y + padding - i) / stride of the small one, for the rows i of the
    /// kernel for which that is a whole number. So the rows of the image fall into as many phases as the stride, and
    /// columns likewise, each of which is a convolution of stride 1 with a part of the kernel, turned round: no zeros
    /// are laid between the elements of the small image.</remarks>
    /// <param name="channels">Channels of the small image.</param>
    /// <param name="results">Channels of the result.</param>
    public PatchProduct TransposedProduct(int channels, int results)
    {
        var rows = Phases(Height, KernelHeight);
        var columns = Phases(Width, KernelWidth);
        var (top, bottom) = Beyond(rows, ResultHeight);
        var (left, right) = Beyond(columns, ResultWidth);
        var image = new PaddedImage(channels, ResultHeight, ResultWidth, top, bottom, left, right);
        int origin = image.Place(0, 0, 0);
        var parts = new List<PatchPart>();
        foreach (var (ys, taps, firstRow) in rows)
        {
            foreach (var (xs, tips, firstColumn) in columns)
            {
                parts.Add(new(
                    [.. from c in Enumerable.Range(0, channels) from i in taps from j in tips
                        select (c * results * KernelHeight + i) * KernelWidth + j],
                    [.. from c in Enumerable.Range(0, channels) from i in taps from j in tips
                        select image.Place(c, -(i / Stride), -(j / Stride)) - origin],
                    [.. from y in Enumerable.Range(0, ys.Length) from x in Enumerable.Range(0, xs.Length)
                        select image.Place(0, firstRow + y, firstColumn + x)],
                    [.. from y in ys from x in xs select y * Width + x]));
            }
        }
        return new(image, [.. parts], KernelArea, Height * Width);
    }

    /// <summary>For each phase of one axis: its places in the image, the kernel's that meet them, and the place of the
    /// small image that the first of either share.</summary>
    private List<(int[] Places, int[] Taps, int First)> Phases(int length, int kernel) =>
        [.. from phase in Enumerable.Range(0, Stride)
            let places = Enumerable.Range(0, length).Where(y => (y + Padding) % Stride == phase).ToArray()
            where places.Length > 0
            select (places, Enumerable.Range(0, kernel).Where(i => i % Stride == phase).ToArray(),
                (places[0] + Padding) / Stride)];

    /// <summary>How many zeros before and after a small image are read.</summary>
    private (int Before, int After) Beyond(List<(int[] Places, int[] Taps, int First)> phases, int length)
    {
        int before = 0, after = 0;
        foreach (var (places, taps, first) in phases.Where(static p => p.Taps.Length > 0))
        {
            before = Math.Max(before, taps[^1] / Stride - first);
            after = Math.Max(after, first + places.Length - length);
        }
        return (before, after);
    }

    private PaddedImage Padded(int channels) => new(channels, Height, Width, Padding, Padding, Padding, Padding);

    /// <summary>Where the element of the image lies that each of the kernel meets, from the start of a patch.</summary>
    private int[] Elements(PaddedImage image)
    {
        int origin = image.Place(0, 0, 0);
        return [.. from c in Enumerable.Range(0, image.Channels) from i in Enumerable.Range(0, KernelHeight)
                   from j in Enumerable.Range(0, KernelWidth) select image.Place(c, i, j) - origin];
    }

    private int[] Patches(PaddedImage image) =>
        [.. from y in Enumerable.Range(0, ResultHeight) from x in Enumerable.Range(0, ResultWidth)
            select image.Place(0, y * Stride - Padding, x * Stride - Padding)];

    private static int[] Places(int height, int width) => [.. Enumerable.Range(0, height * width)];
}
