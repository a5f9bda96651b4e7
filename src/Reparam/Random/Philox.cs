using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Random;

/// <summary>Philox 4x32-10, a counter-based generator: 128 random bits as a pure function of a 64-bit key and a 128-bit
/// counter.</summary>
/// <remarks>
/// <para>For a fixed key the map from counter to output is a bijection of 128-bit words, so distinct counters never
/// collide. There is no state: a value can be computed on any thread, in any order. Not a cryptographic
/// generator.</para>
/// <para>Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
/// SC '11 (2011), section 3.3.</para>
/// </remarks>
public static class Philox
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>Encrypts one 128-bit counter under a 64-bit key.</summary>
    /// <param name="key">The key; the published key word 0 is its low half, word 1 its high half.</param>
    /// <param name="counterLow">Counter words 0 (low half) and 1 (high half).</param>
    /// <param name="counterHigh">Counter words 2 (low half) and 3 (high half).</param>
    /// <returns>Output words 0 and 1 in <c>Low</c>, words 2 and 3 in <c>High</c>, packed as the counter is.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ulong Low, ulong High) Block(ulong key, ulong counterLow, ulong counterHigh)
    {
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        uint c0 = (uint)counterLow, c1 = (uint)(counterLow >> 32);
        uint c2 = (uint)counterHigh, c3 = (uint)(counterHigh >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0;
            ulong product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1,
                (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (c0 | ((ulong)c1 << 32), c2 | ((ulong)c3 << 32));
    }

    /// <summary>Encrypts eight counters that differ in their low halves, with the bits of
    /// <see cref="Block"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector512<ulong> Low, Vector512<ulong> High) Blocks(
        ulong key, Vector512<ulong> counterLow, ulong counterHigh)
    {
        // A word of 32 bits in each lane of 64: products are whole, and what else stands above a word is cut off.
        Vector512<ulong> word = Vector512.Create((ulong)uint.MaxValue);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        Vector512<ulong> c0 = counterLow & word, c1 = counterLow >> 32;
        Vector512<ulong> c2 = Vector512.Create((ulong)(uint)counterHigh), c3 = Vector512.Create(counterHigh >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            Vector512<ulong> product0 = c0 * Vector512.Create((ulong)Multiplier0);
            Vector512<ulong> product1 = c2 * Vector512.Create((ulong)Multiplier1);
            c0 = (product1 >> 32) ^ c1 ^ Vector512.Create((ulong)k0);
            c1 = product1 & word;
            c2 = (product0 >> 32) ^ c3 ^ Vector512.Create((ulong)k1);
            c3 = product0 & word;
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return (c0 | (c1 << 32), c2 | (c3 << 32));
    }
}
