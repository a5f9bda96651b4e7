using Reparam.Random;
using static System.Math;

namespace Reparam.Neural.Tests.Vae;

/// <summary>Against probabilistic principal components, x ~ N(W z + b, s² I), whose likelihood and posteriors have
/// closed forms.</summary>
public sealed class VaeEvaluationTests
{
    private const int Pixels = 4, Latent = 2;
    private const double Scale = 0.5, LeastScale = 0.01;

    private static readonly double[,] W = { { 0.9, -0.2 }, { 0.2, 0.8 }, { -0.5, 0.1 }, { 0.1, 0.7 } };
    private static readonly double[] B = [0.1, -0.2, 0.3, 0];

    private static readonly VariationalAutoencoder Network =
        VariationalAutoencoder.Perceptron([Pixels], [], Latent, Likelihood.Normal(LeastScale));

    // Errors of one of 5 are met once in 1.7 million times.
    [Fact]
    public void The_importance_sampled_log_likelihood_is_that_of_probabilistic_principal_components()
    {
        float[] examples = Examples(40);
        LogLikelihoodEstimate estimate = Evaluation(Rough()).LogLikelihood(examples, samples: 20_000);
        double[] exact = [.. Enumerable.Range(0, 40).Select(i => LogLikelihood(examples.AsSpan(i * Pixels, Pixels)))];
        for (int i = 0; i < exact.Length; i++)
        {
            Assert.InRange((estimate.ByExample[i] - exact[i]) / estimate.SamplingErrors[i], -5, 5);
        }
        Assert.InRange((estimate.Mean - exact.Average()) / estimate.SamplingError, -5, 5);
        Assert.InRange(estimate.SamplingErrors.Max(), 1e-4, 0.05);
        double spread = Sqrt(exact.Sum(v => Pow(v - exact.Average(), 2)) / 39 / 40);
        Assert.Equal(spread, estimate.StandardError, 0.02);
    }

    [Fact]
    public void Where_q_is_the_posterior_one_draw_is_enough_and_the_bound_is_tight()
    {
        float[] examples = Examples(20);
        LogLikelihoodEstimate one = Evaluation(Posterior()).LogLikelihood(examples, samples: 1);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(
            LogLikelihood(examples.AsSpan(i * Pixels, Pixels)), one.ByExample[i], 1e-4));
    }

    [Fact]
    public void With_one_draw_it_is_the_evidence_lower_bound_on_average()
    {
        float[] few = Examples(3), many = [.. Enumerable.Repeat(few, 1500).SelectMany(static x => x)];
        VaeEvaluation evaluation = Evaluation(Rough());
        LogLikelihoodEstimate one = evaluation.LogLikelihood(many, samples: 1);
        BoundEstimate bound = evaluation.Bound(many);
        // Of the same three examples, so that the differences are those of the draws.
        double error = Sqrt(Errors(one.ByExample) + Errors(bound.ByExample));
        Assert.InRange((one.Mean - bound.Mean) / error, -5, 5);
        Assert.InRange(error, 0, 0.2);
        Assert.Equal(bound.Mean, bound.LogLikelihood - bound.Divergence, 1e-9);
        // And not the log likelihood.
        double exact = Enumerable.Range(0, 3).Average(i => LogLikelihood(few.AsSpan(i * Pixels, Pixels)));
        Assert.True(exact - bound.Mean > 5 * error);

        static double Errors(IReadOnlyList<double> values) => Enumerable.Range(0, 3).Sum(i =>
        {
            double[] same = [.. values.Where((_, n) => n % 3 == i)];
            return same.Sum(v => Pow(v - same.Average(), 2)) / (same.Length - 1) / same.Length;
        }) / 9;
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Threads_change_no_bit(int threads)
    {
        float[] examples = Examples(5);
        Assert.Equal(Evaluation(Rough()).LogLikelihood(examples, 3000).ByExample,
            Evaluation(Rough(), threads).LogLikelihood(examples, 3000).ByExample);
    }

    [Fact]
    public void Progress_counts_examples_and_cancellation_ends_it()
    {
        var seen = new List<int>();
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Evaluation(Rough()).LogLikelihood(Examples(9), 10,
            new Told(done =>
            {
                seen.Add(done);
                if (done == 4)
                {
                    cancellation.Cancel();
                }
            }), cancellation.Token));
        Assert.Equal([1, 2, 3, 4], seen);
    }

    [Fact]
    public void A_unit_is_active_where_its_mean_varies()
    {
        // The second mean is 0.05 x: its variance is far below the threshold.
        Dictionary<string, float[]> values = Values();
        values["encoder.1.0.weight"] = [.. new float[Pixels * 2 * Latent]];
        values["encoder.1.0.weight"][0] = 1;
        values["encoder.1.0.weight"][Pixels] = 0.05f;
        float[] examples = Examples(500);
        IReadOnlyList<double> activities = Evaluation(values).Activities(examples);
        double[] first = [.. Enumerable.Range(0, 500).Select(i => (double)examples[i * Pixels])];
        double variance = first.Sum(v => Pow(v - first.Average(), 2)) / 499;
        Assert.Equal(variance, activities[0], 1e-4);
        Assert.Equal(0.0025 * variance, activities[1], 1e-6);
        Assert.Equal(1, activities.Count(a => a > VaeEvaluation.ActivityThreshold));
    }

    [Fact]
    public void A_unit_that_is_not_used_is_not_active_where_means_are_known_by_draws_only()
    {
        const int count = 2000;
        VariationalAutoencoder network = VariationalAutoencoder.Perceptron([Pixels], [], new CouplingFamily(Latent));
        // An encoder that is 0 says N(0, 1), and no flow.
        WeightValues weights = WeightValues.From(network, WeightValues.Initial(network, 1).ToDictionary()
            .ToDictionary(static v => v.Key, static v => new float[v.Value.Length]));
        var evaluation = new VaeEvaluation(network, weights);
        // A standard deviation of 1 / (32 · √2000) = 0.0007, of which this is five: beyond them once in 900,000 times.
        // The variance of the average of 64 draws is 0.016.
        Assert.All(evaluation.Activities(Examples(count)), a => Assert.InRange(a, -0.0035, 0.0035));
        float[] means = evaluation.PosteriorMeans(Examples(count));
        Assert.Equal(1.0 / 64, means.Average(static m => m * (double)m), 5 * Sqrt(2.0 / means.Length) / 64);
    }

    [Fact]
    public void Bits_for_each_dimension_are_nats_in_other_units() =>
        Assert.Equal(8, VaeEvaluation.BitsPerDimension(784 * Log(1 / 256.0), 784), 1e-12);

    [Fact]
    public void Examples_of_another_length_are_refused() => Assert.Contains("examples of shape [4] have 4 each",
        Assert.Throws<ArgumentException>(() => Evaluation(Rough()).Bound(new float[7])).Message,
            StringComparison.Ordinal);

    private static VaeEvaluation Evaluation(Dictionary<string, float[]> values, int threads = 1) =>
        new(Network, WeightValues.From(Network, values), threads);

    /// <summary>The decoder; the encoder is 0.</summary>
    private static Dictionary<string, float[]> Values()
    {
        // Means, then logarithms of the standard deviation, to which the least one is added.
        float logScale = (float)Log(Scale - LeastScale);
        return new()
        {
            ["decoder.0.weight"] = [.. W.Cast<double>().Select(w => (float)w), .. new float[Pixels * Latent]],
            ["decoder.0.bias"] = [.. B.Select(b => (float)b), .. Enumerable.Repeat(logScale, Pixels)],
            ["encoder.1.0.weight"] = new float[2 * Latent * Pixels],
            ["encoder.1.0.bias"] = new float[2 * Latent],
        };
    }

    /// <summary>q is not the posterior, but covers it.</summary>
    private static Dictionary<string, float[]> Rough()
    {
        Dictionary<string, float[]> values = Values();
        values["encoder.1.0.weight"] = [0.5f, 0.2f, -0.2f, 0, -0.1f, 0.5f, 0.2f, 0.4f, .. new float[Latent * Pixels]];
        values["encoder.1.0.bias"] = [0, 0.1f, -0.5f, -0.5f];
        return values;
    }

    /// <summary>q(z | x) = N(M⁻¹ Wᵀ (x - b), s² M⁻¹), M = Wᵀ W + s² I, which is diagonal as W has orthogonal
    /// columns.</summary>
    private static Dictionary<string, float[]> Posterior()
    {
        Dictionary<string, float[]> values = Values();
        int[] pixels = [.. Enumerable.Range(0, Pixels)];
        Assert.Equal(0, pixels.Sum(i => W[i, 0] * W[i, 1]), 1e-12);
        for (int d = 0; d < Latent; d++)
        {
            double m = pixels.Sum(i => W[i, d] * W[i, d]) + Scale * Scale;
            foreach (int i in pixels)
            {
                values["encoder.1.0.weight"][d * Pixels + i] = (float)(W[i, d] / m);
                values["encoder.1.0.bias"][d] -= (float)(W[i, d] * B[i] / m);
            }
            values["encoder.1.0.bias"][Latent + d] = (float)(0.5 * Log(Scale * Scale / m));
        }
        return values;
    }

    /// <summary>log N(x; b, W Wᵀ + s² I), by the Cholesky factor.</summary>
    private static double LogLikelihood(ReadOnlySpan<float> x)
    {
        var l = new double[Pixels, Pixels];
        var solved = new double[Pixels];
        double logDet = 0, square = 0;
        for (int i = 0; i < Pixels; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double value = (i == j ? Scale * Scale : 0) + W[i, 0] * W[j, 0] + W[i, 1] * W[j, 1];
                for (int k = 0; k < j; k++)
                {
                    value -= l[i, k] * l[j, k];
                }
                l[i, j] = i == j ? Sqrt(value) : value / l[j, j];
            }
            solved[i] = x[i] - B[i];
            for (int k = 0; k < i; k++)
            {
                solved[i] -= l[i, k] * solved[k];
            }
            solved[i] /= l[i, i];
            logDet += Log(l[i, i]);
            square += solved[i] * solved[i];
        }
        return -0.5 * square - logDet - 0.5 * Pixels * Log(2 * PI);
    }

    private static float[] Examples(int count)
    {
        RandomKey key = RandomKey.FromSeed(7);
        return [.. Enumerable.Range(0, count * Pixels).Select(i =>
        {
            (int n, int p) = (i / Pixels, i % Pixels);
            double z0 = Noise.Normal(key, 0, n, 0), z1 = Noise.Normal(key, 0, n, 1);
            return (float)(B[p] + W[p, 0] * z0 + W[p, 1] * z1 + Scale * Noise.Normal(key, 0, n, 2 + p));
        })];
    }

    private sealed class Told(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
