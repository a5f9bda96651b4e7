using Reparam.Random;

namespace Reparam.Tests.Random;

public sealed class RandomPermutationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    [InlineData(4097)]
    public void Every_place_is_taken_once(int count)
    {
        var permutation = new RandomPermutation(RandomKey.FromSeed(3).Fold((ulong)count), count);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i),
            Enumerable.Range(0, count).Select(i => permutation[i]).Order());
    }

    [Fact]
    public void Huge_ranges_stay_in_range()
    {
        var permutation = new RandomPermutation(RandomKey.FromSeed(3), long.MaxValue);
        Assert.All(Enumerable.Range(0, 100),
            i => Assert.InRange(permutation[long.MaxValue - 1 - i], 0, long.MaxValue - 1));
    }

    [Fact]
    public void Each_place_goes_anywhere_with_the_same_probability_and_pairs_are_independent()
    {
        // Chi-squared of 7 x 7 cells over 20,000 keys for the first place against the second: no pair is equal, and all
        // others have the same probability. 41 degrees of freedom; 85 is exceeded with probability 7e-5.
        const int Count = 7, Keys = 20_000;
        var pairs = new int[Count * Count];
        for (ulong k = 0; k < Keys; k++)
        {
            var permutation = new RandomPermutation(RandomKey.FromSeed(11).Fold(k), Count);
            pairs[permutation[0] * Count + permutation[1]]++;
        }
        double expected = (double)Keys / (Count * (Count - 1)), chiSquared = 0;
        for (int cell = 0; cell < pairs.Length; cell++)
        {
            if (cell / Count == cell % Count)
            {
                Assert.Equal(0, pairs[cell]);
                continue;
            }
            chiSquared += (pairs[cell] - expected) * (pairs[cell] - expected) / expected;
        }
        Assert.True(chiSquared < 85, FormattableString.Invariant($"chi-squared {chiSquared}"));
    }
}
