using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Random;

/// <summary>A random nested uniform scrambling of [0, 1) in base 2 (Owen 1995), computed by hashing: each digit is
/// flipped or not, at random, by a bit that depends on all digits before it.</summary>
/// <remarks>
/// <para>Digits are kept reversed, first digit in bit 0, so that "depends on the digits before it" means "bit i depends
/// on bits below i": what additions, multiplications by odd numbers, and x xor (even · x) do modulo 2^64 (S. Laine and
/// T. Karras, "Stratified sampling for stochastic transparency", 2011, section 3.1; B. Burley, "Practical hash-based
/// Owen scrambling", JCGT 9(4), 2020). A 32-digit point widened by zeros to 64 digits leaves with 64 random
/// digits.</para>
/// <para>Shift and odd multiplier are uniform on 64 bits: x → (x + shift) · multiplier takes a pair of points that
/// agree in exactly k digits to a pair drawn uniformly from all such pairs. So every pair is scrambled exactly as by
/// Owen's definition, and with it the variance of an estimate, which depends on pairs only. In addition the first six
/// levels of the tree (63 nodes) are flipped by one independent random bit each: the first six digits of all points are
/// scrambled exactly, jointly. Three or more points in their later digits are as independent as the hash is
/// good.</para>
/// </remarks>
internal readonly struct OwenScrambling
{
    private const int TreeLevels = 6;

    // Even constants, from the digits of e and √2; their bit 1 is set so that neighbouring digits mix.
    private const ulong EvenMultiplier1 = 0xB7E151628AED2A6A;
    private const ulong EvenMultiplier2 = 0x6A09E667F3BCC90A;

    private readonly ulong _shift1, _multiplier1, _shift2, _multiplier2;
    private readonly TreeFlips _flips;

    /// <summary>Draws the scrambling of one dimension.</summary>
    /// <param name="key">A key that belongs to this dimension alone.</param>
    public OwenScrambling(RandomKey key)
    {
        var words = key.Fold(0);
        _shift1 = words.Low;
        _multiplier1 = words.High | 1;
        words = key.Fold(1);
        _shift2 = words.Low;
        _multiplier2 = words.High | 1;
        ulong tree = key.Fold(2).Low;
        for (int prefix = 0; prefix < 1 << (TreeLevels - 1); prefix++)
        {
            int flips = 0;
            for (int level = 0; level < TreeLevels; level++)
            {
                // Nodes of a level follow those of the levels above it, as in a heap.
                int firstNode = (1 << level) - 1;
                int node = firstNode + (prefix & firstNode);
                flips |= (int)((tree >> node) & 1) << level;
            }

            _flips[prefix] = (byte)flips;
        }
    }

    /// <summary>Scrambles a point whose digits are reversed.</summary>
    /// <param name="reversed">The first digit in bit 0.</param>
    /// <returns>64 random digits, the first in bit 0.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Apply(ulong reversed)
    {
        ulong x = (reversed + _shift1) * _multiplier1;
        x ^= x * EvenMultiplier1;
        x = (x + _shift2) * _multiplier2;
        x ^= x * EvenMultiplier2;
        return x ^ Flips(reversed);
    }

    /// <summary>The same of eight points.</summary>
    /// <param name="reversed">The first digits in bit 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<ulong> Apply(Vector512<ulong> reversed)
    {
        Vector512<ulong> x = (reversed + Vector512.Create(_shift1)) * Vector512.Create(_multiplier1);
        x ^= x * Vector512.Create(EvenMultiplier1);
        x = (x + Vector512.Create(_shift2)) * Vector512.Create(_multiplier2);
        x ^= x * Vector512.Create(EvenMultiplier2);
        return x ^ Vector512.Create(Flips(reversed[0]), Flips(reversed[1]), Flips(reversed[2]), Flips(reversed[3]),
            Flips(reversed[4]), Flips(reversed[5]), Flips(reversed[6]), Flips(reversed[7]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Flips(ulong reversed) => _flips[(int)(reversed & ((1 << (TreeLevels - 1)) - 1))];

    [InlineArray(1 << (TreeLevels - 1))]
    private struct TreeFlips
    {
        private byte _first;
    }
}
