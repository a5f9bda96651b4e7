namespace Reparam.Neural;

/// <summary>How much the latent variables of a <see cref="DeepLatentGaussianModel"/> are used: the variance over
/// examples of E[ξ | x] (Burda, Grosse and Salakhutdinov 2015, section 5.2).</summary>
/// <remarks>Means of top-down posteriors are known by draws only, so this is the covariance of the averages of two
/// halves of the draws, whose expectation is right where that of the variance of an average is not.</remarks>
public static class LayerActivity
{
    private const int Block = 128, Examples = 1024;

    /// <summary>The variances.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">The values of its weights.</param>
    /// <param name="examples">At least two, one after another.</param>
    /// <param name="draws">Draws in each of the two halves, at least 1: of n examples the result of a variable that is
    /// not used has a standard deviation of about 1 / (draws · √n).</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="cancellation">Looked at often.</param>
    /// <returns>For each layer, the one next to the data first, the variance of each variable; about an unused one it
    /// scatters around 0.</returns>
    /// <exception cref="ArgumentException">There is no whole number of examples, or fewer than two.</exception>
    public static IReadOnlyList<IReadOnlyList<double>> Of(DeepLatentGaussianModel model, WeightValues weights,
        float[] examples, int draws = 32, int threads = 1, ulong seed = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(examples);
        int size = model.Example.Size, count = examples.Length / size;
        if (examples.Length % size != 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"LayerActivity: {examples.Length} numbers were given, but examples of shape {model.Example} have ") +
                FormattableString.Invariant($"{size} each. Give whole examples."), nameof(examples));
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2, nameof(examples));
        Sizes.Positive(nameof(LayerActivity), draws);
        NetworkFunction function = NetworkFunction.Compile(model, inputs => model.PosteriorNoise(
            inputs, inputs.Field(LatentVariableModel.Field, model.Example)), Block, threads, seed);
        // [layer][half][example · variables + variable].
        double[][][] means = [.. model.Layers.Select(layer =>
            (double[][])[new double[count * layer.Latent], new double[count * layer.Latent]])];
        // Each run begins where the noise of the one before ended.
        int block = 0;
        for (int first = 0; first < count; first += Examples)
        {
            int some = Math.Min(Examples, count - first), runs = 2 * draws * some;
            var repeated = new float[checked(runs * size)];
            for (int run = 0; run < 2 * draws; run++)
            {
                examples.AsSpan(first * size, some * size).CopyTo(repeated.AsSpan(run * some * size));
            }
            float[][] drawn = function.Run(weights, runs,
                new Dictionary<string, float[]> { [LatentVariableModel.Field] = repeated }, block, null, cancellation);
            block += function.Blocks(runs);
            for (int layer = 0; layer < means.Length; layer++)
            {
                int each = some * model.Layers[layer].Latent, to = first * model.Layers[layer].Latent;
                for (int i = 0; i < drawn[layer].Length; i++)
                {
                    means[layer][i / each % 2][to + i % each] += drawn[layer][i] / draws;
                }
            }
        }
        return [.. means.Select((halves, layer) => HalvedMeans.Covariances(
            halves[0], halves[1], model.Layers[layer].Latent))];
    }
}
