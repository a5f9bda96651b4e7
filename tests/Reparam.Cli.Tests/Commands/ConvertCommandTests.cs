using Reparam.Data;

namespace Reparam.Cli.Tests.Commands;

public sealed class ConvertCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_becomes_a_column_file()
    {
        CommandRun run = Convert("y,g,n\n1.5,b,007\n-2e3,a,8\n0,b,x9\n");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains(
            "3 rows\n  y: numbers\n  g: 2 categories\n  n: 3 categories\n", run.Out, StringComparison.Ordinal);
        using ColumnFile file = ColumnFile.Open(_folder.File("t.columns"));
        Assert.Equal([1.5, -2000, 0], file.Numbers(0, 0, 3).ToArray());
        Assert.Equal(["a", "b"], file.Columns[1].Levels!);
        Assert.Equal([1, 0, 1], file.Codes(1, 0, 3).ToArray());
        // A column that turns out to be text keeps what looked like numbers as it was written.
        Assert.Equal(["007", "8", "x9"], file.Columns[2].Levels!);
    }

    [Fact]
    public void Missing_cells_are_refused_by_line_or_left_out()
    {
        const string Table = "y,g\n1,a\n2,NA\n,b\n4,b\n";
        CommandRun run = Convert(Table);
        Assert.Equal(2, run.Code);
        Assert.Contains("line 3: 'g' is missing", run.Error, StringComparison.Ordinal);
        Assert.Equal(["t.csv"], _folder.Names());
        run = Convert(Table, "--leave-out-missing");
        Assert.Equal(0, run.Code);
        Assert.Contains("2 rows; 2 with missing cells were left out", run.Out, StringComparison.Ordinal);
        using ColumnFile file = ColumnFile.Open(_folder.File("t.columns"));
        Assert.Equal([1, 4], file.Numbers(0, 0, 2).ToArray());
        Assert.Equal(2, Convert("y\nNA\n", "--leave-out-missing").Code);
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("-Inf")]
    [InlineData("1e999")]
    public void Numbers_that_are_not_finite_are_refused_by_line(string cell)
    {
        CommandRun run = Convert($"y\n1\n{cell}\n");
        Assert.Equal(2, run.Code);
        Assert.Contains($"line 3: 'y' is {cell}", run.Error, StringComparison.Ordinal);
        Assert.Equal(["t.csv"], _folder.Names());
    }

    [Fact]
    public void A_conversion_that_is_interrupted_leaves_nothing_and_an_earlier_file_stays()
    {
        _folder.Write("t.columns", "earlier");
        string table = _folder.Write("t.csv", "y\n1\n2\n");
        CommandRun run = CommandRun.Of(
            new CancellationToken(canceled: true), "convert", table, _folder.File("t.columns"));
        Assert.Equal(130, run.Code);
        Assert.Equal(["t.columns", "t.csv"], _folder.Names());
        Assert.Equal("earlier", _folder.Read("t.columns"));
    }

    [Fact]
    public void Files_that_cannot_be_read_or_written_are_named()
    {
        Assert.Contains("There is no file", CommandRun.Of("convert", _folder.File("x.csv"), _folder.File("y")).Error,
            StringComparison.Ordinal);
        string table = _folder.Write("t.csv", "y\n1\n");
        Assert.Contains("cannot be written", CommandRun.Of("convert", table, _folder.File("no/such/folder")).Error,
            StringComparison.Ordinal);
        Assert.Contains("would be replaced", CommandRun.Of("convert", table, table).Error, StringComparison.Ordinal);
        Assert.Equal(2, CommandRun.Of("convert", table).Code);
        Assert.Equal("", CommandRun.Of("convert", table, _folder.File("z"), "--quiet").Out);
    }

    private CommandRun Convert(string table, params string[] more) =>
        CommandRun.Of(["convert", _folder.Write("t.csv", table), _folder.File("t.columns"), .. more]);
}
