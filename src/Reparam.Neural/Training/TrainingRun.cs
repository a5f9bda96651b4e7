using System.Diagnostics;
using System.Globalization;

namespace Reparam.Neural;

/// <summary>Trains a network for epochs over examples, with validation, early stopping, files and progress.</summary>
/// <remarks>
/// <para>The checkpoint holds everything: the state of the <see cref="Trainer"/> within an epoch, the metrics, and the
/// best weights. The other files are made from what is in it. So whenever the process ends, they are whole, and a
/// training that is resumed comes to the same bits as one that was not interrupted, but for the seconds in the
/// metrics.</para>
/// <para>More epochs may be asked for when it is resumed, unless a schedule depends on their number.</para>
/// </remarks>
public sealed class TrainingRun
{
    /// <summary>The file that a training goes on from.</summary>
    public const string CheckpointFile = "checkpoint.safetensors";

    /// <summary>The file of the best weights, by their names.</summary>
    public const string WeightsFile = "weights.safetensors";

    /// <summary>The file of the metrics, CSV with a line for each epoch.</summary>
    public const string MetricsFile = "metrics.csv";

    private const int LargestValidationBatch = 128;
    private const string BestPrefix = "best.", BestEpochName = "best epoch", MetricsName = "metrics",
        ClockName = "seconds";

    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);

    private readonly Loss _loss;
    private readonly TrainingRunOptions _options;
    private readonly int _count;
    private readonly Trainer _trainer;
    private readonly LossEvaluator? _validation;
    private readonly Dictionary<string, string> _identity;
    private readonly List<EpochMetrics> _metrics = [];
    private readonly Stopwatch _sinceSaved = new();
    private readonly Stopwatch _clock = new();
    private double _secondsBefore;
    private int _bestEpoch;
    private WeightValues? _best;

    /// <summary>Prepares a training.</summary>
    /// <param name="loss">What is made small.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The examples lack a field, or it has another shape, or a batch is larger
    /// than all of them.</exception>
    public TrainingRun(Loss loss, ExampleSet examples, TrainingRunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(examples);
        (_loss, _options, _count) = (loss, options ?? new TrainingRunOptions(), examples.Count);
        ulong seed = _options.Training.Seed;
        _trainer = new Trainer(loss,
            new ExampleBatches(examples, _options.BatchSize, seed, _options.Noise), _options.Training);
        if (_options.Validation is { } validation)
        {
            var batches = new ExampleBatches(validation, Math.Min(LargestValidationBatch, validation.Count), seed,
                _options.Noise, isShuffled: false);
            _validation = new LossEvaluator(loss, batches, validation.Count, _options.Training.Threads, seed);
        }
        _identity = new Dictionary<string, string>
        {
            ["examples for validation"] = _options.Validation?.Fingerprint ?? "none",
        };
    }

    /// <summary>Trains.</summary>
    /// <param name="progress">Told ten times a second where it stands.</param>
    /// <param name="cancellation">When it is cancelled, the files are written and the training ends.</param>
    /// <exception cref="TrainingException">It diverged; the message has the step and the term. The files are those of
    /// the last good checkpoint.</exception>
    /// <exception cref="CheckpointException">The training in the folder cannot be gone on with, or there is one though
    /// it was not asked to.</exception>
    /// <exception cref="IOException">A file cannot be read or written. The last checkpoint is as it was.</exception>
    public TrainingOutcome Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        Begin();
        _clock.Start();
        _sinceSaved.Start();
        var pace = new Pace(_trainer.Steps);
        TrainingEnd? end = Ended();
        while (end is null)
        {
            int epoch = _metrics.Count + 1;
            while (_trainer.Steps < EndOf(epoch) && !cancellation.IsCancellationRequested)
            {
                _trainer.Step();
                if (progress is not null && pace.IsDue(ReportInterval))
                {
                    progress.Report(Progress(epoch, pace));
                }
            }
            if (cancellation.IsCancellationRequested)
            {
                Save();
                return Outcome(TrainingEnd.Cancelled);
            }
            Finish(epoch);
            end = Ended();
            if (end is null && _sinceSaved.Elapsed >= _options.SaveInterval)
            {
                Save();
            }
            if (progress is not null && (end is not null || pace.IsDue(ReportInterval)))
            {
                progress.Report(Progress(epoch, pace));
            }
        }
        Save();
        return Outcome(end.Value);
    }

    /// <summary>Steps at the end of an epoch: batches go on over its end, so it may be a part of one late.</summary>
    private long EndOf(int epoch) => ((long)epoch * _count + _options.BatchSize - 1) / _options.BatchSize;

    private void Begin()
    {
        // What was begun before a cancellation is gone on with.
        if (_trainer.Steps == 0)
        {
            _trainer.Sums.Clear();
        }
        if (_options.Folder is not { } folder)
        {
            return;
        }
        Directory.CreateDirectory(folder);
        string checkpoint = Path.Combine(folder, CheckpointFile);
        if (!File.Exists(checkpoint))
        {
            // Now, and not when there is something to lose: a place that cannot be written to is told of at once.
            Save();
        }
        else if (!_options.Resumes)
        {
            throw new CheckpointException(
                $"{folder} holds a training already. Ask for it to be resumed, or name another folder for a new one.");
        }
        else
        {
            Resume(checkpoint);
        }
    }

    private void Resume(string checkpoint)
    {
        SafetensorsFile file = _trainer.Restore(checkpoint, _identity);
        _secondsBefore = CheckpointIdentity.Array(file, ClockName, ArrayType.F64, [1]).Doubles[0];
        _bestEpoch = (int)CheckpointIdentity.Array(file, BestEpochName, ArrayType.I64, [1]).Integers[0];
        _metrics.Clear();
        if (file.TryGet(MetricsName, out _))
        {
            _metrics.AddRange(MetricsTable.Of(CheckpointIdentity.Array(file, MetricsName, ArrayType.F64, null)));
        }
        _best = _bestEpoch == 0 ? null : WeightValues.Make(_loss.Module, (weight, values) => CheckpointIdentity
            .Array(file, BestPrefix + weight.Name, ArrayType.F32, weight.Weight.Shape).Floats.CopyTo(values));
    }

    private TrainingEnd? Ended() =>
        _options.Patience is { } patience && _validation is not null && _metrics.Count - _bestEpoch >= patience
            ? TrainingEnd.EarlyStop
        : _metrics.Count >= _options.Epochs ? TrainingEnd.Done
        : null;

    private void Finish(int epoch)
    {
        long steps = _trainer.Steps, first = epoch == 1 ? 0 : EndOf(epoch - 1);
        TrainingAverages averages = TrainingAverages.Of(_loss, steps, _trainer.Sums, steps - first);
        WeightValues weights = _trainer.AveragedWeights;
        double validation = _validation?.Run(weights, steps).Bound ?? double.NaN;
        if (_validation is not null && !double.IsFinite(validation))
        {
            throw new TrainingException(FormattableString.Invariant(
                $"Training: after epoch {epoch}, at step {steps}, the bound on the examples for validation is ") +
                FormattableString.Invariant($"{validation}. Take a smaller step size, and go on from the last ") +
                "checkpoint.");
        }
        double best = _bestEpoch == 0 ? double.NegativeInfinity : _metrics[_bestEpoch - 1].ValidationBound;
        _metrics.Add(new EpochMetrics(epoch, steps, _options.Training.Optimizer.StepSize.At(steps - 1), averages.Bound,
            validation, [.. averages.Terms.Values, .. averages.Metrics.Values], Seconds));
        if (_validation is null || validation > best)
        {
            (_bestEpoch, _best) = (epoch, weights);
        }
        _trainer.Sums.Clear();
    }

    private double Seconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    private void Save()
    {
        if (_options.Folder is not { } folder)
        {
            return;
        }
        var more = new List<NamedArray>
        {
            new(ClockName, [Seconds], [1]),
            new(BestEpochName, [_bestEpoch], [1]),
        };
        if (_metrics.Count > 0)
        {
            more.Add(MetricsTable.Array(MetricsName, _metrics));
        }
        NamedArray[] best = _best is null ? [] : [.. _loss.Module.Weights.Select(
            weight => new NamedArray(weight.Name, _best[weight.Name].ToArray(), weight.Weight.Shape))];
        more.AddRange(best.Select(static array => new NamedArray(BestPrefix + array.Name, array.Floats, array.Shape)));
        _trainer.Save(Path.Combine(folder, CheckpointFile), more, _identity);
        if (_best is not null)
        {
            SafetensorsFile.Write(Path.Combine(folder, WeightsFile), best, new Dictionary<string, string>
            {
                ["epoch"] = _bestEpoch.ToString(CultureInfo.InvariantCulture),
            });
        }
        MetricsTable.Write(Path.Combine(folder, MetricsFile), _loss, _metrics);
        _sinceSaved.Restart();
    }

    private TrainingOutcome Outcome(TrainingEnd end) => new(end, _trainer.Steps, _metrics.Count, _bestEpoch,
        _best ?? _trainer.AveragedWeights, [.. _metrics], Seconds);

    private TrainingProgress Progress(int epoch, Pace pace)
    {
        long steps = _trainer.Steps, all = EndOf(_options.Epochs), first = epoch == 1 ? 0 : EndOf(epoch - 1);
        bool isEnded = _metrics.Count >= epoch;
        EpochMetrics? last = _metrics.Count > 0 ? _metrics[^1] : null;
        double rate = pace.Rate(steps);
        return new TrainingProgress(epoch, _options.Epochs, steps, all,
            isEnded || steps == first ? last?.Bound ?? double.NaN
                : TrainingAverages.Of(_loss, steps, _trainer.Sums, steps - first).Bound,
            last?.ValidationBound ?? double.NaN, rate * _options.BatchSize,
            rate > 0 ? TimeSpan.FromSeconds(Math.Min((all - steps) / rate, 1e9)) : null);
    }

    /// <summary>When to tell of progress, and how fast steps have been of late.</summary>
    private sealed class Pace(long steps)
    {
        private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

        private readonly Queue<(long Time, long Steps)> _marks = new([(Stopwatch.GetTimestamp(), steps)]);
        private long _last = Stopwatch.GetTimestamp();

        public bool IsDue(TimeSpan interval)
        {
            if (Stopwatch.GetElapsedTime(_last) < interval)
            {
                return false;
            }
            _last = Stopwatch.GetTimestamp();
            return true;
        }

        /// <summary>Steps a second; NaN where none was taken.</summary>
        public double Rate(long now)
        {
            long time = Stopwatch.GetTimestamp();
            _marks.Enqueue((time, now));
            while (_marks.Count > 2 && Stopwatch.GetElapsedTime(_marks.Peek().Time, time) > Window)
            {
                _marks.Dequeue();
            }
            (long begin, long before) = _marks.Peek();
            return now > before ? (now - before) / Stopwatch.GetElapsedTime(begin, time).TotalSeconds : double.NaN;
        }
    }
}
