using Reparam.Distributions;
using Reparam.Gradients;

namespace Reparam.Tests.Gradients;

public sealed class AutomaticChoiceTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } = [Estimator.Auto];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        ExpectationCases.Normal, ExpectationCases.NormalWithParameters, ExpectationCases.LowerBound,
        ExpectationCases.Poisson, ExpectationCases.Bernoulli, ExpectationCases.Categorical,
        ExpectationCases.NormalStep, SiteCases.NormalAndCoin, SiteCases.SmoothAndStep, SiteCases.CountGivenNormal,
    ];

    [Fact]
    public void It_takes_the_least_variance_times_operations_and_reports_what_it_tried()
    {
        ExpectationCase of = ExpectationCases.NormalBatch;
        GradientEstimate found = Estimator.Auto.Estimate(of.Problem, of.At, 1000, 1);
        Assert.Equal(((AutomaticChoice)Estimator.Auto).Candidates.Count, found.Trials.Length);
        EstimatorTrial chosen = Assert.Single(found.Trials, t => t.Chosen);
        Assert.Equal(chosen.Estimator, found.Estimator);
        Assert.Equal(found.Trials.Where(t => t.Refusal is null).Min(t => t.Work), chosen.Work);
        Assert.Contains(found.Trials, t => t is { Estimator: Rebar, Refusal: not null });
        Assert.Contains("* " + chosen.Estimator.Name, found.ToString(), StringComparison.Ordinal);
        Assert.True(found.Cost!.PilotDraws >= 512 * found.Trials.Count(t => t.Refusal is null));
    }

    [Fact]
    public void The_choice_is_the_same_for_the_same_seed_and_its_estimate_that_of_the_chosen_one()
    {
        ExpectationCase of = ExpectationCases.Poisson;
        GradientEstimate found = Estimator.Auto.Estimate(of.Problem, of.At, 1000, 5);
        Assert.IsType<MeasureValued>(found.Estimator);
        Assert.Equal(found.Gradient.AsEnumerable(), found.Estimator!.Estimate(of.Problem, of.At, 1000, 5).Gradient);
    }

    [Fact]
    public void Biased_candidates_are_left_out_and_none_left_is_refused()
    {
        AutomaticChoice choice = new() { Candidates = [new ConcreteRelaxation(), new Pathwise()] };
        AssertRefused(choice, ExpectationCases.Bernoulli.Problem, [0.3, -0.6, 1.2], "it is biased.");
        AssertRefused(choice, ExpectationCases.Bernoulli.Problem, [0.3, -0.6, 1.2], "Bernoulli has no differentiable");
    }

    [Fact]
    public void Of_several_sites_each_has_its_own_gradient_and_the_table_names_them()
    {
        ExpectationCase of = SiteCases.NormalAndCoin;
        GradientEstimate found = Estimator.Auto.Estimate(of.Problem, of.At, 1000, 1);
        Assert.IsType<BySite>(found.Estimator);
        Assert.Contains("* BySite (b: score, x: path)", found.ToString(), StringComparison.Ordinal);
        Assert.Contains("  Pathwise ", found.ToString(), StringComparison.Ordinal);
        Assert.Contains(found.Trials, t => t.Estimator is Pathwise && t.Refusal!.Contains("at site 'b' Bernoulli"));
        EstimatorTrial score = found.Trials.First(t => t.Estimator is ScoreFunction);
        Assert.True(found.Trials.Single(t => t.Chosen).Variance < score.Variance);
    }

    [Fact]
    public void It_is_an_argument_of_Expectation_Gradient() => Assert.Equal(1, Expectation.Gradient(
        [0.5], t => new Bernoulli(t[0]), x => 2 + x, Estimator.Auto, 100, 1).Gradient[0], 1e-9);

    [Fact]
    public void A_trial_needs_two_draws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AutomaticChoice { PilotDraws = 1 });

    [Fact]
    public void A_candidate_whose_terms_are_not_finite_is_left_out_with_the_reason()
    {
        // Between 0 and 1, where relaxed draws lie, the logarithm is NaN.
        GradientEstimate found = Estimator.Auto.Estimate(
            new(t => new Bernoulli(t[0]), x => Tensor.Log(Tensor.Square(2 * x - 1) - 0.9)), [0.3], 200, 1);
        Assert.Contains(found.Trials,
            t => t.Estimator is Rebar && t.Refusal!.Contains("not finite", StringComparison.Ordinal));
        Assert.Equal(0, found.Gradient[0], 1e-12);
    }
}
