using Reparam.Random;

namespace Reparam.Neural;

/// <summary>Examples as numbers, for evaluation and pictures.</summary>
public static class ExampleNumbers
{
    /// <summary>The numbers of a field, as networks read them.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="field">The name of the field.</param>
    /// <param name="noise">What chance does to it: the same for the same seed.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>Example after example, each in row-major order.</returns>
    /// <exception cref="ArgumentException">There is no such field, or one of floats is to be dequantised.</exception>
    public static float[] Numbers(
        this ExampleSet examples, string field, PixelNoise noise = PixelNoise.None, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(examples);
        int at = examples.IndexOf(field), size = examples[field].Shape.Size;
        const int Block = 256;
        RandomKey key = RandomKey.FromSeed(seed).Fold("numbers of examples").Fold(field);
        var numbers = new float[checked(examples.Count * size)];
        for (int first = 0; first < examples.Count; first += Block)
        {
            int[] places = [.. Enumerable.Range(first, Math.Min(Block, examples.Count - first))];
            var values = new float[places.Length * size];
            examples.Gather(places, at, values, noise, key, (ulong)(first / Block));
            for (int i = 0; i < places.Length; i++)
            {
                for (int e = 0; e < size; e++)
                {
                    numbers[(first + i) * size + e] = values[e * places.Length + i];
                }
            }
        }
        return numbers;
    }
}
