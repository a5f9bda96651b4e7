using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class StraightThroughTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } =
    [
        new StraightThrough(), new StraightThrough { Temperature = 1 },
    ];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        ExpectationCases.Bernoulli, ExpectationCases.Categorical,
    ];

    [Fact]
    public void Of_a_linear_integrand_the_gradient_is_exact()
    {
        GradientEstimate found = new StraightThrough().Estimate(
            new(t => Bernoulli.FromLogits(t), x => Sum(x * new[] { 1, -2.0 })), [0.3, -0.5], 100, 1);
        Assert.Equal(Math.Exp(-0.3) / Math.Pow(1 + Math.Exp(-0.3), 2), found.Gradient[0], 1e-14);
        Assert.InRange(found.TotalVariance, 0, 1e-28);
    }

    [Fact]
    public void Otherwise_it_is_the_mean_slope_at_the_discrete_values()
    {
        // f = (x - 0.3)²: the slope is -0.6 at 0 and 1.4 at 1, while f(1) - f(0) = 0.4.
        double p = 1 / (1 + Math.Exp(-0.8));
        GradientEstimate found = new StraightThrough().Estimate(
            new(t => Bernoulli.FromLogits(t[0]), x => Square(x - 0.3)), [0.8], 20_000, 1);
        AssertWithin([0.09 + 0.4 * p, p * (1 - p) * (1.4 * p - 0.6 * (1 - p))], found, "straight through");
        Assert.True(new StraightThrough().IsBiased);
        Assert.True(Math.Abs(found.Gradient[0] - 0.4 * p * (1 - p)) > 20 * found.GradientStandardErrors[0]);
    }

    [Fact]
    public void A_temperature_must_be_positive() => Assert.Throws<ArgumentOutOfRangeException>(
        () => new StraightThrough { Temperature = -1 });
}
