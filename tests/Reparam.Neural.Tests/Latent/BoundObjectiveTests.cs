namespace Reparam.Neural.Tests.Latent;

public sealed class BoundObjectiveTests
{
    private const int Pixels = 6;

    private static readonly VariationalAutoencoder Network = VariationalAutoencoder.Perceptron([Pixels], [5], 2);

    private static readonly Dictionary<string, float[]> Example =
        new() { [VariationalAutoencoder.Field] = [1, 0, 0, 1, 1, 0] };

    // Some 130 weights are compared; the greatest of as many standard normal numbers is above 5 once in 13,000 times.
    [Theory]
    [InlineData(DivergenceForm.MonteCarlo, 1)]
    [InlineData(DivergenceForm.PathOnly, 1)]
    [InlineData(DivergenceForm.MonteCarlo, 3)]
    [InlineData(DivergenceForm.PathOnly, 3)]
    public void Every_form_of_the_bound_has_the_gradient_of_the_analytic_one_on_average(
        DivergenceForm form, int samples)
    {
        GradientSamples analytic = Of(new BoundObjective { Samples = 3 }, 1);
        GradientSamples other = Of(new BoundObjective { Samples = samples, Divergence = form }, 2);
        Assert.InRange(analytic.Distance(other), 0, 5);
        Assert.True(other.Errors.Max() < 0.1 * analytic.Means.Max(Math.Abs), "The comparison would show nothing.");
    }

    [Fact]
    public void The_doubly_reparameterised_gradient_is_that_of_the_importance_weighted_bound_on_average()
    {
        var objective = new BoundObjective { Samples = 5, IsImportanceWeighted = true };
        GradientSamples plain = Of(objective, 1), doubly = Of(objective with { IsDoublyReparameterized = true }, 2);
        Assert.InRange(plain.Distance(doubly), 0, 5);
        Assert.True(doubly.Errors.Max() < 0.1 * plain.Means.Max(Math.Abs), "The comparison would show nothing.");
    }

    [Fact]
    public void Choices_without_effect_are_refused()
    {
        BoundObjective weighted = new() { Samples = 5, IsImportanceWeighted = true };
        Assert.Throws<ArgumentException>(() => Network.Loss(weighted with { FreeNats = 1 }));
        Assert.Throws<ArgumentException>(() => Network.Loss(weighted with { Divergence = DivergenceForm.PathOnly }));
        Assert.Throws<ArgumentException>(() => Network.Loss(new() { Samples = 5, IsDoublyReparameterized = true }));
        Assert.Contains("Set Samples to at least 2", Assert.Throws<ArgumentException>(
            () => Network.Loss(weighted with { Samples = 1 })).Message, StringComparison.Ordinal);
    }

    private static GradientSamples Of(BoundObjective objective, ulong seed) =>
        GradientSamples.Of(Network.Loss(objective), Weights(), Example, batches: 40, draws: 250, seed);

    /// <summary>Weights at which q is not the prior and the decoder not constant.</summary>
    private static WeightValues Weights()
    {
        Dictionary<string, float[]> values = WeightValues.Initial(Network, 3).ToDictionary()
            .ToDictionary(v => v.Key, v => v.Value.Select(x => 2 * x).ToArray());
        return WeightValues.From(Network, values);
    }
}
