using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class StickingTheLandingTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } = [new StickingTheLanding()];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        ExpectationCases.LowerBound, ExpectationCases.Normal,
    ];

    [Fact]
    public void It_has_no_variance_at_the_posterior_where_the_total_derivative_has()
    {
        // q = N(1, 2²) is the normalised joint.
        double[] optimum = [1, Math.Log(2)];
        ExpectationProblem problem = ExpectationCases.LowerBound.Problem;
        GradientEstimate found = new StickingTheLanding().Estimate(problem, optimum, 500, 1),
            total = new Pathwise().Estimate(problem, optimum, 500, 1);
        Assert.All(found.Gradient, g => Assert.Equal(0, g, 1e-13));
        Assert.InRange(found.TotalVariance, 0, 1e-24);
        Assert.True(total.TotalVariance > 0.5);
    }

    [Fact]
    public void Without_parameters_in_the_integrand_it_is_the_derivative_through_the_path() => Assert.Equal(
        new Pathwise().Estimate(ExpectationCases.Normal.Problem, [0.5, -0.3], 100, 1).Gradient.AsEnumerable(),
        new StickingTheLanding().Estimate(ExpectationCases.Normal.Problem, [0.5, -0.3], 100, 1).Gradient);

    [Fact]
    public void Where_what_it_leaves_out_counts_it_is_refused()
    {
        AssertRefused(new StickingTheLanding(), ExpectationCases.NormalWithParameters.Problem, [0.5, 0.8, -1.5],
            "the integrand names the parameters");
        AssertRefused(new StickingTheLanding(), ExpectationProblem.LowerBound(
            t => new Normal(t[0], 1), x => -0.5 * Square(x), samples: 3), [0.5], "Use DoublyReparameterized.");
        AssertRefused(new StickingTheLanding(), ExpectationCases.Poisson.Problem, [0, 0], "Poisson has no");
    }
}
