using System.IO.Compression;

namespace Reparam.Neural.Tests.Files;

public sealed class IdxFileTests : IDisposable
{
    /// <summary>Two images of 2 × 3 pixels.</summary>
    private static readonly byte[] Images =
        [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_are_read_plain_or_compressed(bool compressed)
    {
        NamedArray images = IdxFile.ReadImages(_folder.Write("images.idx", compressed ? Gzip(Images) : Images));
        Assert.Equal("images.idx: U8 [2, 2, 3]", images.ToString());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255], images.Bytes);
    }

    [Fact]
    public void All_types_of_the_format_are_read()
    {
        Assert.Equal([-1L, 127], Read(0x09, 2, 0xFF, 0x7F).Integers);
        Assert.Equal([-2L, 258], Read(0x0B, 2, 0xFF, 0xFE, 0x01, 0x02).Integers);
        Assert.Equal([-2L], Read(0x0C, 1, 0xFF, 0xFF, 0xFF, 0xFE).Integers);
        Assert.Equal([-1.5f, 0.1f], Read(0x0D, 2, 0xBF, 0xC0, 0, 0, 0x3D, 0xCC, 0xCC, 0xCD).Floats);
        Assert.Equal([0.1], Read(0x0E, 1, 0x3F, 0xB9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A).Doubles);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cut_anywhere_is_refused_by_name(bool compressed)
    {
        byte[] whole = compressed ? Gzip(Images) : Images;
        for (int length = 0; length < whole.Length; length++)
        {
            string path = _folder.Write("cut.idx", whole.AsSpan(0, length));
            var failure = Assert.Throws<InvalidDataException>(() => IdxFile.Read(path));
            Assert.Contains(path, failure.Message, StringComparison.Ordinal);
            Assert.Contains("truncated", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_place_where_a_file_ends_is_told()
    {
        string expected = " is truncated: it ends before number 4 of the 12 of its shape [2, 2, 3], but the whole of " +
            "an IDX file was expected. Copy it again.";
        string path = _folder.Write("cut.idx", Images.AsSpan(0, 20));
        Assert.Equal(path + expected, Refused(path));
        path = _folder.Write("cut.idx.gz", Gzip(Images.AsSpan(0, 20)));
        Assert.Equal(path + expected, Refused(path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bytes_at_the_end_are_refused(bool compressed)
    {
        byte[] longer = [.. Images, 0];
        string path = _folder.Write("long.idx", compressed ? Gzip(longer) : longer);
        Assert.Contains("bytes follow the 12 numbers of its shape [2, 2, 3]", Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_file_that_is_damaged_is_refused()
    {
        byte[] bytes = Gzip(Images);
        foreach (int at in (int[])[8, 4, 1])
        {
            bytes[^at] ^= 1;
            string path = _folder.Write("damaged.idx.gz", bytes);
            Assert.StartsWith($"{path} cannot be decompressed", Refused(path), StringComparison.Ordinal);
            bytes[^at] ^= 1;
        }
    }

    [Theory]
    [InlineData("00010803")]
    [InlineData("00000A03")]
    [InlineData("00000800")]
    [InlineData("89504E47")]
    public void Another_magic_number_is_refused(string magic)
    {
        string path = _folder.Write("other", [.. Convert.FromHexString(magic), .. Images[4..]]);
        Assert.Contains($"is not an IDX file: it begins with the bytes {magic}", Refused(path),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_claims_more_than_a_file_can_hold_is_refused_before_memory_is_taken()
    {
        byte[] claim = [0, 0, 8, 3, 0, 0, 0xFF, 0xFF, 0, 0, 0x7F, 0xFF, 0, 0, 0, 1, 7];
        Assert.Contains("65535 x 32767 x 1 numbers", Refused(_folder.Write("claim", claim)), StringComparison.Ordinal);
        Assert.Contains("65535 x 32767 x 1 numbers", Refused(_folder.Write("claim.gz", Gzip(claim))),
            StringComparison.Ordinal);
        claim = [0, 0, 8, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 7];
        Assert.Contains("truncated", Refused(_folder.Write("claim", claim)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_axis_without_length_is_refused()
    {
        string path = _folder.Write("none", 0, 0, 8, 1, 0, 0, 0, 0);
        Assert.Contains("axis 0 has length 0", Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_and_labels_go_together()
    {
        string images = _folder.Write("images", Images), labels = _folder.Write("labels", 0, 0, 8, 1, 0, 0, 0, 2, 7, 9);
        Assert.Equal([7, 9], IdxFile.ReadPair(images, labels).Labels.Bytes);

        string three = _folder.Write("three", 0, 0, 8, 1, 0, 0, 0, 3, 7, 9, 1);
        Assert.Equal($"{three} has 3 labels, but {images} has 2 images: one label an image was expected. Give two " +
            "files of the same " +
            "set.", Assert.Throws<InvalidDataException>(() => IdxFile.ReadPair(images, three)).Message);
        Assert.StartsWith($"{labels} holds U8 [2], but images, bytes [images, rows, columns], were expected",
            Assert.Throws<InvalidDataException>(() => IdxFile.ReadPair(labels, images)).Message,
            StringComparison.Ordinal);
        string floats = _folder.Write("floats", 0, 0, 0x0D, 1, 0, 0, 0, 1, 0, 0, 0, 0);
        Assert.Contains("holds F32 [1], but labels", Assert.Throws<InvalidDataException>(
            () => IdxFile.ReadPair(images, floats)).Message, StringComparison.Ordinal);
    }

    [SharedDataFact("mnist/t10k-images-idx3-ubyte.gz")]
    public void Published_files_are_read()
    {
        (NamedArray images, NamedArray labels) = IdxFile.ReadPair(
            SharedDataFactAttribute.File("mnist/t10k-images-idx3-ubyte.gz"),
            SharedDataFactAttribute.File("mnist/t10k-labels-idx1-ubyte.gz"));
        Assert.Equal([10000, 28, 28], images.Shape);
        // As published: the digits of the part for testing, and its first ten labels.
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
            labels.Bytes.CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], labels.Bytes[..10]);
        // The mean shade of this part, 0.1325, is often cited.
        Assert.Equal(0.1325, images.Bytes.Average(shade => shade / 255.0), 4);
        Assert.Contains("10000 labels", Assert.Throws<InvalidDataException>(() => IdxFile.ReadPair(
            SharedDataFactAttribute.File("mnist/train-images-idx3-ubyte.gz"),
            SharedDataFactAttribute.File("mnist/t10k-labels-idx1-ubyte.gz"))).Message, StringComparison.Ordinal);
    }

    private static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        var memory = new MemoryStream();
        using (var stream = new GZipStream(memory, CompressionMode.Compress))
        {
            stream.Write(bytes);
        }
        return memory.ToArray();
    }

    private NamedArray Read(byte type, byte count, params ReadOnlySpan<byte> numbers) =>
        IdxFile.Read(_folder.Write("typed", [0, 0, type, 1, 0, 0, 0, count, .. numbers]));

    private static string Refused(string path) =>
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(path)).Message;
}
