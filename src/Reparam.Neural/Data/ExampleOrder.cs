using Reparam.Random;

namespace Reparam.Neural;

/// <summary>In which order examples are seen: another in each epoch, each example once.</summary>
/// <remarks>A function of seed and epoch: any place is known without the others, so a run that goes on where it was
/// ended sees what it would have seen. Nothing is allocated.</remarks>
/// <param name="seed">The seed.</param>
/// <param name="count">The number of examples, at least 1.</param>
internal readonly struct ExampleOrder(ulong seed, int count)
{
    private readonly RandomKey _key = RandomKey.FromSeed(seed).Fold("order of examples");
    private readonly int _count = count;

    /// <summary>The examples at some places of an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="first">The first place, from 0.</param>
    /// <param name="destination">Receives the examples at this place and those after it.</param>
    public void Fill(long epoch, int first, Span<int> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, _count - first, nameof(destination));
        var permutation = new RandomPermutation(_key.Fold((ulong)epoch), _count);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (int)permutation[first + i];
        }
    }
}
