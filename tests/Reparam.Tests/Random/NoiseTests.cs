using Reparam.Numerics;
using System.Globalization;
using MathNet.Numerics.Distributions;
using Reparam.Random;

namespace Reparam.Tests.Random;

public class NoiseTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(20).Fold("site");

    private delegate void Fill(
        RandomKey key,
        ulong step,
        long firstDraw,
        int draws,
        long firstElement,
        int elements,
        Span<double> destination);

    [Fact]
    public void Values_agree_with_an_independent_implementation()
    {
        var key = RandomKey.FromSeed(42).Fold("site");
        var reference = RandomChecks.Reference("random-noise.json");
        foreach (var row in reference.GetProperty("noiseOfSeed42Site").EnumerateArray())
        {
            ulong step = ulong.Parse(row[0].GetString()!, CultureInfo.InvariantCulture);
            long draw = long.Parse(row[1].GetString()!, CultureInfo.InvariantCulture);
            long element = long.Parse(row[2].GetString()!, CultureInfo.InvariantCulture);
            Assert.Equal(row[3].GetDouble(), Noise.Uniform(key, step, draw, element));
            double normal = row[4].GetDouble(), exponential = row[5].GetDouble();
            Assert.InRange(Math.Abs(Noise.Normal(key, step, draw, element) / normal - 1), 0, 1e-15);
            Assert.InRange(Math.Abs(Noise.Exponential(key, step, draw, element) / exponential - 1), 0, 4e-16);
        }
    }

    [Fact]
    public void Bulk_values_are_the_single_ones_bit_for_bit_whatever_the_block()
    {
        (Fill Fill, Func<RandomKey, ulong, long, long, double> Single)[] kinds =
        [
            (Noise.FillUniform, Noise.Uniform),
            (Noise.FillNormal, Noise.Normal),
            (Noise.FillExponential, Noise.Exponential),
        ];
        foreach (var (fill, single) in kinds)
        {
            foreach (long firstDraw in new[] { 0L, 1, 2, 7, (1L << 40) + 3 })
            {
                for (int draws = 0; draws <= 9; draws++)
                {
                    const int elements = 3;
                    const long firstElement = 5;
                    var block = new double[draws * elements];
                    fill(Key, 4, firstDraw, draws, firstElement, elements, block);
                    for (int e = 0; e < elements; e++)
                    {
                        for (int d = 0; d < draws; d++)
                        {
                            Assert.True(single(Key, 4, firstDraw + d, firstElement + e) == block[e * draws + d]);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void A_block_is_the_same_filled_at_once_or_in_pieces_on_many_threads()
    {
        const int draws = 37, elements = 64;
        var whole = new double[draws * elements];
        Noise.FillNormal(Key, 1, 0, draws, 0, elements, whole);
        var pieces = new double[draws * elements];
        Parallel.For(0, elements, e =>
        {
            // Draws in three parts, the last first.
            foreach (var (start, count) in new[] { (20, 17), (0, 3), (3, 17) })
            {
                Noise.FillNormal(Key, 1, start, count, e, 1, pieces.AsSpan(e * draws + start, count));
            }
        });
        Assert.True(whole.AsSpan().SequenceEqual(pieces));
    }

    [Fact]
    public void Normal_and_exponential_noise_are_transforms_of_the_uniform_at_the_same_address()
    {
        for (int i = 0; i < 1000; i++)
        {
            double u = Noise.Uniform(Key, 2, i, i);
            Assert.True(Noise.Normal(Key, 2, i, i) == NormalQuantile.Evaluate(u));
            Assert.Equal(-Math.Log(1 - u), Noise.Exponential(Key, 2, i, i), 1e-14);
        }
    }

    [Fact]
    public void Uniform_numbers_are_odd_multiples_of_two_to_minus_53()
    {
        Assert.Equal(Math.Pow(2, -53), Noise.FromBits(0));
        Assert.Equal(1 - Math.Pow(2, -53), Noise.FromBits(ulong.MaxValue));
        foreach (double u in Uniforms(10_000, (i, _) => Noise.Uniform(Key, 0, i, 0)))
        {
            Assert.Equal(1, u * Math.Pow(2, 53) % 2);
        }
    }

    [Fact]
    public void Uniform_numbers_follow_the_uniform_distribution()
    {
        var values = new double[200_000];
        Noise.FillUniform(Key, 0, 0, 200, 0, 1000, values);
        RandomChecks.AssertFollows(values, u => u);

        // Each of eight groups of bits, from the highest to the lowest of the 52, is even over its 64 values.
        for (int shift = 1; shift < 53; shift += 6)
        {
            var counts = new int[64];
            foreach (double u in values)
            {
                counts[((ulong)(u * (1L << 53)) >> Math.Min(shift, 47)) & 63]++;
            }

            RandomChecks.AssertEven(counts);
        }
    }

    [Fact]
    public void Normal_numbers_follow_the_normal_distribution_and_have_its_moments()
    {
        var values = new double[200_000];
        Noise.FillNormal(Key, 3, 0, 200, 0, 1000, values);
        RandomChecks.AssertFollows(values, z => MathNet.Numerics.Distributions.Normal.CDF(0, 1, z));
        double[] moments = [0, 1, 0, 3, 0, 15];
        for (int order = 1; order <= moments.Length; order++)
        {
            RandomChecks.AssertMean(moments[order - 1], [.. values.Select(z => Math.Pow(z, order))]);
        }
    }

    [Fact]
    public void Exponential_numbers_follow_the_exponential_distribution()
    {
        var values = new double[200_000];
        Noise.FillExponential(Key, 3, 0, 200, 0, 1000, values);
        RandomChecks.AssertFollows(values, x => Exponential.CDF(1, x));
        RandomChecks.AssertMean(1, values);
        RandomChecks.AssertMean(2, [.. values.Select(x => x * x)]);
    }

    [Fact]
    public void Neighbours_in_site_step_draw_and_element_are_independent()
    {
        const int count = 65_536;
        var root = RandomKey.FromSeed(33);
        RandomKey a = root.Fold("a"), b = root.Fold("b"), other = RandomKey.FromSeed(34).Fold("a");
        Func<int, int, double>[] neighbours =
        [
            (draw, element) => Noise.Uniform(b, 0, draw, element),
            (draw, element) => Noise.Uniform(other, 0, draw, element),
            (draw, element) => Noise.Uniform(a.Fold(1), 0, draw, element),
            (draw, element) => Noise.Uniform(a, 1, draw, element),
            (draw, element) => Noise.Uniform(a, 0, draw + 1, element),
            (draw, element) => Noise.Uniform(a, 0, draw + 2, element),
            (draw, element) => Noise.Uniform(a, 0, draw, element + 1),
            (draw, element) => Noise.Uniform(a, 0, element, draw + 1),
        ];
        var first = Uniforms(count, (draw, element) => Noise.Uniform(a, 0, draw, element));
        foreach (var neighbour in neighbours)
        {
            var second = Uniforms(count, neighbour);
            RandomChecks.AssertUncorrelated(first, second);
            RandomChecks.AssertUncorrelated(
                [.. first.Select(u => Math.Abs(u - 0.5))], [.. second.Select(u => Math.Abs(u - 0.5))]);
            var counts = new int[256];
            for (int i = 0; i < count; i++)
            {
                counts[(int)(first[i] * 16) * 16 + (int)(second[i] * 16)]++;
            }

            RandomChecks.AssertEven(counts);
        }
    }

    [Fact]
    public void Filling_allocates_nothing()
    {
        var block = new double[800];
        Noise.FillNormal(Key, 0, 0, 8, 0, 100, block);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Noise.FillNormal(Key, 1, 0, 8, 0, 100, block);
        Noise.FillUniform(Key, 1, 0, 8, 0, 100, block);
        Noise.FillExponential(Key, 1, 0, 8, 0, 100, block);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Bad_addresses_and_lengths_are_refused_by_name()
    {
        Assert.Equal("draw", Assert.Throws<ArgumentOutOfRangeException>(() => Noise.Uniform(Key, 0, -1, 0)).ParamName);
        Assert.Equal(
            "element", Assert.Throws<ArgumentOutOfRangeException>(() => Noise.Normal(Key, 0, 0, -1)).ParamName);
        Assert.Equal("draws", Refused(0, -1, 0, 1, 0).ParamName);
        Assert.Equal("elements", Refused(0, 1, 0, -1, 0).ParamName);
        Assert.Equal("firstDraw", Refused(-1, 1, 0, 1, 1).ParamName);
        Assert.Equal("firstElement", Refused(0, 1, long.MaxValue, 1, 1).ParamName);
        var error = Assert.Throws<ArgumentException>(() => Noise.FillUniform(Key, 0, 0, 2, 0, 3, new double[5]));
        Assert.Equal("destination", error.ParamName);
        Assert.Contains("length 5", error.Message, StringComparison.Ordinal);

        static ArgumentOutOfRangeException Refused(
            long firstDraw, int draws, long firstElement, int elements, int length) =>
            Assert.Throws<ArgumentOutOfRangeException>(
                () => Noise.FillUniform(Key, 0, firstDraw, draws, firstElement, elements, new double[length]));
    }

    // Values at the addresses (draw 4 i, element i / 256): none is the neighbour of another.
    private static double[] Uniforms(int count, Func<int, int, double> at) =>
        [.. Enumerable.Range(0, count).Select(i => at(4 * i, i / 256))];
}
