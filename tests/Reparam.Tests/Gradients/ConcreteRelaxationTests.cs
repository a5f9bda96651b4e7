using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class ConcreteRelaxationTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } =
    [
        new ConcreteRelaxation(), new ConcreteRelaxation { Temperature = 1 },
    ];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        ExpectationCases.Bernoulli, ExpectationCases.Categorical,
    ];

    [Fact]
    public void It_is_the_gradient_of_the_relaxed_expectation()
    {
        const double temperature = 0.7, logit = 0.4;
        GradientEstimate found = new ConcreteRelaxation { Temperature = temperature }.Estimate(
            new(t => Bernoulli.FromLogits(t[0]), x => Square(x - 0.3)), [logit], 20_000, 1);
        double value = 0, gradient = 0;
        const int points = 200_000;
        for (int i = 0; i < points; i++)
        {
            double u = (i + 0.5) / points, y = 1 / (1 + Math.Exp(-(logit + Math.Log(u / (1 - u))) / temperature));
            value += (y - 0.3) * (y - 0.3) / points;
            gradient += 2 * (y - 0.3) * y * (1 - y) / temperature / points;
        }
        AssertWithin([value, gradient], found, "relaxed");
        Assert.True(new ConcreteRelaxation().IsBiased);
    }

    [Fact]
    public void Its_bias_falls_with_the_temperature()
    {
        ExpectationCase of = ExpectationCases.Bernoulli;
        double[] exact = of.Exact();
        double Bias(double temperature)
        {
            GradientEstimate found =
                new ConcreteRelaxation { Temperature = temperature }.Estimate(of.Problem, of.At, 200_000, 1);
            return found.Gradient.Select((g, i) => Math.Abs(g - exact[1 + i])).Max();
        }
        double warm = Bias(2), cool = Bias(0.1);
        Assert.True(warm > 0.2 && cool < 0.2 * warm, FormattableString.Invariant($"{warm}, {cool}"));
    }
}
