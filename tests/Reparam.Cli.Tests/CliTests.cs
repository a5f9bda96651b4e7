namespace Reparam.Cli.Tests;

public class CliTests
{
    [Fact]
    public void The_version_is_one_line()
    {
        CommandRun run = CommandRun.Of("--version");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches(@"^reparam \d+\.\d+\.\d+\n\z", run.Out);
    }

    [Fact]
    public void Help_names_the_command()
    {
        CommandRun run = CommandRun.Of("--help");

        Assert.Equal(0, run.Code);
        Assert.Contains("reparam [command] [options]", run.Out);
        Assert.Contains("fit", run.Out);
    }

    [Fact]
    public void Help_on_fit_has_all_options_examples_and_exit_codes()
    {
        CommandRun run = CommandRun.Of("fit", "--help");

        Assert.Equal(0, run.Code);
        foreach (string text in (string[])["--example", "--formula", "--family", "--data", "--prior",
            "--approximation", "--draws",
            "--seed", "--threads", "--output", "--quiet", "[default: 4000]", "[default: 1]",
                "reparam fit --example eight-schools",
            "Exit codes: 0 fitted"])
        {
            Assert.Contains(text, run.Out);
        }
    }

    [Theory]
    [InlineData("There is no command. 'reparam fit' fits a model", "reparam --help")]
    [InlineData("Unknown command 'fti'. Did you mean 'fit'?", "reparam --help", "fti")]
    [InlineData(
        "Unknown option '--fomula'. Did you mean '--formula'", "reparam fit --help", "fit", "--fomula", "y ~ x")]
    [InlineData("'x' belongs to no option. Put a value that has spaces in quotes.", "reparam fit --help", "fit",
        "--formula", "y~", "x")]
    public void A_command_line_that_cannot_be_read_is_the_users_to_mend(
        string message, string help, params string[] args)
    {
        CommandRun run = CommandRun.Of(args);

        Assert.Equal((ExitCode.WrongInput, ""), (run.Code, run.Out));
        Assert.StartsWith("error: " + message, run.Error);
        Assert.EndsWith($"Options and examples: {help}\n", run.Error);
    }

    [Fact]
    public void A_fault_of_ours_is_one_line_without_a_stack_trace()
    {
        using var error = new StringWriter { NewLine = "\n" };

        int code = Cli.Run(["fit", "--example", "eight-schools"], new BrokenWriter(), error, CancellationToken.None);

        Assert.Equal(ExitCode.InternalError, code);
        Assert.Equal("internal error, please report: InvalidOperationException: broken on purpose\n", error.ToString());
    }

    [Fact]
    public void Output_that_cannot_be_written_is_no_fault_of_ours()
    {
        using var error = new StringWriter { NewLine = "\n" };

        int code = Cli.Run(["fit", "--example", "eight-schools"], new FullWriter(), error, CancellationToken.None);

        Assert.Equal(ExitCode.WrongInput, code);
        Assert.Equal("error: The output cannot be written: No space left on device. "
            + "Check where it goes, and the space left.\n", error.ToString());
    }

    [Theory]
    [InlineData("fit", "130 interrupted")]
    [InlineData("predict", "reparam predict fit --new-data other-groups.csv --allow-new-levels")]
    [InlineData("calibrate", "3 posteriors do not lie around the truth")]
    [InlineData("audit", "3 estimators of it disagree")]
    public void Help_has_examples_and_exit_codes(string command, string text)
    {
        CommandRun run = CommandRun.Of(command, "--help");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains(text, run.Out);
        Assert.All(run.Out[run.Out.IndexOf("Exit codes", StringComparison.Ordinal)..].Split('\n'),
            line => Assert.True(line.Length <= 120, line));
    }

    [Fact]
    public void Interrupted_it_writes_nothing_and_says_so()
    {
        using var folder = new TemporaryFolder();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        CommandRun run =
            CommandRun.Of(cancelled.Token, "fit", "--example", "eight-schools", "--output", folder.File("new/out"));

        Assert.Equal((ExitCode.Interrupted, ""), (run.Code, run.Out));
        Assert.EndsWith("Interrupted before there was an approximation: nothing was written.\n", run.Error);
        Assert.Empty(folder.Names());
    }

    private sealed class FullWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }

    private sealed class BrokenWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new InvalidOperationException("broken\non purpose");
    }
}
