using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class GaussianIdentitiesTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } =
    [
        new GaussianIdentities(), new GaussianIdentities { Form = PriceForm.Gradient },
    ];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        ExpectationCases.Normal, ExpectationCases.NormalBatch, ExpectationCases.NormalWithParameters,
        ExpectationCases.MultivariateNormal, ExpectationCases.LowerBound,
    ];

    [Fact]
    public void Of_a_quadratic_integrand_the_Hessian_form_has_no_variance_in_the_scale()
    {
        GradientEstimate found = new GaussianIdentities().Estimate(
            new(t => new MultivariateNormal(t[..2], LowerTriangular(t[2..], 2)), x => Square(x[0]) + x[0] * x[1]),
            [1, -0.5, 0.7, 0.4, 0.9], 100, 1);
        Assert.All(found.GradientVariances.Skip(2), v => Assert.InRange(v, 0, 1e-28));
        Assert.True(found.GradientVariances[0] > 0.1);
        Assert.Equal((1, 1, 2), (found.Cost!.FunctionEvaluations, found.Cost.GradientEvaluations,
            found.Cost.HessianEvaluations));
    }

    [Fact]
    public void A_kink_is_refused_in_the_Hessian_form_alone()
    {
        ExpectationProblem problem = new(t => new Normal(t[0], t[1]), Abs);
        AssertRefused(new GaussianIdentities(), problem, [0.3, 0.8], "the operation 'abs' of shape [] has a kink");
        Assert.Null(new GaussianIdentities { Form = PriceForm.Gradient }.Refusal(problem, [0.3, 0.8]));
    }

    [Fact]
    public void Other_distributions_are_refused() => AssertRefused(new GaussianIdentities(),
        ExpectationCases.Exponential.Problem, [1.7], "but the distribution is Exponential");
}
