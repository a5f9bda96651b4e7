using Reparam.Neural;
using Reparam.Random;

namespace Reparam.Benchmarks.Networks;

/// <summary>Digits in another order each epoch, whose pixels are made 0 or 1 anew, with the shade as
/// probability.</summary>
internal sealed class DigitBatches : BatchSource
{
    private readonly ExampleSet _digits;
    private readonly ExampleOrder _order;
    private readonly RandomKey _key;
    private readonly int[] _places;
    private readonly int _batches;

    public DigitBatches(ExampleSet digits, int batch, ulong seed)
    {
        (_digits, _batches, _places) = (digits, digits.Count / batch, new int[batch]);
        (_order, _key) = (new ExampleOrder(seed, digits.Count), RandomKey.FromSeed(seed).Fold("binarisation"));
        Fields = new Dictionary<string, Shape> { [DeepLatentGaussianModel.Field] = digits["image"].Shape };
    }

    public override int BatchSize => _places.Length;

    public override IReadOnlyDictionary<string, Shape> Fields { get; }

    public override void Fill(long batch, string field, Span<float> destination)
    {
        (long epoch, long place) = Math.DivRem(batch, _batches);
        _order.Fill(epoch, (int)place * BatchSize, _places);
        _digits.GatherBinarised(_places, _digits.IndexOf(field), destination, _key, (ulong)batch);
    }

    /// <summary>All digits, made 0 or 1 once, one after another.</summary>
    public static float[] Fixed(ExampleSet digits)
    {
        int size = digits["image"].Shape.Size;
        var byElement = new float[digits.Count * size];
        digits.GatherBinarised([.. Enumerable.Range(0, digits.Count)], digits.IndexOf("image"), byElement,
            RandomKey.FromSeed(1).Fold("test"), 0);
        return [.. Enumerable.Range(0, byElement.Length).Select(i => byElement[i % size * digits.Count + i / size])];
    }
}
