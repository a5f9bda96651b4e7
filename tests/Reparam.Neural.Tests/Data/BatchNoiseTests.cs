using Reparam.Random;

namespace Reparam.Neural.Tests.Data;

public sealed class BatchNoiseTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(20261121).Fold("binarise");

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(32)]
    [InlineData(100)]
    [InlineData(128)]
    public void Noise_is_a_function_of_step_place_and_element(int count)
    {
        const int elements = 5;
        var values = new float[elements * count];
        Array.Fill(values, 0.3f);
        BatchNoise.Binarise(Key, 7, count, values);
        var shades = new float[elements * count];
        BatchNoise.Dequantise(Key, 7, count, shades, 256);
        for (int element = 0; element < elements; element++)
        {
            for (int place = 0; place < count; place++)
            {
                uint word = BatchNoise.Word(Key, 7, place, element);
                Assert.Equal((word >> 8) / 16777216.0 < 0.3f ? 1f : 0f, values[element * count + place]);
                Assert.Equal(((word >> 17) * 2 + 1) / 65536f / 256f, shades[element * count + place]);
            }
        }
    }

    [Fact]
    public void Zero_and_one_are_certain()
    {
        var values = new float[784 * 128];
        values.AsSpan(values.Length / 2).Fill(1);
        for (ulong step = 0; step < 20; step++)
        {
            float[] made = [.. values];
            BatchNoise.Binarise(Key, step, 128, made);
            Assert.Equal(values, made);
        }
    }

    [Fact]
    public void Words_are_as_random_as_bits_can_show()
    {
        // Each of 96 frequencies lies within 5 standard errors: fails by chance for one seed in 18,000.
        const int elements = 256, count = 128;
        int[] ones = new int[32], besides = new int[32], below = new int[32];
        uint before = 0;
        for (int element = 0; element < elements; element++)
        {
            for (int place = 0; place < count; place++)
            {
                uint word = BatchNoise.Word(Key, 3, place, element);
                uint above = BatchNoise.Word(Key, 3, place, element + 1);
                uint next = BatchNoise.Word(Key, 4, place, element);
                for (int bit = 0; bit < 32; bit++)
                {
                    ones[bit] += (int)(word >> bit & 1);
                    besides[bit] += (int)((word ^ above) >> bit & 1);
                    below[bit] += (int)((word ^ next ^ before) >> bit & 1);
                }
                before = word;
            }
        }
        double error = Math.Sqrt(elements * count) / 2;
        Assert.All((int[])[.. ones, .. besides, .. below],
            sum => Assert.InRange((sum - elements * count / 2) / error, -5, 5));
    }

    [Fact]
    public void No_two_places_share_a_word()
    {
        // Of 40,960 words of 32 bits, 0.2 pairs are equal by chance; a shared block would make thousands.
        var words = new HashSet<uint>();
        for (int element = 0; element < 64; element++)
        {
            for (int place = 0; place < 640; place++)
            {
                words.Add(BatchNoise.Word(Key, 0, place, element));
            }
        }
        Assert.InRange(words.Count, 64 * 640 - 5, 64 * 640);
    }

    [Fact]
    public void Shades_become_as_frequent_as_they_say()
    {
        // 256 shades, each within 5 standard errors: fails by chance for about one seed in 4000.
        const int count = 128, steps = 40;
        var ones = new double[256];
        var values = new float[256 * count];
        for (ulong step = 0; step < steps; step++)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = i / count / 255f;
            }
            BatchNoise.Binarise(Key, step, count, values);
            for (int i = 0; i < values.Length; i++)
            {
                ones[i / count] += values[i];
            }
        }
        for (int shade = 0; shade < 256; shade++)
        {
            double p = shade / 255.0, n = count * steps;
            Assert.InRange(ones[shade] - n * p, -5 * Math.Sqrt(n * p * (1 - p)), 5 * Math.Sqrt(n * p * (1 - p)));
        }
    }

    [Fact]
    public void Neighbours_steps_and_examples_are_independent()
    {
        // Nine correlations of fair coins, each within 5 standard errors of zero: fails for one seed in 190,000.
        const int elements = 784, count = 128;
        float[] coins = Coins(0), later = Coins(1);
        foreach (int distance in (int[])[1, 2, 16, 31, 32, count, 2 * count, 28 * count])
        {
            Assert.InRange(Correlation(coins.AsSpan(distance), coins), -5, 5);
        }
        Assert.InRange(Correlation(coins, later), -5, 5);

        static float[] Coins(ulong step)
        {
            var values = new float[elements * count];
            Array.Fill(values, 0.5f);
            BatchNoise.Binarise(Key, step, count, values);
            return values;
        }

        static double Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++)
            {
                sum += (2 * a[i] - 1) * (2 * b[i] - 1);
            }
            return sum / Math.Sqrt(a.Length);
        }
    }

    [Fact]
    public void Dequantised_shades_fill_their_width_and_no_more()
    {
        const int count = 128, elements = 400;
        foreach (int levels in (int[])[256, 17, 2])
        {
            var values = new float[elements * count];
            Array.Fill(values, levels - 1);
            BatchNoise.Dequantise(Key, 1, count, values, levels);
            Assert.All(values, value => Assert.InRange(value, (levels - 1f) / levels, MathF.BitDecrement(1)));
            double[] within = [.. values.Select(value => (double)value * levels - (levels - 1))];
            // Mean and mean square of a uniform number, within 5 standard errors: fails for one seed in 290,000.
            double n = within.Length;
            Assert.InRange((within.Average() - 0.5) * Math.Sqrt(12 * n), -5, 5);
            Assert.InRange((within.Average(u => u * u) - 1 / 3.0) / Math.Sqrt(4 / 45.0 / n), -5, 5);
        }
        var zeros = new float[elements * count];
        BatchNoise.Dequantise(Key, 1, count, zeros, 256);
        Assert.All(zeros, value => Assert.InRange(value, float.Epsilon, 1 / 256f));
    }
}
