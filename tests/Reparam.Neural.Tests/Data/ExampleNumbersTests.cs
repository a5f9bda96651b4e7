namespace Reparam.Neural.Tests.Data;

public sealed class ExampleNumbersTests
{
    private static readonly ExampleSet Digits = ExampleSets.Digits().Take(300);

    [Fact]
    public void Numbers_are_bytes_over_their_maximum_example_after_example()
    {
        float[] numbers = Digits.Numbers("image");
        ReadOnlySpan<byte> bytes = Digits["image"].Bytes;
        Assert.Equal(bytes.ToArray().Select(b => b / 16f), numbers);
    }

    [Fact]
    public void Binarised_numbers_follow_from_the_seed_and_are_right_on_average()
    {
        float[] grey = Digits.Numbers("image"), one = Digits.Numbers("image", PixelNoise.Binarised, 1);
        Assert.Equal(one, Digits.Numbers("image", PixelNoise.Binarised, 1));
        Assert.NotEqual(one, Digits.Numbers("image", PixelNoise.Binarised, 2));
        Assert.All(one, v => Assert.True(v is 0 or 1));
        // 19,200 pixels of variance at most 1/4: a mean off by 0.018 is five standard errors.
        Assert.Equal(grey.Average(), one.Average(), 0.018f);
        Assert.All(grey.Zip(one).Where(p => p.First is 0 or 1), p => Assert.Equal(p.First, p.Second));
    }

    [Fact]
    public void Dequantised_numbers_lie_within_their_shades()
    {
        float[] spread = Digits.Numbers("image", PixelNoise.Dequantised);
        ReadOnlySpan<byte> bytes = Digits["image"].Bytes;
        for (int i = 0; i < spread.Length; i++)
        {
            Assert.InRange(spread[i] * 17, bytes[i], bytes[i] + 1);
        }
    }
}
