using System.Globalization;
using Reparam.Variational;

namespace Reparam.Neural.Tests.Training;

public sealed class TrainingRunTests : IDisposable
{
    private static readonly (ExampleSet Train, ExampleSet Held) Digits = ExampleSets.Digits().Take(230).Split(190);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // 190 examples in batches of 60: epochs end within batches. The interval decides which epochs are saved.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(9, 0)]
    [InlineData(15, 1000)]
    public void A_training_that_is_cancelled_anywhere_goes_on_to_the_same_files(int steps, int interval)
    {
        TrainingRunOptions options = Options("whole", new CancellingStepSize(int.MaxValue, null));
        TrainingOutcome whole = new TrainingRun(Loss(), Digits.Train, options).Run();
        Assert.Equal(TrainingEnd.Done, whole.End);

        using var cancellation = new CancellationTokenSource();
        TrainingRunOptions cut = Options("cut", new CancellingStepSize(steps, cancellation)) with
        {
            SaveInterval = TimeSpan.FromSeconds(interval),
        };
        TrainingOutcome first = new TrainingRun(Loss(), Digits.Train, cut).Run(null, cancellation.Token);
        Assert.Equal((TrainingEnd.Cancelled, steps), (first.End, first.Steps));
        TrainingOutcome second = new TrainingRun(Loss(), Digits.Train, cut with
        {
            Resumes = true,
            Training = cut.Training with { Threads = 2 },
        }).Run();

        Assert.Equal(TrainingEnd.Done, second.End);
        Assert.Equal((whole.Steps, whole.BestEpoch), (second.Steps, second.BestEpoch));
        Assert.Equal(whole.Metrics.Select(Numbers), second.Metrics.Select(Numbers));
        Assert.Equal(File.ReadAllBytes(_folder.File("whole/weights.safetensors")),
            File.ReadAllBytes(_folder.File("cut/weights.safetensors")));
        Assert.Equal(Lines("whole"), Lines("cut"));
    }

    [Fact]
    public void A_training_without_a_folder_goes_on_after_a_cancellation()
    {
        TrainingOutcome whole =
            new TrainingRun(Loss(), Digits.Train, Options("none") with { Folder = null }).Run();
        using var cancellation = new CancellationTokenSource();
        var run = new TrainingRun(Loss(), Digits.Train,
            Options("none", new CancellingStepSize(5, cancellation)) with { Folder = null });
        Assert.Equal(TrainingEnd.Cancelled, run.Run(null, cancellation.Token).End);
        Assert.Equal(whole.Metrics.Select(Numbers), run.Run().Metrics.Select(Numbers));
    }

    [Fact]
    public void More_epochs_go_on_where_a_training_ended()
    {
        TrainingOutcome whole = new TrainingRun(Loss(), Digits.Train, Options("whole")).Run();
        new TrainingRun(Loss(), Digits.Train, Options("more") with { Epochs = 2 }).Run();
        TrainingOutcome more = new TrainingRun(Loss(), Digits.Train, Options("more") with { Resumes = true }).Run();
        Assert.Equal(whole.Metrics.Select(Numbers), more.Metrics.Select(Numbers));
    }

    [Fact]
    public void The_best_weights_are_those_of_the_epoch_with_the_best_bound_and_patience_ends_it()
    {
        // So large a step that the bound on few examples soon becomes worse.
        TrainingRunOptions options = Options("early") with
        {
            Epochs = 500,
            Patience = 3,
            Training = new TrainingOptions { Optimizer = new AdamOptimizer(0.02) },
        };
        TrainingOutcome outcome = new TrainingRun(Loss(), Digits.Train, options).Run();
        Assert.Equal(TrainingEnd.EarlyStop, outcome.End);
        Assert.Equal(outcome.BestEpoch + 3, outcome.Epochs);
        EpochMetrics best = outcome.Metrics[outcome.BestEpoch - 1];
        Assert.Equal(best.ValidationBound, outcome.Metrics.Max(m => m.ValidationBound));
        // The file has these weights, and they give this bound.
        SafetensorsFile file = SafetensorsFile.Read(_folder.File("early/weights.safetensors"));
        Assert.Equal(outcome.Weights["decoder.0.bias"].ToArray(), file["decoder.0.bias"].Floats);
        var batches = new ExampleBatches(Digits.Held, 40, 1, options.Noise, isShuffled: false);
        Assert.Equal(best.ValidationBound, new LossEvaluator(Loss(), batches, 40).Run(outcome.Weights).Bound, 1e-9);
    }

    [Fact]
    public void Without_examples_for_validation_the_last_epoch_is_the_best()
    {
        TrainingOutcome outcome = new TrainingRun(Loss(), Digits.Train, Options("v") with { Validation = null }).Run();
        Assert.Equal((5, 5), (outcome.Epochs, outcome.BestEpoch));
        Assert.All(Lines("v").Skip(1), line => Assert.Equal("", line.Split(',')[4]));
    }

    [Fact]
    public void Metrics_are_a_table_with_a_line_for_each_epoch()
    {
        new TrainingRun(Loss(), Digits.Train, Options("m")).Run();
        string[] lines = File.ReadAllLines(_folder.File("m/metrics.csv"));
        Assert.Equal("epoch,step,step_size,bound,validation_bound,train_reconstruction,train_divergence,train_bound," +
            "seconds", lines[0]);
        Assert.Equal(["1,4,0.001", "2,7,0.001", "3,10,0.001", "4,13,0.001", "5,16,0.001"],
            lines.Skip(1).Select(line => string.Join(',', line.Split(',')[..3])));
        Assert.All(lines.Skip(1), line => Assert.InRange(
            double.Parse(line.Split(',')[4], CultureInfo.InvariantCulture), -60, -10));
        Assert.Equal(["checkpoint.safetensors", "metrics.csv", "weights.safetensors"],
            Directory.GetFiles(_folder.File("m")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Progress_tells_of_epoch_bound_speed_and_the_time_left()
    {
        var reports = new List<TrainingProgress>();
        new TrainingRun(Loss(), Digits.Train, Options("p") with { Epochs = 150 }).Run(new Collected(reports));
        TrainingProgress last = reports[^1];
        Assert.Equal((150, 150, last.Steps, TimeSpan.Zero), (last.Epoch, last.Epochs, last.Step, last.TimeLeft));
        Assert.InRange(last.Bound, -60, -10);
        Assert.InRange(last.ValidationBound, -60, -10);
        Assert.InRange(last.ExamplesPerSecond, 1, 1e8);
    }

    [Fact]
    public void A_folder_with_a_training_is_not_written_over()
    {
        new TrainingRun(Loss(), Digits.Train, Options("a")).Run();
        Assert.Contains("holds a training already", Assert.Throws<CheckpointException>(
            () => new TrainingRun(Loss(), Digits.Train, Options("a")).Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_examples_are_refused()
    {
        new TrainingRun(Loss(), Digits.Train, Options("a")).Run();
        string message = Assert.Throws<CheckpointException>(() => new TrainingRun(
            Loss(), Digits.Train.Take(180), Options("a") with { Resumes = true }).Run()).Message;
        Assert.Contains("its examples are 190 (SHA-256 ", message, StringComparison.Ordinal);
        Assert.Contains("and these are 180 (SHA-256 ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_diverges_says_where_and_leaves_the_last_good_checkpoint()
    {
        TrainingRunOptions options = Options("d") with { SaveInterval = TimeSpan.Zero, Epochs = 60 };
        // Small at first, then larger each epoch.
        TrainingException error = Assert.Throws<TrainingException>(() => new TrainingRun(Loss(), Digits.Train,
            options with
        {
            Training = new TrainingOptions { Optimizer = new AdamOptimizer(new CosineDecay(1e-3, 1e12, 200)) },
        }).Run());
        Assert.Matches(@"at step \d+ the term '\w+' is (NaN|-?∞|-?Infinity)", error.Message);
        Assert.All(SafetensorsFile.Read(_folder.File("d/checkpoint.safetensors")).Arrays
            .Where(a => a.Type == ArrayType.F32), a => Assert.All(a.Floats, v => Assert.True(float.IsFinite(v))));
    }

    private string[] Lines(string folder) =>
        [.. File.ReadAllLines(_folder.File($"{folder}/metrics.csv")).Select(l => l[..l.LastIndexOf(',')])];

    private static string Numbers(EpochMetrics m) => string.Join(' ',
        [.. m.Parts, m.Epoch, m.Step, m.StepSize, m.Bound, m.ValidationBound]);

    private static Loss Loss() => VariationalAutoencoder.Perceptron([1, 8, 8], [30], 3).Loss();

    private TrainingRunOptions Options(string name, StepSizeSchedule? stepSize = null) => new()
    {
        Epochs = 5,
        BatchSize = 60,
        Validation = Digits.Held,
        Folder = _folder.File(name),
        Noise = new Dictionary<string, PixelNoise> { ["image"] = PixelNoise.Binarised },
        Training = new TrainingOptions
        {
            AverageDecay = 0.9,
            Optimizer = new AdamOptimizer(stepSize ?? new ConstantStepSize(1e-3)),
        },
    };

    /// <summary>Presses Ctrl-C at a step, and is told from none like it.</summary>
    private sealed record CancellingStepSize(long Steps, CancellationTokenSource? Source) : StepSizeSchedule
    {
        public override double At(long step)
        {
            if (step + 1 == Steps)
            {
                Source!.Cancel();
            }
            return 1e-3;
        }

        public override string ToString() => "0.001";
    }

    private sealed class Collected(List<TrainingProgress> reports) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => reports.Add(value);
    }
}
