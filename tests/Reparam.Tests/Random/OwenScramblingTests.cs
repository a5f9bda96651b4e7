using System.Numerics;
using Reparam.Random;

namespace Reparam.Tests.Random;

public class OwenScramblingTests
{
    [Fact]
    public void Two_points_part_at_the_digit_where_they_did_and_are_independent_from_there_on()
    {
        // Owen's pairwise law, for pairs that agree in exactly k digits. Digits are reversed: the first is bit 0.
        const int keys = 20_000;
        foreach (int k in new[] { 0, 1, 4, 6, 11, 31 })
        {
            var later = new int[256];
            var position = new double[keys];
            for (int seed = 0; seed < keys; seed++)
            {
                var scrambling = new OwenScrambling(RandomKey.FromSeed((ulong)seed));
                ulong a = 0x2C3B18D5, b = a ^ (1UL << k);
                ulong x = scrambling.Apply(a), y = scrambling.Apply(b);
                Assert.Equal(k, BitOperations.TrailingZeroCount(x ^ y));
                later[(int)((x ^ y) >> (k + 1)) & 255]++;
                position[seed] = Noise.FromBits(BitReverse(x));
            }

            RandomChecks.AssertEven(later);
            RandomChecks.AssertFollows(position, u => u);
        }
    }

    [Fact]
    public void The_first_three_digits_of_all_eight_points_are_flipped_jointly_at_random()
    {
        // 1 + 2 + 4 nodes: 128 equally likely patterns. Multiplications and shifts alone reach only half of them.
        var counts = new int[128];
        for (int seed = 0; seed < 12_800; seed++)
        {
            var scrambling = new OwenScrambling(RandomKey.FromSeed((ulong)seed));
            int pattern = 0;
            for (int level = 0; level < 3; level++)
            {
                for (int prefix = 0; prefix < 1 << level; prefix++)
                {
                    int flip = (int)(scrambling.Apply((ulong)prefix) >> level) & 1;
                    pattern |= flip << ((1 << level) - 1 + prefix);
                }
            }

            counts[pattern]++;
        }

        RandomChecks.AssertEven(counts);
    }

    [Fact]
    public void The_flips_of_the_next_level_are_even_and_uncorrelated_with_their_neighbours()
    {
        // Level 7 is the first that rests on the hash alone.
        const int keys = 20_000, level = 7;
        var here = new double[keys];
        var neighbour = new double[keys];
        var above = new double[keys];
        for (int seed = 0; seed < keys; seed++)
        {
            var scrambling = new OwenScrambling(RandomKey.FromSeed((ulong)seed));
            here[seed] = (scrambling.Apply(0x2A) >> level) & 1;
            neighbour[seed] = (scrambling.Apply(0x6A) >> level) & 1;
            above[seed] = (scrambling.Apply(0x2A) >> (level - 1)) & 1;
        }

        RandomChecks.AssertMean(0.5, here);
        RandomChecks.AssertUncorrelated(here, neighbour);
        RandomChecks.AssertUncorrelated(here, above);
    }

    private static ulong BitReverse(ulong x)
    {
        ulong reversed = 0;
        for (int i = 0; i < 64; i++)
        {
            reversed |= ((x >> i) & 1) << (63 - i);
        }

        return reversed;
    }
}
