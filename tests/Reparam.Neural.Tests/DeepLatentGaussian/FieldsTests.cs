using static Reparam.Neural.Tests.DenseMatrices;

namespace Reparam.Neural.Tests.DeepLatentGaussian;

/// <summary>Deep latent Gaussian models with missing pixels and conditions.</summary>
public sealed class FieldsTests
{
    // Three averages within five standard errors: a false alarm once in 580,000 times.
    [Theory]
    [InlineData(PosteriorForm.Diagonal)]
    [InlineData(PosteriorForm.Ladder)]
    public void The_log_likelihood_of_what_was_seen_is_that_of_the_marginal_distribution(PosteriorForm posterior)
    {
        // The recognition model reads pixels alone: missing ones are 0 to it.
        LinearGaussian known = new LinearGaussian(
            posterior, new ModelFields { HasMask = true, Encoder = static example => example.Image })
            .WithBestPosterior().WithWiderPosterior(1);
        (double[] mean, double[,] covariance) = known.Marginal();
        float[] image = [.. LinearGaussian.Example.Select(static v => (float)v)];
        foreach (int[] seen in (int[][])[[0, 1, 2, 3], [0, 3], [2]])
        {
            var examples = new ExampleValues
            {
                ["image"] = image,
                ["seen"] = [.. Enumerable.Range(0, 4).Select(i => seen.Contains(i) ? 1f : 0)],
            };
            LogLikelihoodEstimate estimate =
                new LatentEvaluation(known.Model, known.Weights).LogLikelihood(examples, 50_000);
            double exact = LogNormal([.. seen.Select(i => LinearGaussian.Example[i])], [.. seen.Select(i => mean[i])],
                Of(seen.Length, seen.Length, (i, j) => covariance[seen[i], seen[j]]));
            Assert.InRange((estimate.Mean - exact) / estimate.SamplingError, -5, 5);
            Assert.InRange(estimate.SamplingError, 1e-4, 0.1);
        }
    }

    [Fact]
    public void It_is_trained_on_images_with_missing_pixels_and_told_the_label()
    {
        ExampleSet digits = ExampleSets.Digits().Take(600).WithMissing(0.3, seed: 1);
        DeepLatentGaussianModel model = DeepLatentGaussianModel.Perceptron([1, 8, 8], 30, [6, 3], PosteriorForm.Ladder,
            fields: new ModelFields { HasMask = true, Condition = Condition.EmbeddedLabel(10, 4) });
        var trainer = new Trainer(model.Loss(), new ExampleBatches(digits, 50, 1));
        double before = trainer.Run(5).Bound, after = trainer.Run(400).Bound;
        Assert.True(after > before + 3, $"{before}, {after}");
        ExampleValues values = ExampleValues.Of(digits.Take(200)), other = ExampleValues.Of(digits.Take(200));
        other["label"] = [.. other["label"].Select(static label => (label + 5) % 10)];
        var evaluation = new LatentEvaluation(model, trainer.Weights);
        Assert.True(evaluation.Bound(values).Mean > evaluation.Bound(other).Mean);
        var chain = new ImputationChain(
            model, trainer.Weights, values, [.. values["seen"].Select(static s => s != 0)]);
        chain.Run(2);
        Assert.All(chain.Means.Index().Where(p => values["seen"][p.Index] != 0),
            p => Assert.Equal(values["image"][p.Index], p.Item));
    }
}
