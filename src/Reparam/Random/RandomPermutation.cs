using System.Numerics;

namespace Reparam.Random;

/// <summary>A permutation of 0..n-1 as a function of a key: any place of it is computed by itself, in no
/// memory.</summary>
/// <remarks>Feistel rounds over the least even number of bits that hold n, walked along its cycles into the range
/// (Black and Rogaway 2002, "Ciphers with arbitrary finite domains"). The rounds mix by the finalizer of SplitMix64
/// (Steele, Lea and Flood 2014); they are many because over few bits each does little.</remarks>
internal readonly struct RandomPermutation
{
    private const int Rounds = 12;

    /// <summary>Bits of half a word: over fewer, too many of the permutations are out of reach.</summary>
    private const int LeastHalf = 4;

    private readonly RandomKey _key;
    private readonly ulong _count;
    private readonly int _half;

    /// <param name="key">Which permutation.</param>
    /// <param name="count">n, at least 1.</param>
    public RandomPermutation(RandomKey key, long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _key = key;
        _count = (ulong)count;
        _half = Math.Max(LeastHalf, (65 - BitOperations.LeadingZeroCount(_count - 1)) / 2);
    }

    /// <summary>Where a place goes.</summary>
    public long this[long place]
    {
        get
        {
            ulong value = (ulong)place;
            do
            {
                value = Encrypt(value);
            }
            while (value >= _count);
            return (long)value;
        }
    }

    private ulong Encrypt(ulong value)
    {
        ulong mask = (1UL << _half) - 1, left = value >> _half, right = value & mask;
        for (ulong round = 0; round < Rounds; round++)
        {
            (left, right) = (right, left ^ (Mixed(right + _key.High + round * 0x9E3779B97F4A7C15 ^ _key.Low) & mask));
        }
        return left << _half | right;
    }

    private static ulong Mixed(ulong value)
    {
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return value ^ value >> 31;
    }
}
