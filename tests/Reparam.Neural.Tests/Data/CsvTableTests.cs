using System.IO.Compression;
using System.Text;

namespace Reparam.Neural.Tests.Data;

public sealed class CsvTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_header_is_known_by_its_names()
    {
        CsvTable table = Read("x, \"y\" ,z\n1,2.5,-3e2\r\n 4 ,+5,.5\n");
        Assert.Equal(["x", "y", "z"], table.Columns);
        Assert.Equal([1, 2.5f, -300, 4, 5, 0.5f], table.Values);
        Assert.Equal(2, table.RowCount);
    }

    [Fact]
    public void Without_a_header_columns_are_counted()
    {
        CsvTable table = Read("1,2\n3,4");
        Assert.Equal(["1", "2"], table.Columns);
        Assert.Equal([1, 2, 3, 4], table.Values);
        Assert.Equal(["1", "2"], Read("1,2\n3,4", hasHeader: true).Columns);
        Assert.Equal([3, 4], Read("1,2\n3,4", hasHeader: true).Values);
    }

    [Theory]
    [InlineData("x,y\n1,2\n3,\n", "line 3, column 'y': the value is missing, but")]
    [InlineData("x,y\nNA,2\n", "line 2, column 'x': the value is missing ('NA')")]
    [InlineData("x,y\n1,nan\n", "line 2, column 'y': the value is missing ('nan')")]
    [InlineData("x,y\n1,two\n", "line 2, column 'y': 'two' is not a finite number")]
    [InlineData("x,y\n1,1e39\n", "line 2, column 'y': '1e39' is not a finite number in the range of floats")]
    [InlineData("x,y\n1,-Infinity\n", "'-Infinity' is not a finite number")]
    [InlineData("x,y\n\"1,5\",1\n", "'1,5' is not a finite number")]
    [InlineData("1,two\n3,4\n", "line 1, column '2': 'two' is not a finite number")]
    [InlineData("x,y\n1,2\n3\n", "line 3: the row has 1 cells, but 2 were expected")]
    [InlineData("x,y\n1,2,3\n", "line 2: the row has 3 cells, but 2 were expected")]
    [InlineData("x,x\n1,2\n", "column 2 is named 'x' in the header")]
    [InlineData("x,y\n", "has no rows of numbers")]
    [InlineData("", "has no rows of numbers")]
    [InlineData("x,y\n1,\"2\n", "quotes are not in pairs")]
    public void What_is_not_a_table_of_numbers_is_refused_with_the_place(string text, string why)
    {
        string path = _folder.Write("table.csv", Encoding.UTF8.GetBytes(text));
        string message = Assert.Throws<InvalidDataException>(() => CsvTable.Read(path)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        string path = _folder.Write("table.csv", 0x78, 0xFF, 0x0A, 0x31);
        Assert.Contains("is not UTF-8 text", Assert.Throws<InvalidDataException>(() => CsvTable.Read(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_become_examples()
    {
        CsvTable table = Read("a,class,b\n1,0,2\n3,1,4\n");
        ExampleSet whole = table.ToExamples();
        Assert.Equal([3], whole["value"].Shape);
        ExampleSet labelled = table.ToExamples("class");
        Assert.Equal([2], labelled["value"].Shape);
        Assert.Equal([1, 2, 3, 4], labelled["value"].Floats.ToArray());
        Assert.Equal([0, 1], labelled["label"].Floats.ToArray());
        Assert.Contains("'a', 'class', 'b'",
            Assert.Throws<ArgumentException>(() => table.ToExamples("Class")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_file_is_read()
    {
        var memory = new MemoryStream();
        using (var stream = new GZipStream(memory, CompressionMode.Compress))
        {
            stream.Write("x,y\n1,2\n"u8);
        }
        byte[] bytes = memory.ToArray();
        Assert.Equal([1, 2], CsvTable.Read(_folder.Write("table.csv.gz", bytes)).Values);
        for (int length = 2; length < bytes.Length; length++)
        {
            string cut = _folder.Write("cut.csv.gz", bytes.AsSpan(0, length));
            Assert.StartsWith($"{cut} cannot be decompressed",
                Assert.Throws<InvalidDataException>(() => CsvTable.Read(cut)).Message, StringComparison.Ordinal);
        }
        bytes[^8] ^= 1;
        string damaged = _folder.Write("damaged.csv.gz", bytes);
        Assert.StartsWith($"{damaged} cannot be decompressed",
            Assert.Throws<InvalidDataException>(() => CsvTable.Read(damaged)).Message, StringComparison.Ordinal);
    }

    private CsvTable Read(string text, bool? hasHeader = null) =>
        CsvTable.Read(_folder.Write("table.csv", Encoding.UTF8.GetBytes(text)), hasHeader);
}
