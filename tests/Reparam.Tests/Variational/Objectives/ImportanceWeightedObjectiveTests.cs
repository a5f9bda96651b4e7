using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class ImportanceWeightedObjectiveTests
{
    private static readonly LogDensity Target =
        LogDensity.Over(2, x => Sum(-0.5 * Square(x) + 0.3 * Sin(3 * x)) - Square(x[0] * x[1]));

    private static readonly double[] Parameters = [0.3, -0.2, -0.2, 0.1, 0.25];

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Doubly_reparameterised_gradients_have_the_mean_of_the_plain_ones_and_less_variance(int points)
    {
        // Each of five components within five standard errors: a false alarm for one seed in 300,000.
        const int repetitions = 4000;
        var objective = new ImportanceWeightedObjective(points);
        (double[] mean, double[] variance) = new ObjectiveRun(Target, new FullRankGaussian(), objective, 4)
            .Moments(Parameters, repetitions, seed: 1);
        (double[] other, double[] less) = new ObjectiveRun(Target, new FullRankGaussian(),
            objective with { Gradient = WeightGradient.DoublyReparameterized }, 4)
            .Moments(Parameters, repetitions, seed: 2);
        for (int i = 0; i < mean.Length; i++)
        {
            double error = Math.Sqrt((variance[i] + less[i]) / repetitions);
            Assert.True(Math.Abs(mean[i] - other[i]) <= 5 * error, $"{i}: {mean[i]} and {other[i]} ± {error}.");
        }
        // At one point this is the path-only gradient.
        Assert.True(less.Sum() < 0.7 * variance.Sum(), $"{less.Sum()} beside {variance.Sum()}.");
    }

    [Fact]
    public void With_ever_more_points_the_signal_of_the_doubly_reparameterised_gradient_does_not_fade()
    {
        // Rainforth et al. (2018): that of the plain one falls like 1 / √K; Tucker et al. (2019): this one's does not.
        double Signal(int points, WeightGradient form)
        {
            (double[] mean, double[] variance) = new ObjectiveRun(Target, new MeanFieldGaussian(),
                new ImportanceWeightedObjective(points, form), 1).Moments([0.6, 0.5, -0.1, -0.1], 2000, seed: 5);
            return Enumerable.Range(0, 4).Average(i => Math.Abs(mean[i]) / Math.Sqrt(variance[i]));
        }

        double plain = Signal(64, WeightGradient.Total) / Signal(1, WeightGradient.Total);
        double doubly = Signal(64, WeightGradient.DoublyReparameterized)
            / Signal(1, WeightGradient.DoublyReparameterized);
        Assert.True(plain < 0.5 && doubly > 0.9 && doubly > 3 * plain, $"{plain}, {doubly}");
    }

    [Fact]
    public void Both_forms_have_the_same_value()
    {
        var plain = new ObjectiveRun(Target, new FullRankGaussian(), new ImportanceWeightedObjective(6), 16);
        var doubly = new ObjectiveRun(Target, new FullRankGaussian(),
            new ImportanceWeightedObjective(6, WeightGradient.DoublyReparameterized), 16);
        double value = plain.RunRandom(Parameters, 1).Value;
        Assert.Equal(value, doubly.RunRandom(Parameters, 1).Value, 1e-12);
    }

    [Fact]
    public void A_mixture_is_refused_by_name()
    {
        var error = Assert.Throws<NotSupportedException>(
            () => new ObjectiveRun(Target, new GaussianMixtureFamily(2), new ImportanceWeightedObjective(2), 4));
        Assert.Contains("needs a family of one bijector, but this is a mixture of 2", error.Message,
            StringComparison.Ordinal);
    }
}
