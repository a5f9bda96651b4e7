using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class SecondOrderControlVariateTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } = [new SecondOrderControlVariate()];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        ExpectationCases.Normal, ExpectationCases.NormalBatch, ExpectationCases.NormalWithParameters,
        ExpectationCases.MultivariateNormal, ExpectationCases.LowerBound,
    ];

    [Fact]
    public void Of_a_quadratic_integrand_it_has_no_variance()
    {
        GradientEstimate found = new SecondOrderControlVariate().Estimate(
            new(t => new MultivariateNormal(t[..2], LowerTriangular(t[2..], 2)), x => Square(x[0]) + x[0] * x[1]),
            [1, -0.5, 0.7, 0.4, 0.9], 100, 1);
        Assert.InRange(found.TotalVariance, 0, 1e-26);
        Assert.InRange(found.StandardError, 0, 1e-14);
    }

    [Fact]
    public void A_narrow_distribution_has_far_less_variance_than_through_the_path()
    {
        ExpectationProblem problem = new(t => new Normal(t[0], t[1]), x => Sin(3 * x) + Exp(x));
        double controlled = new SecondOrderControlVariate().Estimate(problem, [0.3, 0.1], 4000, 1).TotalVariance,
            path = new Pathwise().Estimate(problem, [0.3, 0.1], 4000, 1).TotalVariance;
        Assert.True(controlled < 0.05 * path, FormattableString.Invariant($"{controlled} beside {path}"));
    }

    [Fact]
    public void A_kink_leaves_it_unbiased() => AssertWithin(
        new ExpectationCase(new(t => new Normal(t[0], t[1]), Abs), [0.3, 0.8],
            t => t[1] * Math.Sqrt(2 / Math.PI) * Exp(-0.5 * Square(t[0] / t[1]))
                + t[0] * (1 - 2 * NormalCdf(-t[0] / t[1]))).Exact(),
        new SecondOrderControlVariate().Estimate(new(t => new Normal(t[0], t[1]), Abs), [0.3, 0.8], 20_000, 1), "abs");

    [Fact]
    public void Other_distributions_are_refused() => AssertRefused(new SecondOrderControlVariate(),
        ExpectationCases.Exponential.Problem, [1.7], "but the distribution is Exponential");
}
