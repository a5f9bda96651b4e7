namespace Reparam.Neural;

/// <summary>How long a network is trained, on what, and what is left of it.</summary>
public sealed record TrainingRunOptions
{
    /// <summary>How it is trained.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>Examples in a batch, at least 1 and at most all.</summary>
    public int BatchSize
    {
        get;
        init => field = Sizes.Positive(nameof(TrainingRunOptions), value, nameof(BatchSize));
    } = 100;

    /// <summary>Passes over the examples, at least 1.</summary>
    public int Epochs
    {
        get;
        init => field = Sizes.Positive(nameof(TrainingRunOptions), value, nameof(Epochs));
    } = 100;

    /// <summary>What chance does to fields, by name; nothing to others. To the examples for validation it does the same
    /// each time.</summary>
    public IReadOnlyDictionary<string, PixelNoise> Noise { get; init; } = new Dictionary<string, PixelNoise>();

    /// <summary>Examples for validation, which choose the best epoch; null for none, and then the last one
    /// is.</summary>
    public ExampleSet? Validation { get; init; }

    /// <summary>After so many epochs without a better bound on the examples for validation the training ends; null for
    /// never.</summary>
    public int? Patience
    {
        get;
        init => field =
            value is null ? null : Sizes.Positive(nameof(TrainingRunOptions), value.Value, nameof(Patience));
    }

    /// <summary>The folder for <see cref="TrainingRun.CheckpointFile"/>, <see cref="TrainingRun.WeightsFile"/> and
    /// <see cref="TrainingRun.MetricsFile"/>, which is made where it is not there; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether it goes on with the training in the folder, where there is one.</summary>
    public bool Resumes { get; init; }

    /// <summary>The least time between two writings of the files; 0 for one after each epoch. They are written at the
    /// end, too.</summary>
    public TimeSpan SaveInterval
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(
            nameof(SaveInterval), value, "TrainingRunOptions: SaveInterval must be at least 0.");
    } = TimeSpan.FromSeconds(15);
}
