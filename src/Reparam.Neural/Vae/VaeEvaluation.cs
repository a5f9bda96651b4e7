using Reparam.Random;

namespace Reparam.Neural;

/// <summary>How well a <see cref="VariationalAutoencoder"/> with given weights fits examples.</summary>
/// <remarks>Examples are arrays of numbers, one after another, each in row-major order. Not for use by two callers at
/// once.</remarks>
public sealed class VaeEvaluation
{
    /// <summary>A latent variable is active where the variance over examples of its posterior mean is above this (Burda,
    /// Grosse and Salakhutdinov 2015, section 5.2).</summary>
    public const double ActivityThreshold = 0.01;

    private readonly VariationalAutoencoder _model;
    private readonly WeightValues _weights;
    private readonly int _threads;
    private readonly ulong _seed;

    /// <summary>Prepares to evaluate.</summary>
    /// <param name="model">The network.</param>
    /// <param name="weights">The values of its weights.</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    /// <param name="seed">The seed of all noise.</param>
    public VaeEvaluation(VariationalAutoencoder model, WeightValues weights, int threads = 1, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(weights);
        (_model, _weights, _threads, _seed) = (model, weights, threads, seed);
    }

    /// <summary>Nats as bits for each element, negated: -l / (elements · log 2).</summary>
    /// <param name="nats">A log likelihood of discrete values, such as pixels of 256 shades.</param>
    /// <param name="elements">The number of elements of an example.</param>
    public static double BitsPerDimension(double nats, int elements) => -nats / (elements * Math.Log(2));

    /// <summary>The evidence lower bound by one draw of z for each example, with the divergence in closed form where there
    /// is one.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="cancellation">Looked at between blocks.</param>
    /// <exception cref="ArgumentException">There is no whole number of examples, or none.</exception>
    public VaeBound Bound(float[] examples, CancellationToken cancellation = default)
    {
        int count = Count(examples);
        var function = NetworkFunction.Compile(_model, inputs =>
        {
            (Tensor likelihood, Tensor divergence) =
                _model.BoundParts(inputs, inputs.Field(VariationalAutoencoder.Field, _model.Example));
            return [likelihood, divergence];
        }, threads: _threads, seed: _seed);
        float[][] parts = function.Run(_weights, count, Field(examples), cancellation);
        return new VaeBound([.. parts[0].Zip(parts[1], static (likelihood, divergence) => (double)likelihood - divergence)],
            parts[0].Average(static v => (double)v), parts[1].Average(static v => (double)v));
    }

    /// <summary>Log likelihoods by importance sampling. An example is encoded once; its samples are the draws of a
    /// plan.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="samples">Draws of z for each example, at least 1.</param>
    /// <param name="progress">Told the number of examples that are done.</param>
    /// <param name="cancellation">Looked at often.</param>
    /// <exception cref="ArgumentException">There is no whole number of examples, or none.</exception>
    public VaeLogLikelihood LogLikelihood(float[] examples, int samples = 5000, IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        int count = Count(examples), size = _model.Example.Size;
        Sizes.Positive(nameof(VaeEvaluation), samples);
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
        return new VaeLogLikelihood(logs, errors);
    }

    /// <summary>E[z] under q(z | x) of each example: in closed form where there is one, else over 64 draws.</summary>
    /// <param name="examples">At least one.</param>
    /// <returns>Example after example.</returns>
    /// <exception cref="ArgumentException">There is no whole number of examples, or none.</exception>
    public float[] PosteriorMeans(float[] examples)
    {
        const int draws = 64;
        var function = NetworkFunction.Compile(_model, inputs =>
        {
            Tensor parameters = _model.Encode(inputs.Field(VariationalAutoencoder.Field, _model.Example));
            return [_model.Family.Mean(parameters)
                ?? Tensor.Mean(_model.Family.Draw("latent", parameters, inputs, draws).Value, 1)];
        }, threads: _threads, seed: _seed);
        return function.Run(_weights, Count(examples), Field(examples))[0];
    }

    /// <summary>How much each latent variable is used: the variance over examples of its posterior mean, Cov(E[z | x]).
    /// Those above <see cref="ActivityThreshold"/> are active.</summary>
    /// <param name="examples">At least two.</param>
    /// <exception cref="ArgumentException">There is no whole number of examples, or fewer than two.</exception>
    public IReadOnlyList<double> Activities(float[] examples)
    {
        int count = Count(examples), latent = _model.Family.Latent;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2, nameof(examples));
        float[] means = PosteriorMeans(examples);
        return [.. Enumerable.Range(0, latent).Select(d =>
        {
            double mean = Enumerable.Range(0, count).Average(i => (double)means[i * latent + d]);
            return Enumerable.Range(0, count).Sum(i => Math.Pow(means[i * latent + d] - mean, 2)) / (count - 1);
        })];
    }

    private int Count(float[] examples) => Count(_model, examples);

    internal static int Count(VariationalAutoencoder model, float[] examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        int size = model.Example.Size;
        return examples.Length > 0 && examples.Length % size == 0 ? examples.Length / size
            : throw new ArgumentException(FormattableString.Invariant(
                $"{examples.Length} numbers were given, but examples of shape {model.Example} have {size} each, and at ") +
                "least one whole example was expected. Give examples of the shape that the network is made for.",
                nameof(examples));
    }

    private static Dictionary<string, float[]> Field(float[] examples) =>
        new() { [VariationalAutoencoder.Field] = examples };

    /// <summary>The log likelihood of one example after another.</summary>
    private sealed class ImportanceProgram
    {
        private readonly NetworkProgram _program;
        private readonly float[] _ratios;

        public ImportanceProgram(
            VariationalAutoencoder model, WeightValues weights, int samples, int threads, ulong seed)
        {
            var inputs = new NetworkInputs();
            Tensor x = inputs.Given(VariationalAutoencoder.Field, model.Example);
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
            return VaeLogLikelihood.OfRatios(_ratios);
        }
    }
}
