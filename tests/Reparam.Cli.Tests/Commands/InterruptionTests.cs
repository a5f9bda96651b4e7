using System.Text.Json;

namespace Reparam.Cli.Tests.Commands;

/// <summary>Ctrl-C while <c>reparam fit</c> runs in a process of its own.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PosixFact]
    public async Task The_first_ends_a_fit_with_what_there_is_and_a_checkpoint_goes_on_to_the_same_bits()
    {
        string[] whole = Arguments("whole"), broken = [.. Arguments("broken"), "--checkpoint", Checkpoint];
        CommandRun run = await Interrupted(broken, twice: false);

        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.StartsWith("Interrupted: ending the fit with what there is.", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"\nb_x +-?\d", run.Out);
        Assert.Contains("\nVerdict  failed: interrupted. The fit was interrupted;", run.Out, StringComparison.Ordinal);
        Assert.Contains($"\nResume   The same command goes on from {Checkpoint}.\n", run.Out, StringComparison.Ordinal);
        using (JsonDocument json = JsonDocument.Parse(_folder.Read("broken/fit.json")))
        {
            Assert.True(json.RootElement.GetProperty("interrupted").GetBoolean());
            Assert.Equal("failed", json.RootElement.GetProperty("verdict").GetString());
        }
        Assert.Contains("\n# The fit was interrupted", _folder.Read("broken/draws.csv"), StringComparison.Ordinal);
        CommandRun check = CommandRun.Of("check", _folder.File("broken"));
        Assert.Contains("broken is failed, and what follows is no better", check.Error, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Fitted, CommandRun.Of(broken).Code);
        Assert.Equal(ExitCode.Fitted, CommandRun.Of(whole).Code);
        Assert.False(File.Exists(Checkpoint));
        Assert.Equal(_folder.Read("whole/summary.csv"), _folder.Read("broken/summary.csv"));
        Assert.Equal(_folder.Read("whole/draws.csv"), _folder.Read("broken/draws.csv"));
    }

    [PosixFact]
    public async Task The_second_ends_at_once_and_leaves_nothing_behind()
    {
        // So many draws are written for seconds.
        CommandRun run = await Interrupted(
            [.. Arguments("new/broken"), "--checkpoint", Checkpoint, "--draws", "400000"], twice: true);

        Assert.Equal((ExitCode.Interrupted, ""), (run.Code, run.Out));
        Assert.Equal(["d.csv", "fit.checkpoint"], _folder.Names());
    }

    private string Checkpoint => _folder.File("fit.checkpoint");

    private string[] Arguments(string output) =>
    [
        "fit", "--formula", "y ~ x + z + (1 | g)", "--family", "bernoulli", "--data",
        _folder.Write("d.csv", TestData.ManyRows), "--approximation", "mean-field", "--output", _folder.File(output),
    ];

    /// <summary>Interrupts a fit after its first round, and once more while it writes its draws.</summary>
    private async Task<CommandRun> Interrupted(string[] arguments, bool twice)
    {
        using var process = new CommandProcess(arguments);
        // Whose it is, the mode, the scales around it, the first round.
        process.AwaitWritings(Checkpoint, 4);
        if (process.HasExited)
        {
            Assert.Fail($"The fit was over before it was interrupted: {await process.End()}");
        }
        process.Interrupt();
        if (!twice)
        {
            return await process.End();
        }
        process.Await(() => Directory.Exists(_folder.File("new"))
            && Directory.EnumerateFiles(_folder.File("new"), "draws.csv", SearchOption.AllDirectories).Any());
        process.Interrupt();
        return await process.End();
    }
}
