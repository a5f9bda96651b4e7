using System.Globalization;
using Xunit.Abstractions;

namespace Reparam.Neural.Tests.DeepLatentGaussian;

public sealed class GradientTests(ITestOutputHelper output)
{
    // Some 50 to 300 derivatives are compared; the greatest of as many standard normal numbers is above 5 once in 6,000
    // times or less.
    private const int Batches = 40, Draws = 250;

    public static TheoryData<PosteriorForm, DivergenceForm, int, PosteriorGradient> Forms
    {
        get
        {
            var data = new TheoryData<PosteriorForm, DivergenceForm, int, PosteriorGradient>();
            foreach (PosteriorForm posterior in Enum.GetValues<PosteriorForm>())
            {
                foreach (DivergenceForm form in Enum.GetValues<DivergenceForm>())
                {
                    data.Add(posterior, form, 1, PosteriorGradient.Path);
                    data.Add(posterior, form, 3, PosteriorGradient.Path);
                }
                if (posterior != PosteriorForm.Ladder)
                {
                    data.Add(posterior, DivergenceForm.Analytic, 1, PosteriorGradient.GaussianIdentities);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_gradient_of_one_draw_is_that_of_the_bound_in_closed_form_on_average(
        PosteriorForm posterior, DivergenceForm form, int samples, PosteriorGradient gradient)
    {
        var known = new LinearGaussian(posterior);
        var drawn = GradientSamples.Of(
            known.Model.Loss(new BoundObjective { Divergence = form, Samples = samples }, gradient),
            known.Weights, LinearGaussian.Fields(), Batches, Draws, 1);
        double[] exact = known.BoundGradient();
        for (int i = 0; i < exact.Length; i++)
        {
            Assert.InRange((drawn.Means[i] + exact[i]) / (drawn.Errors[i] + 2e-5), -5, 5);
        }
        Assert.True(drawn.Errors.Max() < 0.1 * exact.Max(Math.Abs), "The comparison would show nothing.");
    }

    [Theory]
    [InlineData(PosteriorForm.Diagonal)]
    [InlineData(PosteriorForm.RankOnePrecision)]
    [InlineData(PosteriorForm.Ladder)]
    public void The_doubly_reparameterised_gradient_is_that_of_the_importance_weighted_bound_on_average(
        PosteriorForm posterior)
    {
        var known = new LinearGaussian(posterior);
        var objective = new BoundObjective { Samples = 5, IsImportanceWeighted = true };
        GradientSamples Of(BoundObjective form, ulong seed) => GradientSamples.Of(
            known.Model.Loss(form), known.Weights, LinearGaussian.Fields(), Batches, 4 * Draws, seed);
        GradientSamples plain = Of(objective, 1), doubly = Of(objective with { IsDoublyReparameterized = true }, 2);
        Assert.InRange(plain.Distance(doubly, rounding: 1e-5), 0, 5);
        Assert.True(doubly.Errors.Max() < 0.1 * plain.Means.Max(Math.Abs), "The comparison would show nothing.");
    }

    [Fact]
    public void At_the_posterior_the_gradient_by_paths_only_has_no_variance()
    {
        LinearGaussian known = new LinearGaussian(PosteriorForm.Ladder).WithPairs().WithBestPosterior();
        var drawn = GradientSamples.Of(
            known.Model.Loss(new BoundObjective { Divergence = DivergenceForm.PathOnly }), known.Weights,
            LinearGaussian.Fields(), 10, 1, 1);
        int[] recognition = [.. known.Model.Weights.SelectMany(w => Enumerable.Repeat(w.Name, w.Weight.Shape.Size))
            .Index().Where(p => p.Item.StartsWith("recognition", StringComparison.Ordinal)).Select(p => p.Index)];
        Assert.All(recognition, i => Assert.InRange(Math.Abs(drawn.Means[i]) + drawn.Errors[i], 0, 2e-4));
    }

    [Theory]
    [InlineData(PosteriorForm.Diagonal, 0)]
    [InlineData(PosteriorForm.RankOnePrecision, 0)]
    [InlineData(PosteriorForm.Diagonal, -1.5)]
    [InlineData(PosteriorForm.RankOnePrecision, -1.5)]
    public void The_identities_of_Bonnet_and_Price_have_the_mean_of_the_path_and_less_variance_in_narrow_posteriors(
        PosteriorForm posterior, double narrower)
    {
        var network = DeepLatentGaussianModel.Perceptron([6], 5, [3, 2], posterior);
        Dictionary<string, float[]> example = new() { [DeepLatentGaussianModel.Field] = [1, 0, 0, 1, 1, 0] };
        Dictionary<string, float[]> values = WeightValues.Initial(network, 3).ToDictionary()
            .ToDictionary(v => v.Key, v => v.Value.Select(x => 1.5f * x).ToArray());
        for (int layer = 1; layer <= 2; layer++)
        {
            int latent = network.Layers[layer - 1].Latent;
            for (int i = latent; i < 2 * latent; i++)
            {
                values[$"recognition.head{layer}.bias"][i] += (float)narrower;
            }
        }
        var weights = WeightValues.From(network, values);
        GradientSamples Of(PosteriorGradient gradient, ulong seed) =>
            GradientSamples.Of(network.Loss(null, gradient), weights, example, 1000, 20, seed);
        GradientSamples path = Of(PosteriorGradient.Path, 1), identities = Of(PosteriorGradient.GaussianIdentities, 2);
        Assert.InRange(path.Distance(identities), 0, 5);
        Assert.True(path.Errors.Max() < 0.1 * path.Means.Max(Math.Abs), "The comparison would show nothing.");
        foreach ((string head, double ofMean, double ofCovariance) in Variances(network, path, identities))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{posterior} ({narrower}), {head}: variance beside that of the path {ofMean:F3} in the mean, " +
                $"{ofCovariance:F3} in the covariance"));
            // In the mean they are the same; what a thousand batches tell of a ratio of variances is within 0.3.
            Assert.InRange(ofMean, 0.7, 1.4);
            // Where the posterior is so wide that tanh saturates within it, second derivatives vary more than the path.
            Assert.InRange(ofCovariance, 0, narrower < 0 ? 0.5 : 5);
        }
    }

    [Theory]
    [InlineData(PosteriorForm.Diagonal)]
    [InlineData(PosteriorForm.RankOnePrecision)]
    public void The_identities_have_no_variance_in_the_covariance_where_the_log_likelihood_is_quadratic(
        PosteriorForm posterior)
    {
        var known = new LinearGaussian(posterior);
        GradientSamples Of(PosteriorGradient gradient) => GradientSamples.Of(
            known.Model.Loss(null, gradient), known.Weights, LinearGaussian.Fields(), 100, 10, 1);
        foreach ((_, double ofMean, double ofCovariance) in Variances(known.Model,
            Of(PosteriorGradient.Path), Of(PosteriorGradient.GaussianIdentities)))
        {
            Assert.Equal(1, ofMean, 1e-3);
            Assert.InRange(ofCovariance, 0, 1e-6);
        }
    }

    /// <summary>For each layer's posterior the variance beside that of the path, of the gradient in its mean and in the
    /// parameters of its covariance.</summary>
    private static IEnumerable<(string Head, double OfMean, double OfCovariance)> Variances(
        DeepLatentGaussianModel network, GradientSamples path, GradientSamples other)
    {
        int at = 0;
        foreach (NamedWeight weight in network.Weights)
        {
            int size = weight.Weight.Shape.Size, start = at;
            at += size;
            if (weight.Name.StartsWith("recognition.head", StringComparison.Ordinal)
                && weight.Name.EndsWith("bias", StringComparison.Ordinal))
            {
                int latent = network.Layers[weight.Name[^6] - '1'].Latent;
                double Ratio(int first, int count)
                {
                    double Sum(GradientSamples drawn) =>
                        drawn.Errors.Skip(start + first).Take(count).Sum(e => e * e);
                    return Sum(other) / Sum(path);
                }
                yield return (weight.Name, Ratio(0, latent), Ratio(latent, size - latent));
            }
        }
    }

    [Fact]
    public void The_identities_are_refused_where_they_would_be_wrong()
    {
        Loss Of(PosteriorForm posterior, Func<Tensor, Tensor> activation, int samples) =>
            DeepLatentGaussianModel.Perceptron([4], 3, [2, 2], posterior, activation: activation)
                .Loss(new BoundObjective { Samples = samples }, PosteriorGradient.GaussianIdentities);
        void Refused(string part, PosteriorForm posterior, Func<Tensor, Tensor> activation, int samples) =>
            Assert.Contains(part, Assert.Throws<ArgumentException>(() => Of(posterior, activation, samples)).Message,
                StringComparison.Ordinal);
        Refused("kink", PosteriorForm.Diagonal, Activation.Relu, 1);
        Refused("LadderRecognition does not give", PosteriorForm.Ladder, Tensor.Tanh, 1);
        Refused("Set Samples to 1", PosteriorForm.Diagonal, Tensor.Tanh, 2);
        Of(PosteriorForm.Diagonal, Tensor.Tanh, 1);
    }
}
