namespace Reparam.Neural;

/// <summary>How well a <see cref="VariationalAutoencoder"/> with given weights fits examples, and how it uses its
/// latent variables.</summary>
public sealed class VaeEvaluation : LatentEvaluation
{
    /// <summary>A latent variable is active where the variance over examples of its posterior mean is above this
    /// (Burda, Grosse and Salakhutdinov 2015, section 5.2).</summary>
    public const double ActivityThreshold = 0.01;

    private const int Draws = 64;

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
        float[][] parts = Means(examples);
        return parts.Length == 1 ? parts[0] : [.. parts[0].Zip(parts[1], static (a, b) => (a + b) / 2)];
    }

    /// <summary>How much each latent variable is used: the variance over examples of its posterior mean, Cov(E[z | x]).
    /// Those above <see cref="ActivityThreshold"/> are active.</summary>
    /// <remarks>Where means are known by draws only, the covariance of the averages of 32 and of 32 others: about an
    /// unused variable of n examples it scatters around 0 by about 1 / (32 · √n).</remarks>
    /// <param name="examples">At least two.</param>
    /// <exception cref="ArgumentException">There is no whole number of examples, or fewer than two.</exception>
    public IReadOnlyList<double> Activities(ExampleValues examples)
    {
        int count = Count(_model, examples), latent = _model.Family.Latent;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2, nameof(examples));
        double[][] means = [.. Means(examples).Select(static part => (double[])[.. part])];
        return HalvedMeans.Covariances(means[0], means[^1], latent);
    }

    /// <summary>The means, or where they have no closed form the averages over each half of the draws.</summary>
    private float[][] Means(ExampleValues examples) => Run((inputs, x) =>
    {
        Tensor parameters = _model.Encode(x);
        Tensor Average(string half) => Tensor.Mean(
            _model.Family.EvaluationDraw(half, parameters, inputs, Draws / 2).Decoded, 1);
        return _model.Family.Mean(parameters) is { } mean ? [mean] : [Average("first half"), Average("second half")];
    }, examples);
}
