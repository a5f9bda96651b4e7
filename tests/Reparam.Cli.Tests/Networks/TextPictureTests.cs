namespace Reparam.Cli.Tests.Networks;

public class TextPictureTests
{
    [Fact]
    public void Pixels_are_two_characters_wide_from_dark_to_light_and_what_is_beyond_is_as_the_end() =>
        Assert.Equal(["░░▒▒▓▓██", "  ██  ██"],
            TextPicture.Lines([0.3f, 0.5f, 0.7f, 0.9f, -1, 2, 0, 1], [1, 2, 4]));

    [Fact]
    public void Images_stand_side_by_side_and_rows_have_a_line_between_them()
    {
        Shape shape = [1, 8, 8];
        int across = TextPicture.Across(shape);
        Assert.Equal(5, across);
        string[] lines = TextPicture.Lines([.. Enumerable.Repeat(1f, (across + 1) * 64)], shape);
        string image = new('█', 16);
        Assert.Equal(string.Join("  ", Enumerable.Repeat(image, 5)), lines[0]);
        Assert.Equal(["", image], lines[8..10]);
        Assert.Equal(17, lines.Length);
    }

    [Fact]
    public void Large_images_are_made_smaller_and_colours_grey()
    {
        float[] image = new float[3 * 28 * 28];
        // White in the upper half, and in the lower half one channel of three.
        Array.Fill(image, 1f, 0, 14 * 28);
        Array.Fill(image, 1f, 784, 28 * 28);
        Array.Fill(image, 1f, 2 * 784, 14 * 28);
        string[] lines = TextPicture.Lines(image, [3, 28, 28]);
        Assert.Equal(14, lines.Length);
        Assert.Equal(new string('█', 28), lines[0]);
        Assert.Equal(new string('░', 28), lines[13]);
    }
}
