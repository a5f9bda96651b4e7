namespace Reparam.Neural;

/// <summary>How well a <see cref="VariationalAutoencoder"/> with given weights fits examples, and how it uses its
/// latent variables.</summary>
/// <remarks>Examples are arrays of numbers, one after another, each in row-major order. Not for use by two callers at
/// once.</remarks>
public sealed class VaeEvaluation : LatentEvaluation
{
    /// <summary>A latent variable is active where the variance over examples of its posterior mean is above this
    /// (Burda, Grosse and Salakhutdinov 2015, section 5.2).</summary>
    public const double ActivityThreshold = 0.01;

    private readonly VariationalAutoencoder _model;

    /// <inheritdoc/>
    public VaeEvaluation(VariationalAutoencoder model, WeightValues weights, int threads = 1, ulong seed = 1)
        : base(model, weights, threads, seed) => _model = model;

    /// <summary>E[z] under q(z | x) of each example: in closed form where there is one, else over 64 draws.</summary>
    /// <param name="examples">At least one.</param>
    /// <returns>Example after example.</returns>
    /// <exception cref="ArgumentException">There is no whole number of examples, or none.</exception>
    public float[] PosteriorMeans(float[] examples)
    {
        const int draws = 64;
        return Run(inputs =>
        {
            Tensor parameters = _model.Encode(inputs.Field(LatentVariableModel.Field, _model.Example));
            return [_model.Family.Mean(parameters)
                ?? Tensor.Mean(_model.Family.Draw("latent", parameters, inputs, draws).Value, 1)];
        }, examples)[0];
    }

    /// <summary>How much each latent variable is used: the variance over examples of its posterior mean, Cov(E[z | x]).
    /// Those above <see cref="ActivityThreshold"/> are active.</summary>
    /// <param name="examples">At least two.</param>
    /// <exception cref="ArgumentException">There is no whole number of examples, or fewer than two.</exception>
    public IReadOnlyList<double> Activities(float[] examples)
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
