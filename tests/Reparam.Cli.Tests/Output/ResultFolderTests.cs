using Reparam.Formulas;

namespace Reparam.Cli.Tests;

public sealed class ResultFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_is_there_before_the_commit_and_everything_after_it()
    {
        using (ResultFolder results = ResultFolder.Open(_folder.File("a/b/out")))
        {
            results.Write("fit.json", writer => writer.Write("{}"));
            Assert.False(Directory.Exists(_folder.File("a/b/out")));
            results.Commit();
        }

        Assert.Equal("{}", _folder.Read("a/b/out/fit.json"));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.File("a/b")));
    }

    [Fact]
    public void Files_have_neither_a_byte_order_mark_nor_carriage_returns()
    {
        using (ResultFolder results = ResultFolder.Open(_folder.File("out")))
        {
            results.Write("summary.csv", writer => writer.WriteLine("größe"));
            results.Commit();
        }

        Assert.Equal("größe\n"u8.ToArray(), File.ReadAllBytes(_folder.File("out/summary.csv")));
    }

    [Fact]
    public void What_was_not_committed_leaves_no_trace()
    {
        using (ResultFolder results = ResultFolder.Open(_folder.File("a/b/out")))
        {
            results.Write("fit.json", writer => writer.Write("{}"));
        }

        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void Earlier_results_are_replaced_as_a_whole()
    {
        Fill("fit.json", "draws.csv");
        using (ResultFolder results = ResultFolder.Open(_folder.File("out/")))
        {
            results.Write("fit.json", writer => writer.Write("new"));
            Assert.Equal("old", _folder.Read("out/fit.json"));
            results.Commit();
        }

        Assert.Equal("new", _folder.Read("out/fit.json"));
        Assert.False(File.Exists(_folder.File("out/draws.csv")));
        Assert.Equal(["out"], _folder.Names());
    }

    [Fact]
    public void An_empty_folder_is_used()
    {
        Directory.CreateDirectory(_folder.File("out"));
        using (ResultFolder results = ResultFolder.Open(_folder.File("out")))
        {
            results.Write("fit.json", writer => writer.Write("new"));
            results.Commit();
        }

        Assert.Equal("new", _folder.Read("out/fit.json"));
    }

    [Fact]
    public void A_link_stays_and_the_folder_behind_it_is_replaced()
    {
        Fill("fit.json");
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("out"));
        using (ResultFolder results = ResultFolder.Open(_folder.File("link")))
        {
            results.Write("fit.json", writer => writer.Write("new"));
            results.Commit();
        }

        Assert.NotNull(new DirectoryInfo(_folder.File("link")).LinkTarget);
        Assert.Equal("new", _folder.Read("out/fit.json"));
    }

    [Fact]
    public void A_folder_with_anything_else_in_it_is_refused_and_left_as_it_is()
    {
        Fill("fit.json", "thesis.tex");

        CommandRun run = CommandRun.Of("fit", "--example", "eight-schools", "--output", _folder.File("out"));

        Assert.Equal((ExitCode.WrongInput, ""), (run.Code, run.Out));
        Assert.Equal($"error: --output {_folder.File("out")} holds 'thesis.tex', which is not a result of reparam fit. "
            + "Name a new or empty folder, or one with earlier results, which are replaced.\n", run.Error);
        Assert.Equal("old", _folder.Read("out/fit.json"));
        Assert.Equal(["out"], _folder.Names());
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_refused()
    {
        _folder.Write("out", "precious");

        CommandRun run = CommandRun.Of("fit", "--example", "eight-schools", "--output", _folder.File("out"));

        Assert.Equal(ExitCode.WrongInput, run.Code);
        Assert.Equal(
            $"error: --output {_folder.File("out")} is a file, but a folder is needed. Name another.\n", run.Error);
        Assert.Equal("precious", _folder.Read("out"));
    }

    [Theory]
    [InlineData("file/out")]
    [InlineData("file/a/out")]
    public void A_folder_that_cannot_be_written_is_refused_before_the_fit(string path)
    {
        _folder.Write("file", "precious");

        CommandRun run = CommandRun.Of("fit", "--example", "eight-schools", "--output", _folder.File(path));

        Assert.Equal((ExitCode.WrongInput, ""), (run.Code, run.Out));
        Assert.StartsWith($"error: --output {_folder.File(path)} cannot be written: ", run.Error);
        Assert.EndsWith("Check the path, its permissions and the space left.\n", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.Equal(["file"], _folder.Names());
    }

    [Fact]
    public void The_current_folder_is_refused()
    {
        using var empty = new TemporaryFolder();
        string former = Environment.CurrentDirectory;
        UserInputException refusal;
        try
        {
            Environment.CurrentDirectory = empty.Path;
            refusal = Assert.Throws<UserInputException>(() => ResultFolder.Open("."));
        }
        finally
        {
            Environment.CurrentDirectory = former;
        }

        Assert.Equal("--output . is the current folder, which cannot be replaced. Name one in it.", refusal.Message);
    }

    private void Fill(params string[] names)
    {
        Directory.CreateDirectory(_folder.File("out"));
        foreach (string name in names)
        {
            _folder.Write($"out/{name}", "old");
        }
    }
}
