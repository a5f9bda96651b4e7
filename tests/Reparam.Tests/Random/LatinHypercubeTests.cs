using Reparam.Random;

namespace Reparam.Tests.Random;

public class LatinHypercubeTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(12);

    [Fact]
    public void Every_coordinate_has_one_point_in_each_stratum()
    {
        foreach (int count in new[] { 1, 2, 3, 7, 64, 100, 1000, 4097 })
        {
            for (int dimension = 0; dimension < 5; dimension++)
            {
                RandomChecks.AssertOnePerStratum(Sample(Key, dimension, count));
            }
        }
    }

    [Fact]
    public void All_orders_of_four_strata_are_equally_likely()
    {
        var counts = new Dictionary<string, int>();
        for (int seed = 0; seed < 4800; seed++)
        {
            var sample = Sample(RandomKey.FromSeed((ulong)seed), 2, 4);
            string order = string.Concat(sample.Select(u => (char)('0' + (int)(u * 4))));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        RandomChecks.AssertEven([.. counts.Values]);
    }

    [Fact]
    public void Values_are_uniform_within_their_strata_and_over_the_samples()
    {
        const int count = 50_001;
        var sample = Sample(Key, 0, count);
        RandomChecks.AssertFollows([.. sample.Select(u => u * count % 1)], u => u);
        var thirds = new double[5000];
        for (int seed = 0; seed < thirds.Length; seed++)
        {
            thirds[seed] = Sample(RandomKey.FromSeed((ulong)seed), 0, 5)[3];
        }

        RandomChecks.AssertFollows(thirds, u => u);
    }

    [Fact]
    public void Coordinates_and_keys_are_independent()
    {
        var first = Sample(Key, 0, 20_000);
        RandomChecks.AssertUncorrelated(first, Sample(Key, 1, 20_000));
        RandomChecks.AssertUncorrelated(first, Sample(RandomKey.FromSeed(13), 0, 20_000));
        RandomChecks.AssertUncorrelated(first[1..], first[..^1]);
    }

    [Fact]
    public void A_sample_is_a_function_of_key_coordinate_and_size()
    {
        Assert.True(Sample(Key, 3, 50).AsSpan().SequenceEqual(Sample(Key, 3, 50)));
        Assert.False(Sample(Key, 3, 50).AsSpan().SequenceEqual(Sample(Key, 4, 50)));
        Assert.Equal("dimension", Assert.Throws<ArgumentOutOfRangeException>(() => Sample(Key, -1, 5)).ParamName);
    }

    private static double[] Sample(RandomKey key, int dimension, int count)
    {
        var sample = new double[count];
        LatinHypercube.Fill(key, dimension, sample);
        return sample;
    }
}
