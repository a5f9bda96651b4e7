namespace Reparam.Neural;

/// <summary>An example in expressions, as a <see cref="LatentVariableModel"/> reads it.</summary>
/// <param name="Image">x; 0 where a pixel is missing, whatever stands there.</param>
/// <param name="IsSeen">1 where a pixel was seen, 0 where it is missing, of the shape of x; null where none ever
/// is.</param>
/// <param name="Condition">c, a vector; null where there is no condition.</param>
public sealed record LatentExample(Tensor Image, Tensor? IsSeen = null, Tensor? Condition = null)
{
    /// <summary>All of it one after another, as a vector: pixels, then which were seen, then the condition.</summary>
    public Tensor AsVector() => IsAlone ? Flat(Image) : Tensor.Concatenate(
        [.. new[] { Image, IsSeen, Condition }.OfType<Tensor>().Select(Flat)]);

    /// <summary>All of it as the channels of an image: those of x, then which of its pixels were seen, then those of
    /// the condition, each of whose numbers fills a channel.</summary>
    /// <exception cref="ArgumentException">x is no image, [channels, rows, columns].</exception>
    public Tensor AsChannels()
    {
        if (Image.Rank != 3)
        {
            throw new ArgumentException(
                $"LatentExample: x has shape {Image.Shape}, but channels are those of images, [channels, rows, " +
                "columns]. Give such examples, or read them AsVector.");
        }
        Tensor? condition = Condition is null ? null : Tensor.BroadcastTo(
            Tensor.Reshape(Condition, [Condition.Size, 1, 1]), [Condition.Size, Image.Shape[1], Image.Shape[2]]);
        return IsAlone ? Image : Tensor.Concatenate(
            [.. new[] { Image, IsSeen, condition }.OfType<Tensor>()]);
    }

    private bool IsAlone => IsSeen is null && Condition is null;

    private static Tensor Flat(Tensor x) => Tensor.Reshape(x, [x.Size]);
}
