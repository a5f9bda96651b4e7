using System.Buffers.Binary;
using Reparam.Data;

namespace Reparam.Tests.Data;

public sealed class ColumnFileTests : IDisposable
{
    private static readonly SourceColumn[] Columns = [new("délai"), new("carrier", ["AA", "BB", "Ünïted"]), new("y")];

    private readonly TemporaryFolder _folder = new();

    private string Table => _folder.File("table.columns");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20_000)]
    public void What_was_written_is_read_back(int rows)
    {
        (double[] delay, double[] carrier, double[] y) = Values(rows);
        Write(rows, delay, carrier, y);
        using ColumnFile file = ColumnFile.Open(Table);
        Assert.Equal(rows, file.RowCount);
        Assert.Equal(["délai", "carrier", "y"], file.Columns.Select(c => c.Name));
        Assert.Null(file.Columns[0].Levels);
        Assert.Equal(["AA", "BB", "Ünïted"], file.Columns[1].Levels!);
        Assert.True(file.Numbers(0, 0, rows).SequenceEqual(delay));
        Assert.Equal(carrier, file.Codes(1, 0, rows).ToArray().Select(c => (double)c));
        var part = new double[(rows + 1) / 2];
        file.Read(1, rows / 2, part);
        Assert.Equal(carrier[(rows / 2)..], part);
        file.Read(2, 0, part);
        Assert.Equal(y[..part.Length], part);
    }

    [Fact]
    public void Bytes_are_laid_out_as_the_page_says()
    {
        (double[] delay, double[] carrier, double[] y) = Values(9);
        Write(9, delay, carrier, y);
        byte[] bytes = File.ReadAllBytes(Table);
        Assert.Equal("RPCOLUMN"u8.ToArray(), bytes[..8]);
        Assert.Equal(1u, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)));
        int header = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(12));
        Assert.Equal(9, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16)));
        Assert.Equal(bytes.Length, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(24)));
        Assert.Equal(3u, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(32)));
        Assert.Equal(1u, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(36)));
        int first = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40));
        Assert.Equal((header + 63) / 64 * 64, first);
        Assert.Equal(6, bytes[48]); // "délai" is six bytes of UTF-8.
        Assert.Equal("délai"u8.ToArray(), bytes[49..55]);
        // Nine doubles fill two blocks of 64 bytes, then come nine codes of 32 bits.
        Assert.Equal(delay[8], BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(first + 64)));
        Assert.Equal((int)carrier[8], BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(first + 128 + 32)));
        Assert.Equal(y[8], BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(first + 192 + 64)));
        Assert.Equal(first + 320, bytes.Length);
    }

    [Fact]
    public void A_file_that_is_none_is_refused()
    {
        foreach (string text in (string[])["", "a,b\n1,2\n", new string('x', 500)])
        {
            File.WriteAllText(Table, text);
            var refusal = Assert.Throws<InvalidDataException>(() => ColumnFile.Open(Table));
            Assert.Contains("is not a column file", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_truncated_file_is_refused_at_any_length()
    {
        (double[] delay, double[] carrier, double[] y) = Values(30);
        Write(30, delay, carrier, y);
        byte[] bytes = File.ReadAllBytes(Table);
        for (int length = 0; length < bytes.Length; length += 5)
        {
            File.WriteAllBytes(Table, bytes[..length]);
            Assert.Throws<InvalidDataException>(() => ColumnFile.Open(Table));
        }
        File.WriteAllBytes(Table, [.. bytes, 0]);
        var refusal = Assert.Throws<InvalidDataException>(() => ColumnFile.Open(Table));
        Assert.Contains("truncated, or something was appended", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_changed_byte_of_the_header_is_noticed()
    {
        (double[] delay, double[] carrier, double[] y) = Values(30);
        Write(30, delay, carrier, y);
        byte[] bytes = File.ReadAllBytes(Table);
        int header = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(12));
        for (int place = 0; place < header; place++)
        {
            byte[] changed = [.. bytes];
            changed[place] ^= 0x41;
            File.WriteAllBytes(Table, changed);
            Assert.Throws<InvalidDataException>(() => ColumnFile.Open(Table));
        }
    }

    [Fact]
    public void Another_version_is_refused_by_its_number()
    {
        (double[] delay, double[] carrier, double[] y) = Values(3);
        Write(3, delay, carrier, y);
        byte[] bytes = File.ReadAllBytes(Table);
        bytes[8] = 2;
        File.WriteAllBytes(Table, bytes);
        var refusal = Assert.Throws<InvalidDataException>(() => ColumnFile.Open(Table));
        Assert.Contains("of version 2, but this program reads version 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_column_cannot_hold_is_refused_by_row()
    {
        using ColumnFileWriter writer = ColumnFile.Create(Table, 30, Columns);
        writer.Append(0, new double[20]);
        double[] values = [1, 2, 3, 4, 5, 6, 7, 8, double.NaN, 10];
        var refusal = Assert.Throws<ArgumentException>(() => writer.Append(0, values));
        Assert.Contains("column 'délai' is NaN in row 28", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => writer.Append(0, [double.NegativeInfinity]));
        foreach (double code in (double[])[3, -1, 0.5, double.NaN])
        {
            refusal = Assert.Throws<ArgumentException>(() => writer.Append(1, [0, code]));
            Assert.Contains("must be a whole number from 0 to 2", refusal.Message, StringComparison.Ordinal);
        }
        Assert.Throws<ArgumentException>(() => writer.Append(2, new double[31]));
    }

    [Fact]
    public void Nothing_half_written_is_left_and_an_earlier_file_stays()
    {
        File.WriteAllText(Table, "earlier");
        using (ColumnFileWriter writer = ColumnFile.Create(Table, 3, Columns))
        {
            writer.Append(0, [1, 2, 3]);
            Assert.Equal(2, _folder.Names().Count());
            Assert.Throws<InvalidOperationException>(writer.Complete);
        }
        Assert.Equal(["table.columns"], _folder.Names());
        Assert.Equal("earlier", File.ReadAllText(Table));
    }

    [Fact]
    public void Columns_that_no_table_can_have_are_refused()
    {
        SourceColumn[][] bad = [[], [new("a"), new("a")], [new(" ")], [new("a", [])], [new("a", ["x", "x"])]];
        foreach (SourceColumn[] columns in bad)
        {
            Assert.Throws<ArgumentException>(() => ColumnFile.Create(Table, 3, columns));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => ColumnFile.Create(Table, 0, Columns));
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void Rows_beyond_the_end_columns_of_the_other_kind_and_closed_files_are_refused()
    {
        (double[] delay, double[] carrier, double[] y) = Values(10);
        Write(10, delay, carrier, y);
        ColumnFile file = ColumnFile.Open(Table);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Numbers(0, 8, 3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Numbers(0, -1, 3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Numbers(0, long.MaxValue, 3).Length);
        Assert.Throws<ArgumentException>(() => file.Numbers(1, 0, 3).Length);
        Assert.Throws<ArgumentException>(() => file.Codes(0, 0, 3).Length);
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Numbers(0, 0, 3).Length);
    }

    private static (double[], double[], double[]) Values(int rows) => (
        [.. Enumerable.Range(0, rows).Select(i => Math.Sin(i) * 1e3)],
        [.. Enumerable.Range(0, rows).Select(i => (double)(i * 7 % 3))],
        [.. Enumerable.Range(0, rows).Select(i => i == 3 ? -0.0 : 1.0 / (i + 1))]);

    private void Write(int rows, params double[][] columns)
    {
        using ColumnFileWriter writer = ColumnFile.Create(Table, rows, Columns);
        // In pieces of odd lengths, the columns by turns.
        for (int first = 0, length; first < rows; first += length)
        {
            length = Math.Min(rows - first, 1 + first % 977 * 13);
            for (int c = 0; c < columns.Length; c++)
            {
                writer.Append(c, columns[c].AsSpan(first, length));
            }
        }
        writer.Complete();
    }
}
