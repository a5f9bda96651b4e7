namespace Reparam.Neural;

/// <summary>How well a <see cref="VariationalAutoencoder"/> with given weights fits examples, and how it uses its
/// latent variables.</summary>
public sealed class VaeEvaluation : LatentEvaluation
{
    /// <summary>A latent variable is active where the variance over examples of its posterior mean is above this
    /// (Burda, Grosse and Salakhutdinov 2015, section 5.2).</summary>
    public const double ActivityThreshold = 0.01;

    private readonly VariationalAutoencoder _model;

    /// <inheritdoc/>
    public VaeEvaluation(VariationalAutoencoder model, WeightValues weights, int threads = 1, ulong seed = 1)
        : base(model, weights, threads, seed) => _model = model;

    /// <summary>E[z] under q(z | x) of each example, of z as the decoder reads it: in closed form where there is one,
    /// else over 64 draws.</summary>
    /// <param name="examples">At least one.</param>
    /// <returns>Example after example.</returns>
    /// <exception cref="ArgumentException">There is no whole number of examples, or none.</exception>
    public float[] PosteriorMeans(ExampleValues examples)
    {
        const int draws = 64;
        return Run((inputs, x) =>
        {
            Tensor parameters = _model.Encode(x);
            return [_model.Family.Mean(parameters) ?? Tensor.Mean(
                _model.Family.EvaluationDraw("latent", parameters, inputs, draws).Decoded, 1)];
        }, examples)[0];
    }

    /// <summary>How much each latent variable is used: the variance over examples of its posterior mean, Cov(E[z | x]).
    /// Those above <see cref="ActivityThreshold"/> are active.</summary>
    /// <param name="examples">At least two.</param>
    /// <exception cref="ArgumentException">There is no whole number of examples, or fewer than two.</exception>
    public IReadOnlyList<double> Activities(ExampleValues examples)
    {
        int count = Count(_model, examples), latent = _model.Family.Latent;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2, nameof(examples));
        float[] means = PosteriorMeans(examples);
        return [.. Enumerable.Range(0, latent).Select(d =>
        {
            double mean = Enumerable.Range(0, count).Average(i => (double)means[i * latent + d]);
            return Enumerable.Range(0, count).Sum(i => Math.Pow(means[i * latent + d] - mean, 2)) / (count - 1);
        })];
    }
}
