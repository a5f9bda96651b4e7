using Reparam.Random;

namespace Reparam.Neural;

/// <summary>How well a <see cref="LatentVariableModel"/> with given weights fits examples.</summary>
/// <remarks>Examples are arrays of numbers, one after another, each in row-major order. Not for use by two callers at
/// once.</remarks>
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

    /// <summary>The evidence lower bound by one draw of the latent variables for each example, with divergences in closed
    /// form where there is one.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="cancellation">Looked at between blocks.</param>
    /// <exception cref="ArgumentException">There is no whole number of examples, or none.</exception>
    public BoundEstimate Bound(float[] examples, CancellationToken cancellation = default)
    {
        int count = Count(_model, examples);
        float[][] parts = Run(inputs =>
        {
            (Tensor likelihood, Tensor[] divergences) =
                _model.BoundParts(inputs, inputs.Field(LatentVariableModel.Field, _model.Example));
            return [likelihood, .. divergences];
        }, examples, cancellation);
        return new BoundEstimate(
            [.. Enumerable.Range(0, count).Select(i => parts[0][i] - parts[1..].Sum(part => (double)part[i]))],
            parts[0].Average(static v => (double)v),
            [.. parts[1..].Select(static part => part.Average(static v => (double)v))]);
    }

    /// <summary>Log likelihoods by importance sampling. An example is encoded once; its samples are the draws of a
    /// plan.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="samples">Draws for each example, at least 1.</param>
    /// <param name="progress">Told the number of examples that are done.</param>
    /// <param name="cancellation">Looked at often.</param>
    /// <exception cref="ArgumentException">There is no whole number of examples, or none.</exception>
    public LogLikelihoodEstimate LogLikelihood(float[] examples, int samples = 5000, IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        int count = Count(_model, examples), size = _model.Example.Size;
        Sizes.Positive(nameof(LatentEvaluation), samples);
        int threads = _threads == 0 ? Environment.ProcessorCount : _threads, workers = Math.Min(threads, count), next = 0;
        double[] logs = new double[count], errors = new double[count];
        var gate = new Lock();
        int done = 0;
        // Each thread has examples of its own, and waits for no other before the last.
        void Work()
        {
            var program = new ImportanceProgram(_model, _weights, samples, workers > 1 ? 1 : threads, _seed);
            for (int example; (example = Interlocked.Increment(ref next) - 1) < count;)
            {
                cancellation.ThrowIfCancellationRequested();
                (logs[example], errors[example]) =
                    program.Run(examples.AsSpan(example * size, size), example, cancellation);
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
        return new LogLikelihoodEstimate(logs, errors);
    }

    /// <summary>Runs a function of the examples.</summary>
    private protected float[][] Run(Func<NetworkInputs, IReadOnlyList<Tensor>> define, float[] examples,
        CancellationToken cancellation = default) =>
        NetworkFunction.Compile(_model, define, threads: _threads, seed: _seed).Run(_weights, Count(_model, examples),
            new Dictionary<string, float[]> { [LatentVariableModel.Field] = examples }, cancellation);

    internal static int Count(LatentVariableModel model, float[] examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        int size = model.Example.Size;
        return examples.Length > 0 && examples.Length % size == 0 ? examples.Length / size
            : throw new ArgumentException(FormattableString.Invariant(
                $"{examples.Length} numbers were given, but examples of shape {model.Example} have {size} each, and at ") +
                "least one whole example was expected. Give examples of the shape that the network is made for.",
                nameof(examples));
    }

    /// <summary>The log likelihood of one example after another.</summary>
    private sealed class ImportanceProgram
    {
        private readonly NetworkProgram _program;
        private readonly float[] _ratios;

        public ImportanceProgram(
            LatentVariableModel model, WeightValues weights, int samples, int threads, ulong seed)
        {
            var inputs = new NetworkInputs();
            Tensor x = inputs.Given(LatentVariableModel.Field, model.Example);
            Tensor ratio = Tensor.Spread(BatchStatistic.Fixed([model.LogWeights(inputs, x, 0)])[0]);
            _program = new NetworkProgram(
                model, inputs.All, [ratio], samples, threads, RandomKey.FromSeed(seed).Fold("importance samples"));
            _program.Load(weights);
            _ratios = new float[samples];
            // Bound, not copied afterwards: then no more draws are in memory than are worked on.
            _program.Runner.BindOutput(0, _ratios.AsMemory());
        }

        public (double LogMean, double Error) Run(
            ReadOnlySpan<float> values, int example, CancellationToken cancellation)
        {
            _program.Runner.SetShared(0, values);
            _program.Prepare(example);
            _program.Runner.Run(cancellation);
            return LogLikelihoodEstimate.OfRatios(_ratios);
        }
    }
}
