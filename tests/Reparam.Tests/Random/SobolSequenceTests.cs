using Reparam.Random;

namespace Reparam.Tests.Random;

public class SobolSequenceTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(8);

    [Fact]
    public void Plain_points_are_those_of_scipy_in_every_listed_dimension()
    {
        var reference = RandomChecks.Reference("random-sobol.json");
        var dimensions = reference.GetProperty("dimensions").EnumerateArray().Select(d => d.GetInt32()).ToArray();
        var indices = reference.GetProperty("indices").EnumerateArray().Select(n => n.GetInt64()).ToArray();
        Assert.Equal((19, 43), (dimensions.Length, indices.Length));
        for (int n = 0; n < indices.Length; n++)
        {
            var row = reference.GetProperty("points")[n];
            for (int d = 0; d < dimensions.Length; d++)
            {
                Assert.Equal(row[d].GetInt64(), SobolSequence.Point(dimensions[d], indices[n]) * (1L << 32));
            }
        }
    }

    [Fact]
    public void Scrambled_points_agree_with_an_independent_implementation()
    {
        var reference = RandomChecks.Reference("random-noise.json");
        var indices =
            reference.GetProperty("scrambledOfSeed9Indices").EnumerateArray().Select(n => n.GetInt32()).ToArray();
        var key = RandomKey.FromSeed(9).Fold("sobol");
        int row = 0;
        foreach (var dimension in reference.GetProperty("scrambledOfSeed9Dimensions").EnumerateArray())
        {
            var points = Scrambled(key, dimension.GetInt32(), 300);
            var expected = reference.GetProperty("scrambledOfSeed9")[row++].EnumerateArray().Select(v => v.GetDouble());
            Assert.Equal(expected, indices.Select(n => points[n]));
        }

        Assert.Equal(5, row);
    }

    [Fact]
    public void Every_projection_of_the_first_powers_of_two_has_one_point_in_each_interval()
    {
        foreach (int dimension in Enumerable.Range(0, 40).Append(999).Append(21200))
        {
            var points = Scrambled(Key, dimension, 1 << 12);
            for (int m = 0; m <= 12; m++)
            {
                RandomChecks.AssertOnePerStratum(points.AsSpan(0, 1 << m));
            }

            // The same holds for every later block of the sequence.
            for (int block = 0; block < 4; block++)
            {
                RandomChecks.AssertOnePerStratum(points.AsSpan(block << 10, 1 << 10));
            }
        }
    }

    [Fact]
    public void The_first_two_dimensions_are_a_net_every_elementary_interval_holds_one_point()
    {
        const int m = 10;
        var x = Scrambled(Key, 0, 1 << m);
        var y = Scrambled(Key, 1, 1 << m);
        for (int a = 0; a <= m; a++)
        {
            var seen = new HashSet<(int, int)>();
            for (int i = 0; i < 1 << m; i++)
            {
                seen.Add(((int)(x[i] * (1 << a)), (int)(y[i] * (1 << (m - a)))));
            }

            Assert.Equal(1 << m, seen.Count);
        }
    }

    [Fact]
    public void Every_scrambled_point_is_uniform_over_the_scramblings()
    {
        foreach (var (dimension, index) in new[] { (0, 0), (0, 1), (3, 5), (7, 100), (500, 1023) })
        {
            var values = new double[5000];
            for (int seed = 0; seed < values.Length; seed++)
            {
                SobolSequence.FillScrambled(RandomKey.FromSeed((ulong)seed), dimension, index, values.AsSpan(seed, 1));
            }

            RandomChecks.AssertFollows(values, u => u);
        }
    }

    [Fact]
    public void The_mean_of_a_scrambled_coordinate_has_the_variance_of_nested_uniform_scrambling()
    {
        // N points, one in each stratum of width 1/N, pairwise independent within: the mean has variance 1/(12 N^3).
        // Over R scramblings the sample variance has relative error sqrt(2/R); false-alarm rate 1e-4 for each N.
        const int replicates = 4000;
        foreach (int n in new[] { 8, 64, 256, 1024 })
        {
            double sum = 0;
            for (int seed = 0; seed < replicates; seed++)
            {
                double error = Scrambled(RandomKey.FromSeed((ulong)seed), 4, n).Average() - 0.5;
                sum += error * error;
            }

            double ratio = sum / replicates * 12 * Math.Pow(n, 3);
            double score = (ratio - 1) / Math.Sqrt(2.0 / replicates);
            Assert.InRange(score, -RandomChecks.NormalBound, RandomChecks.NormalBound);
        }
    }

    [Fact]
    public void Scramblings_of_different_dimensions_are_independent()
    {
        // Plain coordinates of point 3 are fixed; their scramblings must not be related over seeds.
        var first = new double[20_000];
        var second = new double[20_000];
        for (int seed = 0; seed < first.Length; seed++)
        {
            var key = RandomKey.FromSeed((ulong)seed);
            SobolSequence.FillScrambled(key, 10, 3, first.AsSpan(seed, 1));
            SobolSequence.FillScrambled(key, 11, 3, second.AsSpan(seed, 1));
        }

        RandomChecks.AssertUncorrelated(first, second);
        RandomChecks.AssertUncorrelated(
            [.. first.Select(u => Math.Abs(u - 0.5))], [.. second.Select(u => Math.Abs(u - 0.5))]);
    }

    [Fact]
    public void A_longer_sequence_extends_a_shorter_one_and_can_start_anywhere()
    {
        var all = Scrambled(Key, 6, 1000);
        Assert.True(Scrambled(Key, 6, 100).AsSpan().SequenceEqual(all.AsSpan(0, 100)));
        foreach (int first in new[] { 1, 63, 64, 511, 999 })
        {
            var rest = new double[1000 - first];
            SobolSequence.FillScrambled(Key, 6, first, rest);
            Assert.True(rest.AsSpan().SequenceEqual(all.AsSpan(first)));
        }
    }

    [Fact]
    public void The_last_points_of_the_sequence_can_be_reached_and_no_more()
    {
        const long last = (1L << 32) - 1;
        var two = new double[2];
        SobolSequence.FillScrambled(Key, 5, last - 1, two);
        var one = new double[1];
        SobolSequence.FillScrambled(Key, 5, last, one);
        Assert.Equal(two[1], one[0]);
        Assert.Equal(Math.Pow(2, -32), SobolSequence.Point(0, 1L << 31) % Math.Pow(2, -31));
        Assert.Equal("firstIndex",
            Assert.Throws<ArgumentOutOfRangeException>(() => SobolSequence.FillScrambled(Key, 5, last, two)).ParamName);
    }

    [Fact]
    public void Dimensions_and_points_out_of_range_are_refused()
    {
        Assert.Equal("dimension", Refused(-1, 0).ParamName);
        Assert.Contains("LatinHypercube", Refused(21201, 0).Message, StringComparison.Ordinal);
        Assert.Equal("firstIndex", Refused(0, -1).ParamName);
        Assert.Equal("firstIndex", Refused(0, 1L << 32).ParamName);
        Assert.Equal(
            "dimension", Assert.Throws<ArgumentOutOfRangeException>(() => SobolSequence.Point(-1, 0)).ParamName);
        Assert.Equal("index", Assert.Throws<ArgumentOutOfRangeException>(() => SobolSequence.Point(0, -1)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => SobolSequence.Point(0, 1L << 32));

        static ArgumentOutOfRangeException Refused(int dimension, long firstIndex) =>
            Assert.Throws<ArgumentOutOfRangeException>(
                () => SobolSequence.FillScrambled(Key, dimension, firstIndex, new double[1]));
    }

    private static double[] Scrambled(RandomKey key, int dimension, int count)
    {
        var points = new double[count];
        SobolSequence.FillScrambled(key, dimension, 0, points);
        return points;
    }
}
