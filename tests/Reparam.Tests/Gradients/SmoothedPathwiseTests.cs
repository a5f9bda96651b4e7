using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class SmoothedPathwiseTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } = [new SmoothedPathwise()];

    public override IReadOnlyList<ExpectationCase> Cases { get; } = [ExpectationCases.NormalStep];

    [Fact]
    public void It_is_the_gradient_of_the_smoothed_integrand()
    {
        ExpectationProblem steps = new(t => new Normal(t[0], t[1]), x => Select(x < 0.4, x, 3) + Sign(x - 1));
        ExpectationProblem smooth = new(t => new Normal(t[0], t[1]), x => Sigmoid((0.4 - x) / 0.2) * x
            + (1 - Sigmoid((0.4 - x) / 0.2)) * 3 + 2 * Sigmoid((x - 1) / 0.2) - 1);
        GradientEstimate found = new SmoothedPathwise { Width = 0.2 }.Estimate(steps, [0.2, 0.9], 500, 3);
        GradientEstimate same = new Pathwise().Estimate(smooth, [0.2, 0.9], 500, 3);
        Assert.Equal(same.Value, found.Value, 1e-12);
        Assert.Equal(same.Gradient[0], found.Gradient[0], 1e-12);
        Assert.Equal(same.Gradient[1], found.Gradient[1], 1e-12);
    }

    [Fact]
    public void It_says_that_it_is_biased_and_by_how_much()
    {
        // The bias of one step falls with the square of the width: the estimate, made for bias in proportion to it,
        // is 3/2 of the bias. Standard errors of the differences are below those of the gradients, 0.004.
        ExpectationCase of = ExpectationCases.NormalStep;
        var smoothed = new SmoothedPathwise { Width = 0.4 };
        Assert.True(smoothed.IsBiased);
        GradientEstimate found = smoothed.Estimate(of.Problem, of.At, 200_000, 1);
        double bias = found.Gradient[0] - of.Exact()[1];
        Assert.True(Math.Abs(bias) > 10 * found.GradientStandardErrors[0]);
        Assert.InRange(found.BiasEstimates[0] / bias, 1, 1.6);
    }

    [Fact]
    public void The_width_shrinks_with_the_root_of_the_step()
    {
        var smoothed = new SmoothedPathwise { Width = 0.1 };
        Assert.Equal(0.1, smoothed.AtStep(99, 100).Width, 1e-15);
        Assert.Equal(0.01, smoothed.AtStep(9999, 100).Width, 1e-15);
        Assert.Throws<ArgumentOutOfRangeException>(() => smoothed.AtStep(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => smoothed.AtStep(1, 0));
    }

    [Fact]
    public void What_it_cannot_smooth_is_refused_by_name()
    {
        var it = new SmoothedPathwise();
        AssertRefused(it, new(t => new Normal(t, 1), x => Sum(x)), [0.5], "does not jump");
        AssertRefused(it, new(t => new Normal(t[0], 1), x => Floor(x)), [0.5], "'floor', floor(x)");
        AssertRefused(it, ExpectationCases.Poisson.Problem, [0.3, 1.1], "no differentiable sampling path");
        AssertRefused(it with { Width = 0 }, ExpectationCases.NormalStep.Problem, [0.2, 0.9], "Width = 0");
    }
}
