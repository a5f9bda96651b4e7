using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class DoublyReparameterizedTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } = [new DoublyReparameterized()];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        ExpectationCases.LowerBound,
    ];

    private static ExpectationProblem Weighted(int samples) => ExpectationProblem.LowerBound(
        t => new Normal(t[..2], Exp(t[2..])),
        x => -0.5 * Sum(Square(x - new[] { 1, -0.5 })) - 0.3 * Square(x[0] * x[1]), samples);

    [Fact]
    public void With_several_samples_it_is_the_total_derivative_in_expectation()
    {
        double[] at = [0.2, 0.1, 0.3, -0.2];
        GradientEstimate doubly = new DoublyReparameterized().Estimate(Weighted(5), at, 40_000, 1),
            total = new Pathwise().Estimate(Weighted(5), at, 40_000, 2),
            score = new ScoreFunction { Baseline = Baseline.LeaveOneOut() }.Estimate(Weighted(5), at, 40_000, 3);
        foreach (GradientEstimate other in new[] { total, score })
        {
            for (int i = 0; i < at.Length; i++)
            {
                double error = Math.Sqrt(Math.Pow(doubly.GradientStandardErrors[i], 2)
                    + Math.Pow(other.GradientStandardErrors[i], 2));
                Assert.InRange(doubly.Gradient[i] - other.Gradient[i], -Allowed * error, Allowed * error);
            }
        }
        Assert.Equal((5, 5), (doubly.Cost!.FunctionEvaluations, doubly.Cost.GradientEvaluations));
    }

    [Fact]
    public void With_many_samples_it_has_less_variance_than_the_total_derivative()
    {
        double[] at = [0.2, 0.1, 0.3, -0.2];
        double doubly = new DoublyReparameterized().Estimate(Weighted(32), at, 4000, 1).TotalVariance,
            total = new Pathwise().Estimate(Weighted(32), at, 4000, 1).TotalVariance;
        Assert.True(doubly < 0.2 * total, FormattableString.Invariant($"{doubly} beside {total}"));
    }

    [Fact]
    public void With_one_sample_it_is_the_path_only_form()
    {
        GradientEstimate doubly = new DoublyReparameterized().Estimate(Weighted(1), [0.2, 0.1, 0.3, -0.2], 100, 1),
            path = new StickingTheLanding().Estimate(Weighted(1), [0.2, 0.1, 0.3, -0.2], 100, 1);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(path.Gradient[i], doubly.Gradient[i], 1e-12);
        }
    }

    [Fact]
    public void Only_a_bound_is_taken() => AssertRefused(new DoublyReparameterized(), ExpectationCases.Normal.Problem,
        [0.5, -0.3], "the integrand is not known to be one");
}
