using Reparam.Random;

namespace Reparam.Neural;

/// <summary>How well a <see cref="DeepLatentGaussianModel"/> with given weights fits examples.</summary>
/// <remarks>Examples are arrays of numbers, one after another, each in row-major order. Not for use by two callers at
/// once.</remarks>
public sealed class DeepLatentGaussianEvaluation
{
    private readonly DeepLatentGaussianModel _model;
    private readonly WeightValues _weights;
    private readonly int _threads;
    private readonly ulong _seed;

    /// <summary>Prepares to evaluate.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">The values of its weights.</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    /// <param name="seed">The seed of all noise.</param>
    public DeepLatentGaussianEvaluation(
        DeepLatentGaussianModel model, WeightValues weights, int threads = 1, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(weights);
        (_model, _weights, _threads, _seed) = (model, weights, threads, seed);
    }

    /// <summary>The evidence lower bound by one draw of all layers for each example.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="cancellation">Looked at between blocks.</param>
    /// <exception cref="ArgumentException">There is no whole number of examples, or none.</exception>
    public DeepLatentGaussianBound Bound(float[] examples, CancellationToken cancellation = default)
    {
        int count = Count(examples);
        var function = NetworkFunction.Compile(_model, inputs =>
        {
            (Tensor likelihood, Tensor[] divergences) =
                _model.BoundParts(inputs, inputs.Field(DeepLatentGaussianModel.Field, _model.Example));
            return [likelihood, .. divergences];
        }, threads: _threads, seed: _seed);
        float[][] parts = function.Run(_weights, count,
            new Dictionary<string, float[]> { [DeepLatentGaussianModel.Field] = examples }, cancellation);
        return new DeepLatentGaussianBound(
            [.. Enumerable.Range(0, count).Select(i => parts[0][i] - parts[1..].Sum(part => (double)part[i]))],
            parts[0].Average(static v => (double)v),
            [.. parts[1..].Select(static part => part.Average(static v => (double)v))]);
    }

    /// <summary>Log likelihoods by importance sampling over all layers: log of the average of p(x, ξ) / q(ξ | x) over
    /// draws ξ ~ q(ξ | x) (Rezende, Mohamed and Wierstra 2014, appendix E).</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="samples">Draws for each example, at least 1.</param>
    /// <param name="progress">Told the number of examples that are done.</param>
    /// <param name="cancellation">Looked at often.</param>
    /// <exception cref="ArgumentException">There is no whole number of examples, or none.</exception>
    public VaeLogLikelihood LogLikelihood(float[] examples, int samples = 5000, IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        int count = Count(examples), size = _model.Example.Size;
        Sizes.Positive(nameof(DeepLatentGaussianEvaluation), samples);
        var inputs = new NetworkInputs();
        // An example is encoded once, and its draws are worked on side by side.
        Tensor x = inputs.Given(DeepLatentGaussianModel.Field, _model.Example);
        Tensor ratio = Tensor.Spread(BatchStatistic.Fixed([_model.LogWeights(inputs, x, 0)])[0]);
        var program = new NetworkProgram(_model, inputs.All, [ratio], samples, _threads,
            RandomKey.FromSeed(_seed).Fold("importance samples"));
        program.Load(_weights);
        var ratios = new float[samples];
        program.Runner.BindOutput(0, ratios.AsMemory());
        double[] logs = new double[count], errors = new double[count];
        for (int example = 0; example < count; example++)
        {
            cancellation.ThrowIfCancellationRequested();
            program.Runner.SetShared(0, examples.AsSpan(example * size, size));
            program.Prepare(example);
            program.Runner.Run(cancellation);
            (logs[example], errors[example]) = VaeLogLikelihood.OfRatios(ratios);
            progress?.Report(example + 1);
        }
        return new VaeLogLikelihood(logs, errors);
    }

    private int Count(float[] examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        int size = _model.Example.Size;
        return examples.Length > 0 && examples.Length % size == 0 ? examples.Length / size
            : throw new ArgumentException(FormattableString.Invariant(
                $"{examples.Length} numbers were given, but examples of shape {_model.Example} have {size} each, ") +
                "and at least one whole example was expected. Give examples of the shape that the model is made for.",
                nameof(examples));
    }
}

/// <summary>The evidence lower bound of examples, in nats an example.</summary>
/// <param name="ByExample">That of each example.</param>
/// <param name="LogLikelihood">The average of log p(x | ξ).</param>
/// <param name="Divergences">The average divergence of each layer from its prior, the layer next to the data
/// first.</param>
public sealed record DeepLatentGaussianBound(
    IReadOnlyList<double> ByExample, double LogLikelihood, IReadOnlyList<double> Divergences)
{
    /// <summary>The average over the examples.</summary>
    public double Mean => ByExample.Average();

    /// <summary>Its standard error; NaN for one example.</summary>
    public double StandardError => VaeBound.ErrorOfMean(ByExample);
}
