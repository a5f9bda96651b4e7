namespace Reparam.Neural.Tests.Images;

public sealed class ImageGridTests
{
    [Fact]
    public void Images_lie_in_rows_with_a_margin()
    {
        byte[] three = [1, 2, 3, 4, 5, 6];
        PngImage grid = ImageGrid.Of(three, [1, 2], columns: 2, margin: 1, background: 9);
        Assert.Equal((7, 5, 1), (grid.Width, grid.Height, grid.Channels));
        Assert.Equal(
        [
            9, 9, 9, 9, 9, 9, 9,
            9, 1, 2, 9, 3, 4, 9,
            9, 9, 9, 9, 9, 9, 9,
            9, 5, 6, 9, 9, 9, 9,
            9, 9, 9, 9, 9, 9, 9,
        ], grid.Pixels);
    }

    [Fact]
    public void Channels_come_side_by_side()
    {
        byte[] one = [1, 2, 3, 4, 5, 6];
        PngImage grid = ImageGrid.Of(one, [3, 1, 2], columns: 1, margin: 0);
        Assert.Equal((2, 1, 3), (grid.Width, grid.Height, grid.Channels));
        Assert.Equal([1, 3, 5, 2, 4, 6], grid.Pixels);
    }

    [Fact]
    public void Pixels_become_squares()
    {
        byte[] one = [1, 2, 3, 4];
        PngImage grid = ImageGrid.Of(one, [2, 2], columns: 1, margin: 1, background: 9, magnification: 2);
        Assert.Equal(
        [
            9, 9, 9, 9, 9, 9,
            9, 1, 1, 2, 2, 9,
            9, 1, 1, 2, 2, 9,
            9, 3, 3, 4, 4, 9,
            9, 3, 3, 4, 4, 9,
            9, 9, 9, 9, 9, 9,
        ], grid.Pixels);
    }

    [Fact]
    public void Numbers_are_rounded_to_shades_and_kept_within_them()
    {
        float[] numbers = [0, 1, 0.5f, -3, 7, 1 / 255f];
        Assert.Equal([0, 255, 128, 0, 255, 1], ImageGrid.Of(numbers, [1, 6], 1, margin: 0).Pixels);
    }

    [Fact]
    public void What_is_no_image_is_refused()
    {
        Assert.Contains("values[2] is NaN (image 1)",
            Assert.Throws<ArgumentException>(() => ImageGrid.Of([0, 1, float.NaN, 1], [1, 2], 1)).Message,
            StringComparison.Ordinal);
        Assert.Contains("3 values were given for images of shape [1, 2]",
            Assert.Throws<ArgumentException>(() => ImageGrid.Of([0f, 1, 1], [1, 2], 1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ImageGrid.Of([0f, 1], [2, 1, 1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageGrid.Of([0f, 1], [1, 2], 0));
    }
}
