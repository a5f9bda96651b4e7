using Reparam.Distributions;
using Reparam.Tests.Variational.Importance;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public class VerdictTests
{
    private static readonly string[] Names = ["mu", "tau", "theta", "theta"];
    private static readonly Proposals Sound = ProposalsTests.ParetoTail(0.4, 4096);
    private static readonly CurvatureChange Calm = new([], 0.2, 0.2);

    [Fact]
    public void Weights_with_a_light_tail_pass()
    {
        Verdict verdict = Judge(Sound, Calm);
        Assert.Equal(VerdictLevel.Passed, verdict.Level);
        Assert.Contains("is below 0.7", Assert.Single(verdict.Reasons), StringComparison.Ordinal);
        Assert.StartsWith("Passed. Pareto k-hat 0.4", verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nearly_equal_weights_pass_whatever_the_shape_of_their_tail()
    {
        // All the weights are 1 but for a few, up to 1.6, whose excess over 1 has a heavy tail.
        Proposals even = ProposalsTests.Of([.. Enumerable.Range(0, 4096)
            .Select(d => Math.Log(1 + Math.Min(0.6, 1e-4 * Math.Pow((d + 0.5) / 4096, -1.2))))]);
        Assert.True(even.Shape > 0.7, "The example is to have a heavy tail.");
        Verdict verdict = Judge(even, Calm);
        Assert.Equal(VerdictLevel.Passed, verdict.Level);
        Assert.Contains("nearly equal, the greatest 1.6 times", Assert.Single(verdict.Reasons),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_heavy_tail_is_doubtful()
    {
        Verdict verdict = Judge(ProposalsTests.ParetoTail(0.85, 4096), Calm);
        Assert.Equal(VerdictLevel.Doubtful, verdict.Level);
        Assert.Contains("is above 0.7", Assert.Single(verdict.Reasons), StringComparison.Ordinal);
        Assert.Contains("uncorrected", verdict.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_tail_without_a_mean_fails()
    {
        Verdict verdict = Judge(ProposalsTests.ParetoTail(1.4, 4096), Calm);
        Assert.Equal(VerdictLevel.Failed, verdict.Level);
        Assert.Contains("is at least 1", Assert.Single(verdict.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tail_that_is_not_known_fails()
    {
        // Fewer than 21 draws have no tail: k-hat is infinite.
        Assert.Equal(VerdictLevel.Failed, Judge(ProposalsTests.ParetoTail(0.9, 15), Calm).Level);
    }

    [Fact]
    public void Curvature_that_the_approximation_cannot_follow_is_doubtful_by_name()
    {
        Verdict verdict = Judge(Sound, new CurvatureChange([2, 1, 3], 12, 0.5));
        Assert.Equal(VerdictLevel.Doubtful, verdict.Level);
        // Elements of one site are named once.
        Assert.Contains("changes along 'theta', 'tau', which", verdict.Reasons[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.85, VerdictLevel.Doubtful)]
    [InlineData(1.4, VerdictLevel.Failed)]
    public void Weights_that_may_not_be_used_are_explained_by_the_curvature(double shape, VerdictLevel expected)
    {
        Verdict verdict = Judge(ProposalsTests.ParetoTail(shape, 4096), new CurvatureChange([1], 12, 0.5));
        Assert.Equal(expected, verdict.Level);
        Assert.EndsWith("changes along 'tau', which the approximation cannot follow.", verdict.Reasons[1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Curvature_up_to_three_nats_is_borne()
    {
        Assert.Equal(VerdictLevel.Passed, Judge(Sound, new CurvatureChange([1], CurvatureChange.Much, 0)).Level);
        Assert.Equal(VerdictLevel.Doubtful,
            Judge(Sound, new CurvatureChange([1], CurvatureChange.Much + 1e-6, 0)).Level);
    }

    [Fact]
    public void Curvature_that_the_proposals_follow_passes_by_name()
    {
        Proposals first = ProposalsTests.ParetoTail(1.2, 4096);
        Verdict verdict = Judge(Sound, new CurvatureChange([1], 50, 0.5), follows: true, first);
        Assert.Equal(VerdictLevel.Passed, verdict.Level);
        string expected = FormattableString.Invariant(
            $"follow the curvature along 'tau' (k-hat was {first.Shape:F2} without)");
        Assert.Contains(expected, verdict.Reasons[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Curvature_that_is_left_when_proposals_follow_some_is_doubtful()
    {
        Verdict verdict = Judge(Sound, new CurvatureChange([1], 50, 4), follows: true);
        Assert.Equal(VerdictLevel.Doubtful, verdict.Level);
        Assert.Contains(verdict.Reasons, r =>
            r.Contains("more unknowns than the proposals follow", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_look_at_the_curvature_weights_decide()
    {
        Assert.Equal(VerdictLevel.Passed, Judge(Sound, null).Level);
    }

    [Fact]
    public void Few_effective_draws_are_doubtful()
    {
        Verdict verdict = Judge(ProposalsTests.ParetoTail(0.3, 300), Calm);
        Assert.Equal(VerdictLevel.Doubtful, verdict.Level);
        Assert.Contains(verdict.Reasons, r => r.Contains("is below 400", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.4, VerdictLevel.Doubtful)]
    [InlineData(0.85, VerdictLevel.Doubtful)]
    [InlineData(1.4, VerdictLevel.Failed)]
    public void A_problem_of_the_optimiser_is_doubtful_at_least(double shape, VerdictLevel expected)
    {
        Verdict verdict = Judge(ProposalsTests.ParetoTail(shape, 4096), Calm, problem: "It stopped early.");
        Assert.Equal(expected, verdict.Level);
        Assert.Equal("It stopped early.", verdict.Reasons[0]);
        Assert.Contains("k-hat", verdict.Reasons[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.005, VerdictLevel.Passed)]
    [InlineData(0.05, VerdictLevel.Doubtful)]
    [InlineData(0.3, VerdictLevel.Failed)]
    public void Mass_in_a_mode_that_the_draws_do_not_visit_counts(double share, VerdictLevel expected)
    {
        Verdict verdict = Judge(Sound, Calm, elsewhere: share);
        Assert.Equal(expected, verdict.Level);
        Assert.Equal(expected != VerdictLevel.Passed, verdict.ToString().Contains(
            FormattableString.Invariant($"hold {100 * share:F0} % of the posterior"), StringComparison.Ordinal));
    }

    [Fact]
    public void An_optimiser_that_was_lost_fails_and_nothing_is_said_of_weights()
    {
        Verdict verdict = Judge(Sound, Calm, problem: "It was lost.", gradient: 1e70);
        Assert.Equal(VerdictLevel.Failed, verdict.Level);
        Assert.StartsWith("It was lost. The density may not be proper", Assert.Single(verdict.Reasons),
            StringComparison.Ordinal);
        Assert.Equal(VerdictLevel.Failed, Judge(Sound, Calm, problem: "It was lost.", gradient: double.NaN).Level);
    }

    [Fact]
    public void A_density_that_jumps_says_so_and_is_corrected_by_its_weights()
    {
        double[] days = [1, 2, 3, 4, 5, 6, 7, 8], counts = [1, 3, 0, 2, 7, 9, 8, 6];
        Model model = Model.Define(m =>
        {
            Tensor early = m.Sample("early", new Normal(0, 1)), late = m.Sample("late", new Normal(0, 1));
            Tensor change = m.Sample("change", new Normal(4, 2));
            m.Observe("counts", new Poisson(Tensor.Exp(Tensor.Select((Tensor)days < change, early, late))), counts);
        });
        Posterior posterior = Inference.Fit(model, seed: 1);
        Assert.Contains(posterior.Verdict.Reasons,
            static r => r.StartsWith("The log density may jump as the unknowns move (", StringComparison.Ordinal));
        // By quadrature over the place of the change and the two rates.
        Assert.InRange(posterior["change"].Mean, 4.3602 - 0.05, 4.3602 + 0.05);
        Assert.InRange(posterior["change"].StandardDeviation, 0.4853 - 0.05, 0.4853 + 0.05);
    }

    private static Verdict Judge(
        Proposals final, CurvatureChange? change, bool follows = false, Proposals? first = null,
        string? problem = null, double gradient = 0.1, double elsewhere = 0) =>
        Verdict.Judge(
            new Optimum(new GaussianApproximation("full-rank", Coordinates.Unscaled(new double[4], new DensePattern(4))), [new FitRound(128, 10, -1, gradient, 0)], problem, 0),
            first ?? final, new ImportanceResult(final, change, follows ? change!.Unknowns : []), elsewhere, Names);
}
