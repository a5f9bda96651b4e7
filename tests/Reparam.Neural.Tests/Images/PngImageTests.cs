using FsCheck;
using FsCheck.Fluent;

namespace Reparam.Neural.Tests.Images;

public sealed class PngImageTests : IDisposable
{
    private static readonly byte[] Grey2x2 =
        [.. PngBytes.Signature, .. PngBytes.Header(2, 2, 0), .. PngBytes.Data(0, 1, 2, 0, 3, 4), .. PngBytes.End];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_back()
    {
        Gen<PngImage> images =
            from width in Gen.Choose(1, 9)
            from height in Gen.Choose(1, 9)
            from channels in Gen.Elements(1, 3)
            from smooth in Gen.Choose(0, 40)
            from steps in Gen.Choose(-smooth, smooth).ArrayOf(width * height * channels)
            select new PngImage(width, height, channels,
                [.. steps.Select((step, i) => (byte)(i * 5 / channels + step))]);
        Prop.ForAll(images.ToArbitrary(), image =>
        {
            string path = _folder.File("a.png");
            image.Write(path);
            PngImage read = PngImage.Read(path);
            return (read.Width, read.Height, read.Channels) == (image.Width, image.Height, image.Channels)
                && read.Pixels.AsSpan().SequenceEqual(image.Pixels);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261121, 7));
    }

    [Fact]
    public void Each_filter_is_undone()
    {
        // By hand, of 3 x 1 pixels a row: plain, left, above, mean of both rounded down, Paeth's guess.
        PngImage image = Read(PngBytes.Header(3, 5, 0), PngBytes.Data(
            0, 10, 20, 250,
            1, 5, 5, 255,
            2, 1, 1, 1,
            3, 1, 2, 3,
            4, 1, 1, 1), PngBytes.End);
        Assert.Equal(
        [
            10, 20, 250,
            5, 10, 9,
            6, 11, 10,
            // 1 + 6/2, 2 + (4 + 11)/2, 3 + (9 + 10)/2
            4, 9, 12,
            // guesses 4 (above), 9 (above: 5 + 9 - 4 = 10), 12 (above: 10 + 12 - 9 = 13)
            5, 10, 13,
        ], image.Pixels);
    }

    [Fact]
    public void Colour_types_become_grey_or_three_channels()
    {
        PngImage rgb = Read(PngBytes.Header(2, 1, 2), PngBytes.Data(0, 1, 2, 3, 4, 5, 6), PngBytes.End);
        Assert.Equal((3, 2), (rgb.Channels, rgb.Width));
        Assert.Equal([1, 2, 3, 4, 5, 6], rgb.Pixels);

        PngImage palette = Read(PngBytes.Header(3, 1, 3), PngBytes.Chunk("PLTE", 9, 8, 7, 6, 5, 4),
            PngBytes.Data(0, 1, 0, 1), PngBytes.End);
        Assert.Equal([6, 5, 4, 9, 8, 7, 6, 5, 4], palette.Pixels);

        PngImage greys = Read(PngBytes.Header(3, 1, 3), PngBytes.Chunk("PLTE", 9, 9, 9, 6, 6, 6),
            PngBytes.Data(0, 1, 0, 1), PngBytes.End);
        Assert.Equal(1, greys.Channels);
        Assert.Equal([6, 9, 6], greys.Pixels);

        PngImage greyAlpha = Read(PngBytes.Header(2, 1, 4), PngBytes.Data(0, 7, 255, 8, 255), PngBytes.End);
        Assert.Equal([7, 8], greyAlpha.Pixels);

        PngImage rgba = Read(PngBytes.Header(2, 1, 6), PngBytes.Data(1, 1, 2, 3, 255, 1, 1, 1, 0), PngBytes.End);
        Assert.Equal([1, 2, 3, 2, 3, 4], rgba.Pixels);
    }

    [Fact]
    public void Data_in_several_chunks_and_chunks_of_no_concern_are_read()
    {
        byte[] data = PngBytes.Compressed([0, 1, 2, 0, 3, 4]);
        PngImage image = Read(PngBytes.Header(2, 2, 0), PngBytes.Chunk("tEXt", 65, 0, 66),
            PngBytes.Chunk("IDAT", data[..3]), PngBytes.Chunk("IDAT", data[3..]), PngBytes.Chunk("tIME"), PngBytes.End);
        Assert.Equal([1, 2, 3, 4], image.Pixels);
    }

    [Fact]
    public void What_is_transparent_is_refused_with_the_place()
    {
        Assert.Contains("the pixel in row 0, column 1 is not opaque",
            Refused(PngBytes.Header(2, 1, 4), PngBytes.Data(0, 7, 255, 8, 254), PngBytes.End),
            StringComparison.Ordinal);
        Assert.Contains("row 0, column 0 is not opaque", Refused(PngBytes.Header(1, 1, 3),
            PngBytes.Chunk("PLTE", 9, 8, 7), PngBytes.Chunk("tRNS", 0), PngBytes.Data(0, 0), PngBytes.End),
            StringComparison.Ordinal);
        Assert.Contains("row 0, column 1 is not opaque", Refused(PngBytes.Header(2, 1, 2),
            PngBytes.Chunk("tRNS", 0, 4, 0, 5, 0, 6), PngBytes.Data(0, 1, 2, 3, 4, 5, 6), PngBytes.End),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_read_is_refused_by_name()
    {
        Assert.Contains("it is interlaced (Adam7)",
            Refused(PngBytes.Header(2, 2, 0, interlacing: 1), PngBytes.Data(0, 1, 2, 0, 3, 4), PngBytes.End),
            StringComparison.Ordinal);
        Assert.Contains("16 bits a channel, but 8",
            Refused(PngBytes.Header(1, 1, 0, bits: 16), PngBytes.Data(0, 1, 2), PngBytes.End),
            StringComparison.Ordinal);
        Assert.Contains("colour type 5", Refused(PngBytes.Header(1, 1, 5), PngBytes.End), StringComparison.Ordinal);
        Assert.Contains("chunk ABCD at byte 33 is not known",
            Refused(PngBytes.Header(1, 1, 0), PngBytes.Chunk("ABCD"), PngBytes.End), StringComparison.Ordinal);
        Assert.Contains("chunk IDAT at byte 8 is out of place", Refused(PngBytes.Data(0, 1)), StringComparison.Ordinal);
        Assert.Contains("more pixels are in it than 1 x 1",
            Refused(PngBytes.Header(1, 1, 0), PngBytes.Data(0, 1, 2), PngBytes.End), StringComparison.Ordinal);
        Assert.Contains("the pixels end in row 1 of 2",
            Refused(PngBytes.Header(2, 2, 0), PngBytes.Data(0, 1, 2, 0), PngBytes.End), StringComparison.Ordinal);
        Assert.Contains("row 0 has filter 5",
            Refused(PngBytes.Header(1, 1, 0), PngBytes.Data(5, 1), PngBytes.End), StringComparison.Ordinal);
        Assert.Contains("has colour 1, but its palette has 1", Refused(PngBytes.Header(1, 1, 3),
            PngBytes.Chunk("PLTE", 9, 8, 7), PngBytes.Data(0, 1), PngBytes.End), StringComparison.Ordinal);
        Assert.Contains("do not hold 2000000000 x 1",
            Refused(PngBytes.Header(2000000000, 1, 0), PngBytes.Data(0, 1), PngBytes.End), StringComparison.Ordinal);
        string text = _folder.Write("text.png", "no image"u8);
        Assert.StartsWith($"{text} cannot be read as a PNG image of 8 bits a channel: it does not begin with",
            Assert.Throws<InvalidDataException>(() => PngImage.Read(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_or_changed_anywhere_is_refused_by_name()
    {
        Assert.Equal([1, 2, 3, 4], PngImage.Read(_folder.Write("whole.png", Grey2x2)).Pixels);
        for (int i = 0; i < Grey2x2.Length; i++)
        {
            string cut = _folder.Write("cut.png", Grey2x2.AsSpan(0, i));
            Assert.Contains(cut, Assert.Throws<InvalidDataException>(() => PngImage.Read(cut)).Message,
                StringComparison.Ordinal);
            byte[] bytes = [.. Grey2x2];
            bytes[i] ^= 16;
            string changed = _folder.Write("changed.png", bytes);
            Assert.Contains(changed, Assert.Throws<InvalidDataException>(() => PngImage.Read(changed)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Pixels_that_do_not_fit_the_size_are_refused() => Assert.Contains("5 bytes were given for 2 x 2 pixels",
        Assert.Throws<ArgumentException>(() => new PngImage(2, 2, 1, new byte[5])).Message, StringComparison.Ordinal);

    private PngImage Read(params byte[][] chunks) =>
        PngImage.Read(_folder.Write("made.png", [.. PngBytes.Signature, .. chunks.SelectMany(chunk => chunk)]));

    private string Refused(params byte[][] chunks) =>
        Assert.Throws<InvalidDataException>(() => Read(chunks)).Message;
}
