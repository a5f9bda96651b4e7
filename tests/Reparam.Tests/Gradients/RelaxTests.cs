using Reparam.Gradients;

namespace Reparam.Tests.Gradients;

public sealed class RelaxTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } = [new Relax()];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        ExpectationCases.Bernoulli, ExpectationCases.BernoulliWithParameters, ExpectationCases.Categorical,
    ];

    [Fact]
    public void It_has_no_more_variance_than_Rebar()
    {
        ExpectationCase of = ExpectationCases.Bernoulli;
        double relax = new Relax().Estimate(of.Problem, of.At, 20_000, 1).TotalVariance,
            rebar = new Rebar().Estimate(of.Problem, of.At, 20_000, 1).TotalVariance;
        Assert.True(relax < 1.02 * rebar, FormattableString.Invariant($"{relax} beside {rebar}"));
    }

    [Fact]
    public void What_cannot_be_relaxed_is_refused() => AssertRefused(new Relax(), ExpectationCases.Poisson.Problem,
        [0, 0], "but the distribution is Poisson");
}
