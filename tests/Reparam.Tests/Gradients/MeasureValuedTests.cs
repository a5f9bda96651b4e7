using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class MeasureValuedTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } = [new MeasureValued()];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        ExpectationCases.Normal, ExpectationCases.NormalBatch, ExpectationCases.NormalWithParameters,
        ExpectationCases.LowerBound, ExpectationCases.Exponential, ExpectationCases.GammaRate,
        ExpectationCases.InverseGamma, ExpectationCases.LogNormal, ExpectationCases.HalfNormal,
        ExpectationCases.Laplace, ExpectationCases.Weibull, ExpectationCases.Uniform, ExpectationCases.Transformed,
        ExpectationCases.Poisson, ExpectationCases.Binomial, ExpectationCases.Geometric,
        ExpectationCases.NegativeBinomial, ExpectationCases.Categorical, ExpectationCases.Bernoulli,
        ExpectationCases.BernoulliWithParameters, ExpectationCases.NormalStep,
    ];

    [Fact]
    public void What_has_no_known_weak_derivative_is_refused_by_name()
    {
        AssertRefused(new MeasureValued(), ExpectationCases.Gamma.Problem, [2.3, 1.4],
            "the weak derivative of Gamma in its concentration is not known");
        AssertRefused(new MeasureValued(), new(t => new Cauchy(t[0], 1), x => 1 / (1 + Square(x))), [0.5],
            "the weak derivative of Cauchy is not known");
        AssertRefused(new MeasureValued(), ExpectationProblem.LowerBound(
            t => new Normal(t[0], 1), x => -0.5 * Square(x), samples: 3), [0.5], "several samples");
    }

    [Fact]
    public void A_parameter_that_does_not_depend_on_the_parameters_costs_nothing()
    {
        GradientEstimate both = new MeasureValued().Estimate(ExpectationCases.NormalBatch.Problem,
                [0.5, -1, 0.1, -0.4], 10, 1),
            loc = new MeasureValued().Estimate(new(t => new Normal(t, 2), x => Sum(x)), [0.5, -1], 10, 1);
        // One at the draw, and for each of two elements two in the mean and one in the scale.
        Assert.Equal((7, 0), (both.Cost!.FunctionEvaluations, both.Cost.GradientEvaluations));
        Assert.Equal(5, loc.Cost!.FunctionEvaluations);
    }

    [Fact]
    public void Coupled_draws_of_a_count_leave_no_variance_to_a_linear_integrand() => Assert.Equal(0,
        new MeasureValued().Estimate(new(t => new Poisson(t[0]), x => 3 * x), [1.5], 100, 1).TotalVariance);
}
