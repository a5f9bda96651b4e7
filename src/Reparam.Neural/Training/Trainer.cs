using System.Globalization;
using Reparam.Random;

namespace Reparam.Neural;

/// <summary>Trains a network: gradient, optimiser and moving averages are one compiled program, and a step allocates
/// nothing.</summary>
/// <remarks>All noise is a function of the seed and the number of the step, and the step's batch of its number, so a
/// training that is taken up from a checkpoint gives the same bits as one that was never interrupted, on any number of
/// threads. Not for use by two callers at once.</remarks>
public sealed partial class Trainer
{
    private readonly Loss _loss;
    private readonly TrainingOptions _options;
    private readonly NetworkProgram _program;
    private readonly WeightUpdater _updater;
    private readonly BatchBuffers _batches;
    private readonly int[] _fields;
    private readonly int[] _trained;
    private readonly (int Input, int Output)[] _running;
    private readonly double[] _sums;
    private readonly BatchSource _data;

    /// <summary>Prepares to train.</summary>
    /// <param name="loss">What is made small.</param>
    /// <param name="data">The batches.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="start">The values to begin with; null for those that the layers' initializers give.</param>
    /// <exception cref="ArgumentException">The data lack a field, or it has another shape; or they mark missing pixels,
    /// and the loss does not read that.</exception>
    public Trainer(Loss loss, BatchSource data, TrainingOptions? options = null, WeightValues? start = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(data);
        (_loss, _options, _data) = (loss, options ?? new TrainingOptions(), data);
        CheckFields(loss, data);
        _fields = [.. loss.Inputs.Index().Where(static p => p.Item is FieldInput).Select(static p => p.Index)];
        _trained = [.. loss.Module.Weights.Index().Where(static p => p.Item.Weight.IsTrained)
            .Select(static p => p.Index)];
        Tensor total = Tensor.DrawMean(loss.Total);
        Tensor[] reported = [.. loss.Terms.Concat(loss.Metrics).Select(static term => Tensor.DrawMean(term.Value))];
        Tensor[] gradients =
            Differentiate.Gradient(total, [.. _trained.Select(w => loss.Module.Weights[w].Weight.Tensor)]);
        IReadOnlyList<(Weight Running, Tensor Value)> statistics = BatchStatistic.Updates([total]);
        _program = new NetworkProgram(loss.Module, loss.Inputs,
            [total, .. reported, .. gradients, .. statistics.Select(static s => s.Value)], data.BatchSize,
            _options.Threads, RandomKey.FromSeed(_options.Seed).Fold("noise"));
        _batches = new BatchBuffers(data, [.. loss.Inputs.OfType<FieldInput>()], _program, _options);
        _sums = new double[1 + reported.Length];
        _updater = new WeightUpdater(_program.Runner, [.. _trained.Select((weight, i) => new TrainedWeight(
            _program.InputOf(weight), _sums.Length + i, gradients[i].Size,
            loss.Module.Weights[weight].Weight.Shape.Rank > 1))], _options, _program.Threads);
        _running = [.. statistics.Select((statistic, i) => (
            _program.InputOf(loss.Module.Weights.Index()
                .First(p => ReferenceEquals(p.Item.Weight, statistic.Running)).Index),
            _sums.Length + gradients.Length + i))];
        _program.Load(start ?? WeightValues.Initial(loss.Module, _options.Seed));
        _updater.BeginAverages();
    }

    /// <summary>The number of steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>The values of the weights.</summary>
    public WeightValues Weights => WeightValues.Make(_loss.Module, (named, values) =>
        _program.Runner.SharedInput(_program.InputOf(IndexOf(named))).CopyTo(values));

    /// <summary>The moving averages of the weights where <see cref="TrainingOptions.AverageDecay"/> asks for them, else
    /// their values.</summary>
    public WeightValues AveragedWeights => _options.AverageDecay is null ? Weights
        : WeightValues.Make(_loss.Module, (named, values) =>
        {
            int weight = IndexOf(named), trained = Array.IndexOf(_trained, weight);
            (trained < 0
                ? _program.Runner.SharedInput(_program.InputOf(weight))
                : _updater.KeptValues(trained, _updater.Kept.Count - 1)).CopyTo(values);
        });

    /// <summary>Takes some steps.</summary>
    /// <param name="steps">How many, at least 1.</param>
    /// <param name="cancellation">Looked at before each step; what was done stays done.</param>
    /// <returns>The averages of the loss and its terms over these steps, each before it changed the weights.</returns>
    /// <exception cref="TrainingException">A term is not finite; the weights are those before the step.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public TrainingAverages Run(long steps, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Array.Clear(_sums);
        for (long i = 0; i < steps; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Step();
        }
        return TrainingAverages.Of(_loss, Steps, _sums, steps);
    }

    /// <summary>The loss, its terms and its metrics, summed over steps since they were last cleared.</summary>
    internal Span<double> Sums => _sums;

    /// <summary>Takes a step.</summary>
    internal void Step()
    {
        float[][] batch = _batches.Get(Steps);
        for (int i = 0; i < _fields.Length; i++)
        {
            _program.Runner.BindInput(_fields[i], (ReadOnlyMemory<float>)batch[i]);
        }
        _program.Prepare(Steps);
        _program.Runner.Run();
        for (int i = 0; i < _sums.Length; i++)
        {
            float value = _program.Runner.SharedSingles(i)[0];
            if (!float.IsFinite(value))
            {
                throw NotFinite();
            }
            _sums[i] += value;
        }
        double norm = _updater.Update(Steps + 1);
        if (!double.IsFinite(norm))
        {
            throw new TrainingException(Diverged("the norm of the gradient", norm));
        }
        foreach ((int input, int output) in _running)
        {
            _program.Runner.SharedSingles(output).CopyTo(_program.Runner.SharedInput(input));
        }
        Steps++;
    }

    private TrainingException NotFinite()
    {
        LossTerm[] terms = [.. _loss.Terms, .. _loss.Metrics];
        int bad = Enumerable.Range(0, terms.Length)
            .FirstOrDefault(i => !float.IsFinite(_program.Runner.SharedSingles(1 + i)[0]), -1);
        return new TrainingException(bad < 0
            ? Diverged("the loss", _program.Runner.SharedSingles(0)[0])
            : Diverged($"the term '{terms[bad].Name}'", _program.Runner.SharedSingles(1 + bad)[0]));
    }

    private string Diverged(string what, double value) => string.Create(CultureInfo.InvariantCulture,
        $"Training: at step {Steps + 1} {what} is {value}, though the weights were finite before. The step size is " +
        $"{_options.Optimizer.StepSize.At(Steps):G3}: take a smaller one, warm it up, or bound the gradient by " +
        $"ClipNorm, and go on from the last checkpoint.");

    private int IndexOf(NamedWeight named) => _loss.Module.Weights.Index().First(p => p.Item == named).Index;

    /// <summary>Refuses data that lack a field, or have it of another shape, or have one that the loss
    /// excludes.</summary>
    internal static void CheckFields(Loss loss, BatchSource data)
    {
        foreach (FieldInput field in loss.Inputs.OfType<FieldInput>())
        {
            CheckField(field, data);
        }
        foreach ((string field, string reason) in loss.Excluded)
        {
            if (data.Fields.ContainsKey(field))
            {
                throw new ArgumentException(reason, nameof(data));
            }
        }
    }

    private static void CheckField(FieldInput field, BatchSource data)
    {
        if (!data.Fields.TryGetValue(field.Name, out Shape shape))
        {
            throw new ArgumentException(
                $"The loss reads the field '{field.Name}', which the data do not have; they have " +
                $"{string.Join(", ", data.Fields.Keys)}. Name one of these.", nameof(data));
        }
        if (shape != field.Tensor.Shape)
        {
            throw new ArgumentException(
                $"The field '{field.Name}' has shape {shape} in the data, but the loss reads it as " +
                $"{field.Tensor.Shape}. Make the network for examples of that shape.", nameof(data));
        }
    }
}

/// <summary>Averages over some steps of training.</summary>
/// <param name="Steps">The steps taken since the beginning.</param>
/// <param name="Loss">The loss, in nats an example.</param>
/// <param name="Terms">Its terms, without their weights.</param>
/// <param name="Metrics">What is reported besides.</param>
public sealed record TrainingAverages(
    long Steps, double Loss, IReadOnlyDictionary<string, double> Terms, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>The bound that the loss is the negative of, in nats an example: the metric of that name, or where there
    /// is none the loss, negated.</summary>
    public double Bound => Metrics.TryGetValue("bound", out double bound) ? bound : -Loss;

    /// <param name="loss">The loss.</param>
    /// <param name="steps">The steps taken.</param>
    /// <param name="sums">The loss, its terms and its metrics, summed.</param>
    /// <param name="count">Over how many.</param>
    internal static TrainingAverages Of(Loss loss, long steps, ReadOnlySpan<double> sums, double count)
    {
        double[] means = [.. sums.ToArray().Select(sum => sum / count)];
        Dictionary<string, double> Part(IEnumerable<LossTerm> terms, int first) => terms.Index().ToDictionary(
            static p => p.Item.Name, p => means[first + p.Index], StringComparer.Ordinal);
        return new TrainingAverages(
            steps, means[0], Part(loss.Terms, 1), Part(loss.Metrics, 1 + loss.Terms.Count));
    }
}
