using Reparam.Random;

namespace Reparam.Neural;

/// <summary>What is made of the bytes of images each time they are seen.</summary>
public enum PixelNoise
{
    /// <summary>The byte over its maximum.</summary>
    None,

    /// <summary>1 with that probability, else 0: dynamic binarisation (Salakhutdinov and Murray 2008; Burda, Grosse and
    /// Salakhutdinov 2015).</summary>
    Binarise,

    /// <summary>(byte + u) / (maximum + 1) with uniform u: a density of the result bounds the probability of the byte
    /// (Theis, van den Oord and Bethge 2016).</summary>
    Dequantise,
}

/// <summary>Batches of a set of examples, in another random order each epoch.</summary>
/// <remarks>Batches follow each other through the epochs without a gap, so that every example is seen equally often
/// whatever the size of a batch. What a batch holds, and its noise, are functions of the seed and its number.</remarks>
public sealed class ShuffledBatches : BatchSource
{
    private readonly ExampleSet _set;
    private readonly ExampleOrder _order;
    private readonly RandomKey _noise;
    private readonly PixelNoise _pixels;
    private readonly int[] _examples;
    private long _filled = -1;

    /// <summary>Makes the batches.</summary>
    /// <param name="set">The examples.</param>
    /// <param name="batchSize">Examples in a batch, at least 1.</param>
    /// <param name="seed">The seed of order and noise.</param>
    /// <param name="pixels">What is made of the bytes of images, the field "image".</param>
    /// <exception cref="ArgumentException">There is noise for images, which the set has not as bytes.</exception>
    public ShuffledBatches(ExampleSet set, int batchSize, ulong seed, PixelNoise pixels = PixelNoise.None)
    {
        ArgumentNullException.ThrowIfNull(set);
        (_set, _pixels, BatchSize) = (set, pixels, Sizes.Positive(nameof(ShuffledBatches), batchSize));
        if (pixels != PixelNoise.None && !set["image"].IsBytes)
        {
            throw new ArgumentException(
                $"ShuffledBatches: {pixels} needs images of bytes, but the field 'image' holds floats. Give bytes, or " +
                "PixelNoise.None.", nameof(pixels));
        }
        _order = new ExampleOrder(seed, set.Count);
        _noise = RandomKey.FromSeed(seed).Fold("pixels");
        _examples = new int[batchSize];
        Fields = set.Fields.ToDictionary(static f => f.Name, static f => f.Shape, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override int BatchSize { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Shape> Fields { get; }

    /// <summary>The number of the first batch of an epoch, or of the first that has an example of it.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public long FirstOf(long epoch) => epoch * _set.Count / BatchSize;

    /// <inheritdoc/>
    public override void Fill(long batch, string field, Span<float> destination)
    {
        Choose(batch);
        int number = _set.IndexOf(field);
        switch (field == "image" ? _pixels : PixelNoise.None)
        {
            case PixelNoise.Binarise:
                _set.GatherBinarised(_examples, number, destination, _noise, (ulong)batch);
                break;
            case PixelNoise.Dequantise:
                _set.GatherDequantised(_examples, number, destination, _noise, (ulong)batch);
                break;
            default:
                _set.Gather(_examples, number, destination);
                break;
        }
    }

    private void Choose(long batch)
    {
        if (_filled == batch)
        {
            return;
        }
        long place = batch * BatchSize;
        for (int done = 0, count; done < BatchSize; done += count, place += count)
        {
            (long epoch, long first) = Math.DivRem(place, _set.Count);
            count = (int)Math.Min(BatchSize - done, _set.Count - first);
            _order.Fill(epoch, (int)first, _examples.AsSpan(done, count));
        }
        _filled = batch;
    }
}
