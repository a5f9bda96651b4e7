using Reparam.Neural;

namespace Reparam.Cli.Tests.Vae;

/// <summary><c>reparam vae train --resume</c>, after the process was killed or interrupted.</summary>
public sealed class VaeResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_training_whose_process_is_killed_goes_on_to_the_same_bits()
    {
        using (var process = new CommandProcess(Arguments("cut")))
        {
            // Each epoch is saved, and makes the file longer.
            process.AwaitWritings(Checkpoint("cut"), 5);
            Assert.False(process.HasExited, "The training was over before it was killed.");
            process.Kill();
            await process.End();
        }
        Resumed();
    }

    [PosixFact]
    public async Task Ctrl_C_saves_and_exits_with_130_and_the_same_command_goes_on()
    {
        CommandRun run;
        using (var process = new CommandProcess(Arguments("cut")))
        {
            process.AwaitWritings(Checkpoint("cut"), 3);
            Assert.False(process.HasExited, "The training was over before it was interrupted.");
            process.Interrupt();
            run = await process.End();
        }
        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.Matches(@"^Interrupted after \d+ epochs, at step \d+: saved in .*cut\. The same command with --resume " +
            @"goes on\.\n", run.Error);
        Resumed();
    }

    [Fact]
    public void A_training_that_is_cancelled_before_it_begins_is_saved()
    {
        CommandRun run = CommandRun.Of(new CancellationToken(canceled: true), [.. Arguments("cut")]);
        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.Contains("at step 0", run.Error, StringComparison.Ordinal);
        Resumed();
    }

    private void Resumed()
    {
        CommandRun resumed = CommandRun.Of([.. Arguments("cut"), "--resume", "--threads", "1"]);
        Assert.Equal((0, ""), (resumed.Code, resumed.Error));
        Assert.Equal(0, CommandRun.Of([.. Arguments("whole")]).Code);
        Assert.Equal(File.ReadAllBytes(_folder.File($"whole/{TrainingRun.WeightsFile}")),
            File.ReadAllBytes(_folder.File($"cut/{TrainingRun.WeightsFile}")));
        Assert.Equal(Metrics("whole"), Metrics("cut"));
        SafetensorsFile whole = SafetensorsFile.Read(Checkpoint("whole")),
            cut = SafetensorsFile.Read(Checkpoint("cut"));
        Assert.All(whole.Arrays.Where(a => a.Type == ArrayType.F32),
            array => Assert.Equal(array.Floats, cut[array.Name].Floats));
        // A training that is done is done.
        Assert.Equal(0, CommandRun.Of([.. Arguments("cut"), "--resume"]).Code);
        Assert.Equal(Metrics("whole"), Metrics("cut"));
    }

    private string Checkpoint(string name) => _folder.File($"{name}/{TrainingRun.CheckpointFile}");

    /// <summary>Without the seconds.</summary>
    private IEnumerable<string> Metrics(string name) =>
        File.ReadLines(_folder.File($"{name}/{TrainingRun.MetricsFile}")).Select(line => line[..line.LastIndexOf(',')]);

    private IEnumerable<string> Arguments(string name) =>
    [
        "vae", "train", "--example", "digits", "--hidden", "30", "--latent", "3", "--batch", "37", "--epochs", "60",
        "--average", "0.99", "--output", _folder.File(name), "--save-interval", "0.000001",
    ];
}
