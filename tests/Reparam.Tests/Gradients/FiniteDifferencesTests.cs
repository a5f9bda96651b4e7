using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class FiniteDifferencesTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } = [new FiniteDifferences()];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
        [ExpectationCases.Normal, ExpectationCases.NormalStep, ExpectationCases.Poisson, ExpectationCases.Uniform];

    [Fact]
    public void They_are_exact_for_polynomials_of_the_fourth_degree()
    {
        // Along each draw, so that the same noise gives the derivative along the path to rounding.
        ExpectationProblem problem = new(t => new Normal(t[0], t[1]), x => Pow(x, 4) - x);
        GradientEstimate found = new FiniteDifferences().Estimate(problem, [0.4, 1.2], 64, 3);
        GradientEstimate path = new Pathwise().Estimate(problem, [0.4, 1.2], 64, 3);
        Assert.Equal(path.Gradient[0], found.Gradient[0], 1e-9);
        Assert.Equal(path.Gradient[1], found.Gradient[1], 1e-9);
        GradientEstimate second = new FiniteDifferences { IsSecondOrder = true }.Estimate(problem, [0.4, 1.2], 64, 3);
        Assert.True(Math.Abs(second.Gradient[0] - path.Gradient[0]) > 1e-4);
    }

    [Fact]
    public void They_see_a_step_and_draws_without_a_path()
    {
        foreach (ExpectationCase of in Cases)
        {
            GradientEstimate found = new FiniteDifferences().Estimate(of.Problem, of.At, 40_000, 1);
            double[] exact = of.Exact();
            for (int i = 0; i < of.At.Length; i++)
            {
                // The bias is far below the standard error.
                Assert.True(Math.Abs(found.Gradient[i] - exact[1 + i]) < 6 * found.GradientStandardErrors[i]);
            }
        }
    }

    [Fact]
    public void Other_parameters_are_left_out()
    {
        GradientEstimate found = new FiniteDifferences { Parameters = [1] }.Estimate(
            ExpectationCases.Normal.Problem, ExpectationCases.Normal.At, 100, 1);
        Assert.Equal(0, found.Gradient[0]);
        Assert.NotEqual(0, found.Gradient[1]);
    }
}
