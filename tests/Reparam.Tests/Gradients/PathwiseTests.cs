using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class PathwiseTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } = [new Pathwise()];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        ExpectationCases.Normal, ExpectationCases.NormalBatch, ExpectationCases.NormalWithParameters,
        ExpectationCases.MultivariateNormal, ExpectationCases.LowerBound, ExpectationCases.Exponential,
        ExpectationCases.Gamma, ExpectationCases.Uniform, ExpectationCases.LogNormal, ExpectationCases.Transformed,
    ];

    [Fact]
    public void What_has_no_path_is_refused_by_name()
    {
        AssertRefused(new Pathwise(), ExpectationCases.Poisson.Problem, [0, 0],
            "Poisson has no differentiable sampling path");
        AssertRefused(new Pathwise(), ExpectationCases.NormalStep.Problem, [0.2, 0.9],
            "the operation 'less' of shape [], ");
    }

    [Fact]
    public void It_is_what_Expectation_Gradient_does()
    {
        GradientEstimate found = new Pathwise().Estimate(ExpectationCases.Normal.Problem, [0.5, -0.3], 1000, 4);
        GradientEstimate entry = Expectation.Gradient(
            [0.5, -0.3], t => new Normal(t[0], Exp(t[1])), x => Square(x) + Exp(0.5 * x), 1000, 4);
        Assert.Equal(entry.Value, found.Value);
        Assert.Equal(entry.Gradient.AsEnumerable(), found.Gradient);
        Assert.Equal(entry.Cost, found.Cost);
    }

    [Fact]
    public void Operations_are_counted_in_the_graph()
    {
        // Gradient in μ of a x for x = μ + ε: the addition, the product; its derivative a does not vary by draw and is
        // laid out once more for each.
        GradientEstimate linear = new Pathwise().Estimate(
            new(t => new Normal(t[0], 1), x => 3 * x), [0.2], 100, 1);
        GradientEstimate longer = new Pathwise().Estimate(
            new(t => new Normal(t[0], 1), x => Exp(Sin(3 * x))), [0.2], 100, 1);
        Assert.InRange(linear.Cost!.Operations, 2, 6);
        Assert.True(longer.Cost!.Operations > linear.Cost.Operations + 3);
        Assert.Equal((1, 1, 0), (linear.Cost.FunctionEvaluations, linear.Cost.GradientEvaluations,
            linear.Cost.HessianEvaluations));
    }
}
