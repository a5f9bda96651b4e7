using Reparam.Neural;
using Reparam.Variational;

namespace Reparam.Cli;

/// <summary>How a network was asked to be trained, whatever its kind.</summary>
internal sealed record TrainingRequest
{
    /// <summary>Of a cosine, the last step size as a part of the first; of stages that of Burda, Grosse and
    /// Salakhutdinov (2015).</summary>
    private const double CosineEnd = 0.01, StagedEnd = 0.1;

    private const int MostValidation = 10_000;

    public required ImageDataRequest Data { get; init; }

    /// <summary>Images kept for validation; null for a tenth, 10,000 at most.</summary>
    public required int? Validation { get; init; }

    public required int Batch { get; init; }

    public required int Epochs { get; init; }

    /// <summary>Null for no early stopping.</summary>
    public required int? Patience { get; init; }

    /// <summary>One of <see cref="TrainingCommandOptions.Schedules"/>.</summary>
    public required string Schedule { get; init; }

    public required double StepSize { get; init; }

    /// <summary>Epochs in which the step size rises; 0 for none.</summary>
    public required int WarmUp { get; init; }

    public required double? Clip { get; init; }

    /// <summary>The decay of moving averages of the weights; null for none.</summary>
    public required double? Average { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The most threads; 0 for as many as the machine has.</summary>
    public required int Threads { get; init; }

    /// <summary>The folder for the training; null for none.</summary>
    public required string? Output { get; init; }

    /// <summary>Seconds between two writings of the checkpoint.</summary>
    public required double SaveInterval { get; init; }

    public required bool IsResumed { get; init; }

    public required bool IsQuiet { get; init; }

    /// <summary>How many of so many images are kept for validation.</summary>
    public int Held(int count) => Validation ?? Math.Min(count / 10, MostValidation);

    /// <summary>The steps that some epochs take.</summary>
    /// <param name="epochs">How many.</param>
    /// <param name="count">The number of images for training.</param>
    public long Steps(int epochs, int count) => ((long)epochs * count + Batch - 1) / Batch;

    /// <summary>As the library reads it.</summary>
    /// <param name="count">The number of images for training.</param>
    /// <param name="validation">Those for validation; null for none.</param>
    /// <param name="noise">What chance does to images.</param>
    public TrainingRunOptions Options(int count, ExampleSet? validation, PixelNoise noise)
    {
        long steps = Steps(Epochs, count), warmUp = Steps(WarmUp, count);
        StepSizeSchedule schedule = Schedule switch
        {
            TrainingCommandOptions.Cosine => new CosineDecay(StepSize, CosineEnd * StepSize, steps),
            TrainingCommandOptions.Staged => new StagedDecay(StepSize, StagedEnd * StepSize, steps),
            _ => new ConstantStepSize(StepSize),
        };
        return new TrainingRunOptions
        {
            BatchSize = Batch,
            Epochs = Epochs,
            Noise = new Dictionary<string, PixelNoise> { [ImageData.Image] = noise },
            Validation = validation,
            Patience = Patience,
            Folder = Output,
            Resumes = IsResumed,
            SaveInterval = TimeSpan.FromSeconds(SaveInterval),
            Training = new TrainingOptions
            {
                Optimizer = new AdamOptimizer(warmUp > 0 ? new WarmUp(schedule, warmUp) : schedule),
                ClipNorm = Clip,
                AverageDecay = Average,
                Seed = Seed,
                Threads = Threads,
            },
        };
    }
}
