using System.Globalization;
using Reparam.Random;

namespace Reparam.Tests.Random;

public class PhiloxTests
{
    // Random123 (Salmon et al. 2011), tests/kat_vectors, lines "philox4x32 10": counter, key, output.
    [Theory]
    [InlineData("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8")]
    [InlineData("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd")]
    [InlineData("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1")]
    public void Published_known_answers_are_met(string counter, string key, string output)
    {
        var c = Pack(counter);
        var o = Pack(output);
        Assert.Equal((o[0], o[1]), Philox.Block(Pack(key)[0], c[0], c[1]));
    }

    [Fact]
    public void Every_bit_of_key_and_counter_flips_about_half_of_the_output()
    {
        // 192 input bits x 128 output bits, one input each: binomial(24576, 1/2), bound of false-alarm rate 1e-4. In
        // addition no single input bit may flip fewer than 30 or more than 98 of 128 (false-alarm rate 192 x 2e-9).
        var (low, high) = Philox.Block(1, 2, 3);
        int total = 0;
        for (int bit = 0; bit < 192; bit++)
        {
            ulong mask = 1UL << (bit % 64);
            var flipped = Philox.Block(
                1 ^ (bit < 64 ? mask : 0), 2 ^ (bit is >= 64 and < 128 ? mask : 0), 3 ^ (bit >= 128 ? mask : 0));
            int changed = (int)(ulong.PopCount(low ^ flipped.Low) + ulong.PopCount(high ^ flipped.High));
            Assert.InRange(changed, 30, 98);
            total += changed;
        }

        Assert.InRange((total - 12288) / Math.Sqrt(24576 / 4.0), -RandomChecks.NormalBound, RandomChecks.NormalBound);
    }

    private static ulong[] Pack(string words)
    {
        var w = words.Split(' ').Select(x => ulong.Parse(x, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return w.Chunk(2).Select(pair => pair[0] | (pair[1] << 32)).ToArray();
    }
}
