using Reparam.Distributions;
using Reparam.Gradients;

namespace Reparam.Tests.Gradients;

public sealed class RebarTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } = [new Rebar(), new Rebar { Temperature = 2 }];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        ExpectationCases.Bernoulli, ExpectationCases.BernoulliWithParameters, ExpectationCases.Categorical,
    ];

    [Fact]
    public void It_has_less_variance_than_the_score_function_with_a_baseline()
    {
        ExpectationCase of = ExpectationCases.Bernoulli;
        double rebar = new Rebar().Estimate(of.Problem, of.At, 20_000, 1).TotalVariance,
            score = new ScoreFunction { Baseline = Baseline.LeaveOneOut() }.Estimate(of.Problem, of.At, 20_000, 1)
                .TotalVariance;
        Assert.True(rebar < score, FormattableString.Invariant($"{rebar} beside {score}"));
    }

    [Fact]
    public void What_cannot_be_relaxed_is_refused()
    {
        AssertRefused(new Rebar(), ExpectationCases.Poisson.Problem, [0, 0], "but the distribution is Poisson");
        AssertRefused(new Rebar(), new(t => Categorical.FromLogits(t), x => x), [0.1, 0.2], "set OneHot");
        AssertRefused(new Rebar(), new(t => Bernoulli.FromLogits(t[0]), x => x > 0.5), [0.1],
            "the operation 'less' of shape [] jumps");
    }

    [Fact]
    public void A_temperature_must_be_positive() => Assert.Contains("Temperature must be above 0",
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rebar { Temperature = 0 }).Message,
        StringComparison.Ordinal);
}
