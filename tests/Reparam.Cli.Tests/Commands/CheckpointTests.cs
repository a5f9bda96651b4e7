namespace Reparam.Cli.Tests.Commands;

/// <summary><c>reparam fit --checkpoint</c>, in a process that is killed.</summary>
public sealed class CheckpointTests
{
    [Fact]
    public async Task A_fit_whose_process_is_killed_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("d.csv", TestData.ManyRows);
        string checkpoint = Path.Combine(folder.Path, "fit.checkpoint");
        string[] Arguments(string output) =>
        [
            "fit", "--formula", "y ~ x + z + (1 | g)", "--family", "bernoulli", "--data", data, "--quiet",
            "--approximation", "mean-field", "--output", Path.Combine(folder.Path, output),
        ];
        using (var process = new CommandProcess([.. Arguments("killed"), "--checkpoint", checkpoint]))
        {
            // The first file holds nothing but whose it is; a longer one holds the mode at least.
            process.AwaitWritings(checkpoint, 2);
            process.Kill();
            await process.End();
        }
        Assert.True(File.Exists(checkpoint), "The fit was over before it was killed.");

        CommandRun other = CommandRun.Of([.. Arguments("other"), "--seed", "9", "--checkpoint", checkpoint]);
        Assert.Equal(ExitCode.WrongInput, other.Code);
        Assert.Contains("its seed is 1, and this is 9", other.Error, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Fitted, CommandRun.Of([.. Arguments("resumed"), "--checkpoint", checkpoint]).Code);
        Assert.Equal(ExitCode.Fitted, CommandRun.Of(Arguments("whole")).Code);
        Assert.False(File.Exists(checkpoint));
        foreach (string file in new[] { "summary.csv", "draws.csv" })
        {
            Assert.Equal(File.ReadAllText(Path.Combine(folder.Path, "whole", file)),
                File.ReadAllText(Path.Combine(folder.Path, "resumed", file)));
        }
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_wrong_input()
    {
        CommandRun run = CommandRun.Of("fit", "--example", "eight-schools", "--checkpoint", "/nowhere/at/all/c");
        Assert.Equal(ExitCode.WrongInput, run.Code);
        Assert.Contains("The checkpoint '/nowhere/at/all/c' cannot be written", run.Error, StringComparison.Ordinal);

        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("taken"));
        run = CommandRun.Of("fit", "--example", "eight-schools", "--checkpoint", folder.File("taken"));
        Assert.Equal(ExitCode.WrongInput, run.Code);
        Assert.Equal(["taken"], folder.Names());
    }
}
