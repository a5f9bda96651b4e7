using Reparam.Random;

namespace Reparam.Neural;

/// <summary>How well a <see cref="LatentVariableModel"/> with given weights fits examples.</summary>
/// <remarks>Examples of one field are arrays of numbers, one after another, each in row-major order; those of several
/// are <see cref="ExampleValues"/>. Where a model has a mask and the examples have none, all pixels were seen. Not for
/// use by two callers at once.</remarks>
public class LatentEvaluation
{
    private readonly LatentVariableModel _model;
    private readonly WeightValues _weights;
    private readonly int _threads;
    private readonly ulong _seed;

    /// <summary>Prepares to evaluate.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">The values of its weights.</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    /// <param name="seed">The seed of all noise.</param>
    public LatentEvaluation(LatentVariableModel model, WeightValues weights, int threads = 1, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(weights);
        (_model, _weights, _threads, _seed) = (model, weights, threads, seed);
    }

    /// <summary>Nats as bits for each element, negated: -l / (elements · log 2).</summary>
    /// <param name="nats">A log likelihood of discrete values, such as pixels of 256 shades.</param>
    /// <param name="elements">The number of elements of an example.</param>
    public static double BitsPerDimension(double nats, int elements) => -nats / (elements * Math.Log(2));

    /// <summary>The evidence lower bound by one draw of the latent variables for each example, with divergences in
    /// closed form where there is one.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="cancellation">Looked at between blocks.</param>
    /// <exception cref="ArgumentException">There is no whole number of examples, or none; or a field is
    /// missing.</exception>
    public BoundEstimate Bound(ExampleValues examples, CancellationToken cancellation = default)
    {
        float[][] parts = Run((inputs, x) =>
        {
            (Tensor likelihood, Tensor[] divergences) = _model.BoundParts(inputs, x);
            return [likelihood, .. divergences];
        }, examples, cancellation);
        return new BoundEstimate(
            [.. Enumerable.Range(0, parts[0].Length)
                .Select(i => parts[0][i] - parts[1..].Sum(part => (double)part[i]))],
            parts[0].Average(static v => (double)v),
            [.. parts[1..].Select(static part => part.Average(static v => (double)v))]);
    }

    /// <summary>Log likelihoods by importance sampling: of what was seen, where pixels are missing. An example is
    /// encoded once; its samples are the draws of a plan.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="samples">Draws for each example, at least 1.</param>
    /// <param name="progress">Told the number of examples that are done.</param>
    /// <param name="cancellation">Looked at often.</param>
    /// <exception cref="ArgumentException">There is no whole number of examples, or none; or a field is
    /// missing.</exception>
    public LogLikelihoodEstimate LogLikelihood(ExampleValues examples, int samples = 5000,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ExampleValues all = Completed(_model, examples, out int count);
        double[] logs = new double[count], errors = new double[count];
        EachByDraws(all, count, samples, [], (example, values) =>
            (logs[example], errors[example]) = LogLikelihoodEstimate.OfRatios(values[0]), progress, cancellation);
        return new LogLikelihoodEstimate(logs, errors);
    }

    /// <summary>Examples with what is missing replaced by an estimate of E[x_missing | x_seen]: the average of the
    /// means of p(x | z) over draws of q(z | x_seen), weighted by p(x_seen, z) / q(z | x_seen) unless that is not
    /// wanted (Mattei and Frellsen 2019, eq. 9).</summary>
    /// <remarks>By weights it comes to the truth with the number of draws, whatever q; without them to what q
    /// says.</remarks>
    /// <param name="examples">At least one, with field <see cref="LatentVariableModel.MaskField"/>.</param>
    /// <param name="samples">Draws for each example, at least 1.</param>
    /// <param name="isWeighted">Whether draws are weighted.</param>
    /// <param name="progress">Told the number of examples that are done.</param>
    /// <param name="cancellation">Looked at often.</param>
    /// <exception cref="ArgumentException">The model has no mask, there is no whole number of examples, or none, or a
    /// field is missing.</exception>
    public float[] Impute(ExampleValues examples, int samples = 1000, bool isWeighted = true,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        if (!_model.Fields.HasMask)
        {
            throw new ArgumentException(
                "LatentEvaluation: the encoder reads no mask, so it would take missing pixels for black ones. Make " +
                "the model with ModelFields.HasMask, or draw by an ImputationChain.", nameof(examples));
        }
        ExampleValues all = Completed(_model, examples, out int count);
        int size = _model.Example.Size;
        float[] images = [.. all[LatentVariableModel.Field]], seen = all[LatentVariableModel.MaskField];
        EachByDraws(all, count, samples,
            [parameters => Tensor.Reshape(_model.Likelihood.Mean(parameters), [size])], (example, values) =>
            {
                double[] weights = isWeighted ? LogLikelihoodEstimate.Shares(values[0])
                    : [.. Enumerable.Repeat(1.0 / samples, samples)];
                for (int e = 0; e < size; e++)
                {
                    if (seen[example * size + e] != 0)
                    {
                        continue;
                    }
                    ReadOnlySpan<float> means = values[1].AsSpan(e * samples, samples);
                    double sum = 0;
                    for (int k = 0; k < samples; k++)
                    {
                        sum += weights[k] * means[k];
                    }
                    images[example * size + e] = (float)sum;
                }
            }, progress, cancellation);
        return images;
    }

    /// <summary>For each example by itself log p(x, z) - log q(z | x) and functions of the parameters of p(x | z), at
    /// draws z ~ q(z | x).</summary>
    private void EachByDraws(ExampleValues examples, int count, int samples,
        IReadOnlyList<Func<Tensor, Tensor>> functions, Action<int, float[][]> take, IProgress<int>? progress,
        CancellationToken cancellation)
    {
        Sizes.Positive(nameof(LatentEvaluation), samples);
        int threads = _threads == 0 ? Environment.ProcessorCount : _threads, workers = Math.Min(threads, count);
        int next = 0;
        var gate = new Lock();
        int done = 0;
        // Each thread has examples of its own, and waits for no other before the last.
        void Work()
        {
            var program = new ImportanceProgram(
                _model, _weights, functions, samples, workers > 1 ? 1 : threads, _seed);
            for (int example; (example = Interlocked.Increment(ref next) - 1) < count;)
            {
                cancellation.ThrowIfCancellationRequested();
                take(example, program.Run(examples, example, cancellation));
                lock (gate)
                {
                    progress?.Report(++done);
                }
            }
        }
        Task[] others = [.. Enumerable.Range(1, workers - 1).Select(_ => Task.Run(Work, cancellation))];
        try
        {
            Work();
        }
        finally
        {
            // Those that were not begun before the cancellation never are.
            Task.WhenAll(others).ContinueWith(static _ => { }, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait(CancellationToken.None);
        }
        foreach (Task other in others)
        {
            other.GetAwaiter().GetResult();
        }
    }

    /// <summary>Runs a function of the examples.</summary>
    private protected float[][] Run(Func<NetworkInputs, LatentExample, IReadOnlyList<Tensor>> define,
        ExampleValues examples, CancellationToken cancellation = default)
    {
        ExampleValues all = Completed(_model, examples, out int count);
        return NetworkFunction.Compile(
            _model, inputs => define(inputs, _model.Read(inputs)), threads: _threads, seed: _seed)
            .Run(_weights, count, all.Fields, cancellation);
    }

    /// <summary>The number of examples.</summary>
    private protected static int Count(LatentVariableModel model, ExampleValues examples)
    {
        Completed(model, examples, out int count);
        return count;
    }

    /// <summary>The fields that a model reads, checked; where none is missing by a mask of ones.</summary>
    internal static ExampleValues Completed(LatentVariableModel model, ExampleValues examples, out int count)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ModelFields fields = model.Fields;
        float[] images = Values(examples, LatentVariableModel.Field);
        int size = model.Example.Size, all = images.Length / size;
        count = images.Length > 0 && images.Length % size == 0 ? all : throw new ArgumentException(
            FormattableString.Invariant(
                $"{images.Length} numbers were given, but examples of shape {model.Example} have {size} each, and ") +
            "at least one whole example was expected. Give examples of the shape that the network is made for.",
            nameof(examples));
        var read = new ExampleValues { [LatentVariableModel.Field] = images };
        if (fields.HasMask)
        {
            read[LatentVariableModel.MaskField] = examples.Fields.ContainsKey(LatentVariableModel.MaskField)
                ? Checked(LatentVariableModel.MaskField, size) : [.. Enumerable.Repeat(1f, images.Length)];
        }
        if (fields.Condition is { } condition)
        {
            read[condition.Field] = Checked(condition.Field, condition.Shape.Size);
            condition.Check(read[condition.Field]);
        }
        return read;

        float[] Checked(string field, int length)
        {
            float[] values = Values(examples, field);
            return values.Length == (long)all * length ? values : throw new ArgumentException(
                FormattableString.Invariant(
                    $"The field '{field}' has {values.Length} numbers, but {all} examples have {length} each. Give ") +
                "those of the same examples.", nameof(examples));
        }
    }

    private static float[] Values(ExampleValues examples, string field) =>
        examples.Fields.TryGetValue(field, out float[]? values) ? values : throw new ArgumentException(
            $"The model reads the field '{field}', which was not given. Given were: " +
            $"{string.Join(", ", examples.Fields.Keys)}.", nameof(examples));

    /// <summary>The draws of one example after another.</summary>
    private sealed class ImportanceProgram
    {
        private readonly NetworkProgram _program;
        private readonly (int Input, string Field, int Size)[] _fields;
        private readonly float[][] _values;

        public ImportanceProgram(LatentVariableModel model, WeightValues weights,
            IReadOnlyList<Func<Tensor, Tensor>> functions, int samples, int threads, ulong seed)
        {
            var inputs = new NetworkInputs();
            LatentExample x = model.Read(inputs, isGiven: true);
            LatentDraw[] draws = model.Draw(inputs, x, 0, isEvaluation: true);
            int count = model.Example.Size * model.Likelihood.ParametersPerElement;
            Tensor parameters =
                Tensor.Reshape(model.Parameters(LatentVariableModel.Decoded(draws), x.Condition), [count]);
            Tensor[] outputs = [.. BatchStatistic.Fixed(
                [model.LogWeights(x, draws), .. functions.Select(function => function(parameters))])
                .Select(Tensor.Spread)];
            _program = new NetworkProgram(
                model, inputs.All, outputs, samples, threads, RandomKey.FromSeed(seed).Fold("importance samples"));
            _program.Load(weights);
            _fields = [.. inputs.All.Index().Where(static p => p.Item is GivenInput)
                .Select(static p => (p.Index, p.Item.Name, p.Item.Tensor.Size))];
            _values = [.. outputs.Select(output => new float[output.Size * samples])];
            // Bound, not copied afterwards: then no more draws are in memory than are worked on.
            for (int i = 0; i < _values.Length; i++)
            {
                _program.Runner.BindOutput(i, _values[i].AsMemory());
            }
        }

        /// <returns>Of each output, element e of draw k at [e · samples + k]; valid until the next call.</returns>
        public float[][] Run(ExampleValues examples, int example, CancellationToken cancellation)
        {
            foreach ((int input, string field, int size) in _fields)
            {
                _program.Runner.SetShared(input, examples[field].AsSpan(example * size, size));
            }
            _program.Prepare(example);
            _program.Runner.Run(cancellation);
            return _values;
        }
    }
}
