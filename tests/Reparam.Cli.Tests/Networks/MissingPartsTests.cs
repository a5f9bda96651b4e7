namespace Reparam.Cli.Tests.Networks;

public sealed class MissingPartsTests
{
    [Theory]
    [InlineData("left", 0.5, "0001110001110001")]
    [InlineData("right", 0.5, "1110001110001110")]
    [InlineData("top", 0.3, "0000000000001111")]
    [InlineData("bottom", 0.5, "1111111111111111")]
    public void Missing_parts_are_sides(string part, double share, string first) =>
        Assert.Equal(first, string.Concat(MissingParts.Observed(part, share, [1, 6, 6], 2, 1)[..16]
            .Select(isLeft => isLeft ? '1' : '0')));

    [Fact]
    public void Missing_pixels_by_chance_are_as_many_in_each_image_others_in_each_and_the_same_in_all_channels()
    {
        bool[] left = MissingParts.Observed("random", 0.25, [3, 4, 5], 3, seed: 2);
        bool[][] channels = [.. left.Chunk(20)];
        Assert.All(channels, channel => Assert.Equal(5, channel.Count(isLeft => !isLeft)));
        Assert.Equal(channels[0], channels[1]);
        Assert.Equal(channels[3], channels[5]);
        Assert.NotEqual(channels[0], channels[3]);
        Assert.Equal(left, MissingParts.Observed("random", 0.25, [3, 4, 5], 3, seed: 2));
    }
}
