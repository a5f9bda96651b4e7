using Reparam.Neural;

namespace Reparam.Cli.Tests.Networks;

/// <summary><c>train --resume</c> of each kind of network, after the process was killed or interrupted.</summary>
public sealed class NetworkResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("vae --hidden 30 --latent 3 --batch 37")]
    [InlineData("vae --channels 4,6 --latent 3 --condition label --missing 0.3 --posterior coupling --batch 37 " +
        "--objective iwae --samples 2")]
    [InlineData("dlgm --hidden 20 --layers 4,2 --posterior ladder --batch 61")]
    [InlineData("diffusion --network perceptron --width 8 --blocks 1 --noise-schedule learned --batch 300")]
    public async Task A_training_whose_process_is_killed_goes_on_to_the_same_bits(string network)
    {
        using (var process = new CommandProcess(Arguments("cut", network)))
        {
            // Each epoch is saved, and makes the file longer.
            process.AwaitWritings(Checkpoint("cut"), 5);
            Assert.False(process.HasExited, "The training was over before it was killed.");
            process.Kill();
            await process.End();
        }
        Resumed(network);
    }

    [PosixFact]
    public async Task Ctrl_C_saves_and_exits_with_130_and_the_same_command_goes_on()
    {
        const string network = "vae --hidden 30 --latent 3 --batch 37";
        CommandRun run;
        using (var process = new CommandProcess(Arguments("cut", network)))
        {
            process.AwaitWritings(Checkpoint("cut"), 3);
            Assert.False(process.HasExited, "The training was over before it was interrupted.");
            process.Interrupt();
            run = await process.End();
        }
        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.Matches(@"^Interrupted after \d+ epochs, at step \d+: saved in .*cut\. The same command with --resume " +
            @"goes on\.\n", run.Error);
        Resumed(network);
    }

    [Fact]
    public void A_training_that_is_cancelled_before_it_begins_is_saved()
    {
        const string network = "vae --hidden 30 --latent 3 --batch 37";
        CommandRun run = CommandRun.Of(new CancellationToken(canceled: true), [.. Arguments("cut", network)]);
        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.Contains("at step 0", run.Error, StringComparison.Ordinal);
        Resumed(network);
    }

    private void Resumed(string network)
    {
        CommandRun resumed = CommandRun.Of([.. Arguments("cut", network), "--resume", "--threads", "1"]);
        Assert.Equal((0, ""), (resumed.Code, resumed.Error));
        Assert.Equal(0, CommandRun.Of([.. Arguments("whole", network), "--threads", "1"]).Code);
        Assert.Equal(File.ReadAllBytes(_folder.File($"whole/{TrainingRun.WeightsFile}")),
            File.ReadAllBytes(_folder.File($"cut/{TrainingRun.WeightsFile}")));
        Assert.Equal(Metrics("whole"), Metrics("cut"));
        SafetensorsFile whole = SafetensorsFile.Read(Checkpoint("whole")),
            cut = SafetensorsFile.Read(Checkpoint("cut"));
        Assert.All(whole.Arrays.Where(a => a.Type == ArrayType.F32),
            array => Assert.Equal(array.Floats, cut[array.Name].Floats));
        // A training that is done is done.
        Assert.Equal(0, CommandRun.Of([.. Arguments("cut", network), "--resume"]).Code);
        Assert.Equal(Metrics("whole"), Metrics("cut"));
    }

    private string Checkpoint(string name) => _folder.File($"{name}/{TrainingRun.CheckpointFile}");

    /// <summary>Without the seconds.</summary>
    private IEnumerable<string> Metrics(string name) =>
        File.ReadLines(_folder.File($"{name}/{TrainingRun.MetricsFile}")).Select(line => line[..line.LastIndexOf(',')]);

    private IEnumerable<string> Arguments(string name, string network)
    {
        string[] words = network.Split(' ');
        return
        [
            words[0], "train", "--example", "digits", .. words[1..], "--epochs", "60", "--average",
            "0.99", "--output", _folder.File(name), "--save-interval", "0.000001",
        ];
    }
}
