using System.Globalization;
using Reparam.Random;

namespace Reparam.Neural;

/// <summary>Brings examples of a set to where networks read them.</summary>
internal static class ExampleGather
{
    /// <summary>Writes a field of some examples as networks read it: [element · examples + example].</summary>
    /// <remarks>Of numbers outside 0 to 1 that are made 0 or 1 by chance, those below make 0 and those above
    /// 1.</remarks>
    /// <param name="set">The set.</param>
    /// <param name="examples">Their places.</param>
    /// <param name="field">The place of the field.</param>
    /// <param name="destination">Receives the numbers, of each example from the first one on as many as there is room
    /// for.</param>
    /// <param name="noise">What chance does to them.</param>
    /// <param name="key">The key of the noise.</param>
    /// <param name="step">The step; another one has other noise.</param>
    /// <param name="first">The first number of each example.</param>
    /// <exception cref="ArgumentException">There are no such examples, or the destination has another
    /// length.</exception>
    /// <exception cref="InvalidOperationException">A field of floats is to be dequantised.</exception>
    public static void Gather(this ExampleSet set, ReadOnlySpan<int> examples, int field, Span<float> destination,
        PixelNoise noise = PixelNoise.None, RandomKey key = default, ulong step = 0,
        int first = 0)
    {
        ExampleField source = set.Fields[field];
        int size = source.Shape.Size, count = examples.Length;
        bool isDequantised = noise == PixelNoise.Dequantised;
        if (destination.Length > (long)count * (size - first) || destination.Length % Math.Max(1, count) != 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"ExampleSet: the destination has {destination.Length} numbers, but {count} examples of " +
                $"'{source.Name}' have {size} each. Pass a span of exactly their product."), nameof(destination));
        }
        set.CheckPlaces(examples);
        if (isDequantised && !source.IsBytes)
        {
            throw new InvalidOperationException(
                $"ExampleSet: field '{source.Name}' holds floats, but only shades, which are bytes, can be " +
                "dequantised. Give bytes, or read the floats as they are.");
        }
        if (source.IsBytes)
        {
            BatchGather.Bytes(source.Bytes, size, examples, destination, isDequantised ? 1 : source.Maximum, first);
        }
        else
        {
            BatchGather.Floats(source.Floats, size, examples, destination, first);
        }
        if (isDequantised)
        {
            BatchNoise.Dequantise(key, step, count, destination, source.Maximum + 1, first);
        }
        else if (noise == PixelNoise.Binarised)
        {
            BatchNoise.Binarise(key, step, count, destination, first);
        }
    }
}
