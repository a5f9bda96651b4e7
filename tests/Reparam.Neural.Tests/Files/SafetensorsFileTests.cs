using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Reparam.Neural.Tests.Files;

public sealed class SafetensorsFileTests : IDisposable
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        string path = _folder.File("a.safetensors");
        SafetensorsFile.Write(path, [new("b", [1, 2], [2]), new("a", [1.5f], [1, 1])],
            new Dictionary<string, string> { ["k"] = "v" });
        string header = """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},""" +
            "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[4,6]}}";
        header = header.PadRight((header.Length + 7) / 8 * 8);
        byte[] expected = [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(header),
            0x00, 0x00, 0xC0, 0x3F, 1, 2];
        Assert.Equal(expected, File.ReadAllBytes(path));
    }

    [Fact]
    public void What_was_written_is_read_back_bit_by_bit_and_makes_the_same_file()
    {
        Gen<string> texts = Gen.Elements('a', '.', '"', '\\', '\n', 'ü', '四', ' ', '/').ArrayOf()
            .Select(letters => new string(letters));
        Gen<NamedArray> arrays =
            from name in texts
            from type in Gen.Choose(0, 3)
            from shape in Gen.Choose(0, 4).ArrayOf().Where(shape => shape.Length <= 3)
            let size = shape.Aggregate(1, (product, length) => product * length)
            from bits in ArbMap.Default.GeneratorFor<long>().ArrayOf(size)
            select Array(name + "!", type, Shape.Create(shape), bits);
        int file = 0;
        Prop.ForAll(arrays.ArrayOf().ToArbitrary(), texts.ArrayOf().ToArbitrary(), (many, metadata) =>
        {
            NamedArray[] distinct = [.. many.DistinctBy(array => array.Name)];
            var beside = metadata.Distinct().ToDictionary(name => name, name => name + "=");
            string path = _folder.File($"{file++}"), again = path + "again";
            SafetensorsFile.Write(path, distinct, beside);
            SafetensorsFile read = SafetensorsFile.Read(path);
            SafetensorsFile.Write(again, [.. read.Arrays.Reverse()], read.Metadata);
            return read.Arrays.Count == distinct.Length
                && distinct.All(array => Same(array, read[array.Name]))
                && beside.OrderBy(pair => pair.Key).SequenceEqual(read.Metadata.OrderBy(pair => pair.Key))
                && File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(again));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20261121, 7));
    }

    [Fact]
    public void Arrays_larger_than_a_piece_are_read_back()
    {
        float[] values = [.. Enumerable.Range(0, 700_001).Select(i => i * 0.37f)];
        string path = _folder.File("large");
        SafetensorsFile.Write(path, [new("w", values, [values.Length])]);
        Assert.Equal(values, SafetensorsFile.Read(path)["w"].Floats);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_by_name()
    {
        string path = _folder.File("whole");
        SafetensorsFile.Write(path, [new("weight", [1f, 2, 3], [3]), new("label", [9L], [])]);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length++)
        {
            string cut = _folder.Write("cut", whole.AsSpan(0, length));
            var failure = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(cut));
            Assert.Contains(cut, failure.Message, StringComparison.Ordinal);
            Assert.Contains("truncated", failure.Message, StringComparison.Ordinal);
        }
        string appended = _folder.Write("more", [.. whole, 0]);
        Assert.Contains("has bytes that belong to no array: after the header it has 21 bytes, but its arrays take 20",
            Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(appended)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[]""", 0, "it does not begin with '{'")]
    [InlineData("""  {}""", 0, "it does not begin with '{'")]
    [InlineData("""{}  x""", 0, "is not JSON")]
    [InlineData("""{"a":1}""", 0, "'a' must be an object")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "'a.data_offsets' must be two numbers")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "'a.shape' must be given")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "'a.dtype' must be given")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}""", 2, "is of type 'BF16', but F32, F64")]
    [InlineData("""{"a":{"dtype":"0","shape":[1],"data_offsets":[0,4]}}""", 4, "'a' is of type '0'")]
    [InlineData("""{"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}""", 4, "'a.dtype' must be a text")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "'a.shape' must be a list of whole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", 4, "'a.shape' must be a list of whole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""", 4, "'a.shape' must be a list of whole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "takes 8 bytes, but its data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "takes 4 bytes, but its data_offsets")]
    [InlineData("""{"a":{"dtype":"U8","shape":[65536,65536],"data_offsets":[0,0]}}""", 0, "at most 2^31 - 1")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "at most 2^31")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "begins at byte 4 and leaves a gap")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}," +
        "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}",
        3, "array 'b' begins at byte 1 and overlaps 'a', which ends at byte 2")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}," +
        "\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}",
        0, "'a' is in it twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "'__metadata__.a' must be a text")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "'__metadata__.a' is in it twice")]
    [InlineData("""{"":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "an array has an empty name")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "unpaired surrogate")]
    public void A_header_that_is_not_one_is_refused_with_the_place(string header, int data, string why)
    {
        string path = Write(Encoding.UTF8.GetBytes(header), data);
        var failure = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_not_UTF8_is_refused_with_the_place() => Assert.Contains("byte 2 of it is not UTF-8",
        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(Write([(byte)'{', (byte)'"', 0xFF], 0))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_header_longer_than_the_format_allows_is_refused_before_memory_is_taken()
    {
        var start = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(start, ulong.MaxValue);
        string path = _folder.Write("oversized", start);
        Assert.Contains("would have 18446744073709551615 bytes, but the format allows at most 100000000",
            Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_are_not_known_are_passed_over()
    {
        string path = Write("""{"a":{"dtype":"U8","new":{"x":[1]},"shape":[1],"data_offsets":[0,1]}}"""u8.ToArray(), 1);
        Assert.Equal([0], SafetensorsFile.Read(path)["a"].Bytes);
    }

    [Fact]
    public void A_name_that_is_not_there_is_told_with_those_that_are()
    {
        string path = _folder.File("a");
        SafetensorsFile.Write(path, [new("one", [1f], []), new("two", [1f], [])]);
        SafetensorsFile file = SafetensorsFile.Read(path);
        Assert.False(file.TryGet("One", out _));
        Assert.Contains("has no array 'One', but these 2: 'one', 'two'",
            Assert.Throws<KeyNotFoundException>(() => file["One"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_cannot_be_written_are_refused_and_the_file_stays()
    {
        string path = _folder.Write("a", 1, 2, 3);
        NamedArray array = new("w", [1f], []);
        Assert.Contains("is named 'w', as another one is", Refused([array, array], NoMetadata),
            StringComparison.Ordinal);
        Assert.Contains("which the format keeps", Refused([new("__metadata__", [1f], [])], NoMetadata),
            StringComparison.Ordinal);
        Assert.Contains("metadata['k'] is null or has an unpaired surrogate",
            Refused([array], new Dictionary<string, string> { ["k"] = "\udfff" }), StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal(["a"], _folder.Names());

        string Refused(NamedArray[] arrays, Dictionary<string, string> metadata) =>
            Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(path, arrays, metadata)).Message;
    }

    private static NamedArray Array(string name, int type, Shape shape, long[] bits) => type switch
    {
        0 => new(name, System.Array.ConvertAll(bits, b => BitConverter.Int32BitsToSingle((int)b)), shape),
        1 => new(name, System.Array.ConvertAll(bits, b => BitConverter.Int64BitsToDouble(b * 0x9E3779B97F4A7C1)),
            shape),
        2 => new(name, System.Array.ConvertAll(bits, b => (byte)b), shape),
        _ => new NamedArray(name, bits, shape),
    };

    private static bool Same(NamedArray a, NamedArray b) =>
        a.Name == b.Name && a.Type == b.Type && a.Shape == b.Shape && Bits(a).SequenceEqual(Bits(b));

    private static long[] Bits(NamedArray array) => array.Type switch
    {
        ArrayType.F32 => System.Array.ConvertAll(array.Floats, f => (long)BitConverter.SingleToInt32Bits(f)),
        ArrayType.F64 => System.Array.ConvertAll(array.Doubles, BitConverter.DoubleToInt64Bits),
        ArrayType.U8 => System.Array.ConvertAll(array.Bytes, b => (long)b),
        _ => array.Integers,
    };

    private string Write(byte[] header, int data)
    {
        var start = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(start, (ulong)header.Length);
        return _folder.Write("made", [.. start, .. header, .. new byte[data]]);
    }
}
