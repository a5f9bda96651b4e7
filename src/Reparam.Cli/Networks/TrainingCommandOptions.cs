using System.CommandLine;
using System.Globalization;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>What is chosen where an option of a training is left out.</summary>
/// <param name="Epochs">Passes over images.</param>
/// <param name="StepSize">The first step size.</param>
/// <param name="Average">The decay of moving averages; 0 for none.</param>
/// <param name="Batch">Images in a batch.</param>
/// <param name="Clip">The greatest norm of the gradient; null for none.</param>
internal sealed record TrainingDefaults(
    int Epochs, double StepSize = 1e-3, double Average = 0, int Batch = 100, double? Clip = null);

/// <summary>The options of a training that all kinds of networks have.</summary>
internal sealed class TrainingCommandOptions
{
    public const string Constant = "constant", Cosine = "cosine", Staged = "staged";

    /// <summary>The paragraphs of the help that all kinds have.</summary>
    public const string Notes = """
    --output holds model.json, the architecture; checkpoint.safetensors, from which the same command with --resume goes
    on to the same bits, after Ctrl-C, kill -9 or a power cut; weights.safetensors, those of the epoch with the best
    bound on the images kept for validation; metrics.csv, a line for each epoch. Files are whole at any time.

    Schedules: cosine, down to a hundredth at the last epoch; constant, with which --resume can add epochs; staged,
    eight stages of 3^i parts each at 10^(-i/7) times the step size (Burda, Grosse and Salakhutdinov 2015; theirs has
    --epochs 3280).

    Exit codes: 0 trained; 1 a fault of ours; 2 the input is wrong, or the training diverged; 130 interrupted. The same
    seed gives the same weights, on any number of threads.
    """;

    public static readonly string[] Schedules = [Constant, Cosine, Staged];

    private const int MostEpochs = 1_000_000, MostImages = 100_000_000;

    private readonly TrainingDefaults _defaults;
    private readonly IReadOnlyDictionary<string, TrainingDefaults> _examples;
    private readonly ImageDataOptions _data;
    private readonly Option<int?> _validation = NetworkOptions.Optional("--validation",
        "Images to keep for validation, chosen by chance; by default a tenth, at most 10000. 0 for none.", 0,
        MostImages);
    private readonly Option<int?> _batch, _epochs;
    private readonly Option<int?> _patience = NetworkOptions.Optional("--patience",
        "Stop after so many epochs without a better bound on the images for validation.", 1, MostEpochs);
    private readonly Option<string?> _schedule =
        NetworkOptions.Choice("--schedule", "How the step size falls.", Cosine, Schedules);
    private readonly Option<int> _warmUp =
        FitCommand.Whole("--warm-up", "Epochs in which the step size rises from 0.", 0, 0, MostEpochs);
    private readonly Option<double?> _stepSize, _clip, _average;
    private readonly Option<ulong> _seed = NetworkOptions.Seed();
    private readonly Option<int?> _threads = NetworkOptions.Threads();
    private readonly Option<string?> _output = ModelOptions.Text(
        "--output", "DIR", "The folder of the training; with --example it may be left out, and nothing is kept.");
    private readonly Option<double?> _saveInterval = FitCommand.Positive(
        "--save-interval", "Seconds between two writings of the checkpoint, at the end of an epoch. [default: 15]");
    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Go on with the training in --output, or begin where there is none.",
    };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing but errors." };

    /// <param name="data">The options that say which images.</param>
    /// <param name="defaults">What is chosen where an option is left out.</param>
    /// <param name="examples">The same for built-in examples, by name.</param>
    public TrainingCommandOptions(
        ImageDataOptions data, TrainingDefaults defaults, IReadOnlyDictionary<string, TrainingDefaults> examples)
    {
        (_data, _defaults, _examples) = (data, defaults, examples);
        _batch = NetworkOptions.Optional(
            "--batch", $"Images in a batch; {Default(static d => d.Batch)}.", 1, MostImages);
        _epochs = NetworkOptions.Optional(
            "--epochs", $"Passes over the images; {Default(static d => d.Epochs)}.", 1, MostEpochs);
        _stepSize = FitCommand.Positive(
            "--step-size", $"The first step size, of Adam; {Default(static d => d.StepSize)}.");
        _clip = FitCommand.Positive("--clip", "The greatest norm of the gradient: longer ones are made so long"
            + (defaults.Clip is null ? "." : $"; {Default(static d => d.Clip)}."));
        _average = NetworkOptions.Share("--average", "Use moving averages of the weights with this decay, such as "
            + $"0.999; 0 for none; {Default(static d => d.Average)}.", "0.999");
    }

    /// <summary>The options before those of the network, and those after them, in the order of the help.</summary>
    public IReadOnlyList<Option> First => [.. _data.All, _validation];

    public IReadOnlyList<Option> Last => [_batch, _epochs, _patience, _schedule, _stepSize, _warmUp, _clip, _average,
        _seed, _threads, _output, _saveInterval, _resume, _quiet];

    /// <summary>What was asked for.</summary>
    /// <exception cref="UserInputException">Options do not go together.</exception>
    public TrainingRequest Request(ParseResult result)
    {
        string? output = result.GetValue(_output);
        ModelOptions.RequireText("--output", output);
        ImageDataRequest data = _data.Request(result);
        TrainingDefaults defaults = data.Example is { } example ? _examples[example] : _defaults;
        double average = result.GetValue(_average) ?? defaults.Average;
        var request = new TrainingRequest
        {
            Data = data,
            Validation = result.GetValue(_validation),
            Batch = result.GetValue(_batch) ?? defaults.Batch,
            Epochs = result.GetValue(_epochs) ?? defaults.Epochs,
            Patience = result.GetValue(_patience),
            Schedule = result.GetValue(_schedule)!,
            StepSize = result.GetValue(_stepSize) ?? defaults.StepSize,
            WarmUp = result.GetValue(_warmUp),
            Clip = result.GetValue(_clip) ?? defaults.Clip,
            Average = average == 0 ? null : average,
            Seed = result.GetValue(_seed),
            Threads = result.GetValue(_threads) ?? 0,
            Output = output,
            SaveInterval = Math.Min(result.GetValue(_saveInterval) ?? 15, 1e9),
            IsResumed = result.GetValue(_resume),
            IsQuiet = result.GetValue(_quiet),
        };
        NetworkFailures.Refuse(
            request.IsResumed && request.Output is null
                ? "--resume goes on with a training in a folder, but --output is missing. Give it, as at the beginning."
            : request.Output is null && request.Data.Images is not null
                ? "--output is missing: a training that is not kept would be lost. Name a folder for it."
            : request.Patience is not null && request.Validation == 0
                ? "--patience needs images for validation, but --validation is 0. Leave out one."
            : null);
        return request;
    }

    /// <summary>"by default 100, with --example digits 200".</summary>
    private string Default<T>(Func<TrainingDefaults, T> of)
    {
        string all = string.Create(CultureInfo.InvariantCulture, $"by default {of(_defaults)}");
        return all + string.Concat(_examples.Where(example => !Equals(of(example.Value), of(_defaults))).Select(
            example => string.Create(
                CultureInfo.InvariantCulture, $", with --example {example.Key} {of(example.Value)}")));
    }
}
