namespace Reparam.Neural.Tests.Vae;

public sealed class VaePicturesTests
{
    private static readonly VariationalAutoencoder Network =
        VariationalAutoencoder.Perceptron([1, 2, 2], [], 2, Likelihood.Bernoulli);

    // The decoder shows σ(z₀), σ(z₁), σ(z₀ + z₁) and σ(0); the mean of q is the first two pixels.
    private static readonly WeightValues Weights = WeightValues.From(Network, new Dictionary<string, float[]>
    {
        ["decoder.0.weight"] = [1, 0, 0, 1, 1, 1, 0, 0],
        ["decoder.0.bias"] = new float[4],
        ["encoder.1.0.weight"] = [1, 0, 0, 0, 0, 1, 0, 0, .. new float[8]],
        ["encoder.1.0.bias"] = new float[4],
    });

    private static readonly VaePictures Pictures = new(Network, Weights);

    [Fact]
    public void Images_are_the_means_at_z() =>
        Close([S(1), S(-2), S(-1), 0.5f, S(0), S(3), S(3), 0.5f], Pictures.Decode([1, -2, 0, 3]));

    [Fact]
    public void Reconstructions_are_at_the_mean_of_q() =>
        Close([S(1), S(0.5f), S(1.5f), 0.5f], Pictures.Reconstructions((float[])[1, 0.5f, 0, 1]));

    [Fact]
    public void Interpolations_are_at_points_of_a_line() => Close(
        [S(0), S(1), S(1), 0.5f, S(0.5f), S(0.5f), S(1), 0.5f, S(1), S(0), S(1), 0.5f],
        Pictures.Interpolations((float[])[0, 1, 0, 0], (float[])[1, 0, 0, 0], 3));

    [Fact]
    public void The_manifold_is_over_normal_quantiles_from_the_upper_left()
    {
        // Φ⁻¹(1/4) and Φ⁻¹(3/4).
        const float q = 0.6744898f;
        Close([S(-q), S(q), S(0), 0.5f, S(q), S(q), S(2 * q), 0.5f, S(-q), S(-q), S(-2 * q), 0.5f, S(q), S(-q), S(0),
            0.5f],
            Pictures.Manifold(2));
        Assert.Contains("has 3 latent variables", Assert.Throws<InvalidOperationException>(() => new VaePictures(
            VariationalAutoencoder.Perceptron([4], [], 3), WeightValues.Initial(
                VariationalAutoencoder.Perceptron([4], [], 3), 1)).Manifold(2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_follow_from_the_seed_and_are_at_draws_of_the_prior()
    {
        float[] samples = Pictures.Samples(4000, 1);
        Assert.Equal(samples[..400], Pictures.Samples(100, 1));
        Assert.NotEqual(samples[..400], Pictures.Samples(100, 2));
        // The logits are standard normal; the mean of 4000 squares is off by 0.11 once in a million times.
        Assert.Equal(1, Enumerable.Range(0, 4000).Average(i =>
            Math.Pow(Math.Log(samples[4 * i] / (1 - samples[4 * i])), 2)), 0.11);
    }

    private static float S(float logit) => 1 / (1 + MathF.Exp(-logit));

    private static void Close(float[] expected, float[] values)
    {
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }
}
