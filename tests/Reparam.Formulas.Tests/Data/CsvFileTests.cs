using System.IO.Compression;
using System.Text;

namespace Reparam.Formulas.Tests;

public class CsvFileTests
{
    private const string Plain = "y,name\n1.5,a\n-2,b\n";

    public static TheoryData<string, byte[]> SameTable { get; } = new()
    {
        { "plain", Encoding.UTF8.GetBytes(Plain) },
        { "no line break at the end", Encoding.UTF8.GetBytes("y,name\n1.5,a\n-2,b") },
        { "CRLF", Encoding.UTF8.GetBytes("y,name\r\n1.5,a\r\n-2,b\r\n") },
        { "byte order mark", [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Plain)] },
        { "UTF-16", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Plain)] },
        { "quotes", Encoding.UTF8.GetBytes("\"y\",\"name\"\n\"1.5\",\"a\"\n\"-2\",\"b\"\n") },
        { "spaces", Encoding.UTF8.GetBytes("y , name\n 1.5, a\n\t-2,b \n") },
        { "blank lines", Encoding.UTF8.GetBytes("y,name\n\n1.5,a\n\n\n-2,b\n\n") },
        { "row names without a header", Encoding.UTF8.GetBytes("\"\",y,name\n1,1.5,a\n2,-2,b\n") },
        { "gzip", Gzip(Encoding.UTF8.GetBytes(Plain)) },
    };

    [Theory]
    [MemberData(nameof(SameTable))]
    public void The_same_table_is_read_however_it_is_written(string manner, byte[] bytes)
    {
        using var folder = new TemporaryFolder();

        var table = DataTable.ReadCsv(folder.Write($"{manner}.csv", bytes));

        Assert.Equal(["y", "name"], table.Columns.Select(column => column.Name));
        Assert.Equal(2, table.RowCount);
        Assert.Equal(ColumnKind.Numeric, table.Column("y").Kind);
        Assert.Equal([1.5, -2.0], new[] { table.Column("y").Number(0), table.Column("y").Number(1) });
        Assert.Equal(ColumnKind.Text, table.Column("name").Kind);
        Assert.Equal("a, b", $"{table.Column("name").Category(0)}, {table.Column("name").Category(1)}");
    }

    [Fact]
    public void Empty_cells_and_NA_are_missing_quoted_or_not()
    {
        var column = Tables.Csv("y,z;1,1;,1;NA,1;\"\",1;\"NA\",1; NA ,1;na,1").Column("y");

        Assert.Equal(ColumnKind.Text, column.Kind);
        Assert.Equal(5, column.MissingCount);
        Assert.Equal([false, true, true, true, true, true, false], Enumerable.Range(0, 7).Select(column.IsMissing));
    }

    [Fact]
    public void Quoted_fields_hold_commas_quotes_and_line_breaks()
    {
        using var folder = new TemporaryFolder();
        var table = DataTable.ReadCsv(folder.Write("q.csv",
            "a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"two\r\nlines\",3\nz,w\n"));

        Assert.Equal("x, y", table.Column("a").Category(0));
        Assert.Equal("say \"hi\"", table.Column("b").Category(0));
        Assert.Equal("two\r\nlines", table.Column("a").Category(1));
        Assert.Equal(["q.csv, line 2", "q.csv, line 3", "q.csv, line 5"], Enumerable.Range(0, 3).Select(table.Place));
    }

    [Theory]
    [InlineData("1;2;-3.5;+4;1e3;.5;5.;1E-2", true)]
    [InlineData("1;1,5", false)]
    [InlineData("0x10;1", false)]
    [InlineData("1 000;1", false)]
    [InlineData("true;false", false)]
    [InlineData("2020-01-01;2020-01-02", false)]
    [InlineData("NA;NA", true)]
    public void A_column_is_numeric_when_every_cell_present_is_a_number(string cells, bool isNumeric)
    {
        var rows = string.Join(';', cells.Split(';').Select(cell => $"\"{cell}\",z"));

        Assert.Equal(
            isNumeric ? ColumnKind.Numeric : ColumnKind.Text, Tables.Csv($"x,other;{rows}").Column("x").Kind);
    }

    public static TheoryData<string, string> Bad { get; } = new()
    {
        { "", "t.csv is empty. A table has a header line and at least one row." },
        { ";;", "t.csv is empty. A table has a header line and at least one row." },
        { "y,x;", "t.csv has a header line but no rows. Add at least one row below the header." },
        { ",;1,2", "t.csv: the header line has no column names. Name the columns in the first line." },
        { "y,x,y;1,2,3", "t.csv, line 1: the name 'y' stands in the header more than once, in columns 1 and 3. "
            + "Give each column a name of its own." },
        { "y,x;1,2;;3", "t.csv, line 4: the row has 1 field but the header has 2; nothing stands in column 'x'. "
            + "Give each row one field a column; a missing value is NA or empty, and text with a comma in it is "
            + "quoted." },
        { "y,x;1,2,3",
            "t.csv, line 2: the row has 3 fields but the header has 2; there is more after the last column, 'x'. "
            + "Give each row one field a column; a missing value is NA or empty, and text with a comma in it is "
            + "quoted." },
        { "y\tx;1\t2",
            "t.csv: the columns seem to be separated by tabs. Separate them by commas, with decimal points." },
        { "y,x;1,\"2;3,4", "t.csv, line 2: a quote that opens a field is never closed. "
            + "Put the whole field in quotes, and write a quote inside it twice." },
        { "y,x;1,2;3,4\"", "t.csv, line 3: a quote stands inside a field that does not begin with one. "
            + "Put the whole field in quotes, and write a quote inside it twice." },
        { "y,x;1,\"2\"3", "t.csv, line 2: text follows the quote that closes a field. "
            + "Put the whole field in quotes, and write a quote inside it twice." },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_malformed_file_is_refused_with_its_line(string text, string message)
    {
        Assert.Equal(message, Tables.MessageOf<UserInputException>(() => Tables.Csv(text)));
    }

    [Fact]
    public void Semicolons_between_columns_are_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("german.csv", "y;x\n1,5;2\n");

        Assert.Equal(
            "german.csv: the columns seem to be separated by semicolons. Separate them by commas, with decimal points.",
            Tables.MessageOf<UserInputException>(() => DataTable.ReadCsv(path)));
    }

    [Fact]
    public void A_missing_file_is_refused_with_the_nearest_names()
    {
        using var folder = new TemporaryFolder();
        folder.Write("wells.csv", Plain);
        string Message(string name) =>
            Tables.MessageOf<UserInputException>(() => DataTable.ReadCsv(Path.Combine(folder.Path, name)));

        Assert.Equal(
            $"There is no file '{Path.Combine(folder.Path, "well.csv")}'. Did you mean 'wells.csv'?",
                Message("well.csv"));
        Assert.Equal($"There is no file '{Path.Combine(folder.Path, "radon.txt")}'. Check the path.",
            Message("radon.txt"));
        Assert.Equal(
            $"There is no folder '{Path.Combine(folder.Path, "no")}', so no file "
                + $"'{Path.Combine(folder.Path, "no", "a.csv")}'. "
                + "Check the path.",
            Message(Path.Combine("no", "a.csv")));
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_refused()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(
            $"{folder.Path} is a folder. Name a CSV file in it.",
            Tables.MessageOf<UserInputException>(() => DataTable.ReadCsv(folder.Path)));
    }

    [Fact]
    public void Text_in_another_encoding_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("latin.csv", Encoding.Latin1.GetBytes("y,name\n1,Größe\n"));

        Assert.Equal(
            "latin.csv is not UTF-8 text. Save it in UTF-8, for example as 'CSV UTF-8' in a spreadsheet.",
            Tables.MessageOf<UserInputException>(() => DataTable.ReadCsv(path)));
    }

    [Fact]
    public void A_broken_gzip_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("broken.csv.gz",
            [0x1f, 0x8b, 0x42, 0x42, 0x42, 0x42, 0x42, 0x42, 0x42, 0x42, 0x42, 0x42]);

        Assert.Equal(
            "broken.csv.gz begins like a gzip file but cannot be decompressed. Copy or compress it again.",
            Tables.MessageOf<UserInputException>(() => DataTable.ReadCsv(path)));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return buffer.ToArray();
    }
}
