using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients.Audit;

/// <remarks>Audits compare some ten numbers, each beyond five standard errors once in a million if errors are
/// normal.</remarks>
public class AuditReportTests
{
    private static readonly ExpectationProblem Smooth = new(
        t => new Normal(t[0], Exp(t[1])), x => Sin(x) + x * x + Abs(x) + Select(x < 0, 0, x));

    private static readonly ExpectationProblem Step = new(
        t => new Normal(t[0], Exp(t[1])), x => 2 * x + Select(x < 0.5, x, 3));

    [Fact]
    public void A_continuous_integrand_keeps_the_path_and_all_agree()
    {
        AuditReport report = Expectation.Audit(Smooth, [0.3, -0.1]);
        Assert.True(report.InterchangeHolds);
        Assert.True(report.Agrees);
        Assert.IsType<Pathwise>(report.Estimator);
        AuditFinding finding = Assert.Single(Assert.Single(report.Sites).Findings);
        Assert.Equal(new AuditFinding("less", "x < 0", null, Continuity.Proven), finding);
        Assert.Equal(2, report.Checks.Length);
        Assert.All(report.Checks, c => Assert.True(c.Obstacle is null && c.Compared == 2));
        Assert.Contains("valid: gradient and expectation may be interchanged", report.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_jump_is_named_and_another_estimator_chosen_with_the_reason()
    {
        AuditReport report = Expectation.Audit(Step, [0.3, -0.1]);
        Assert.False(report.InterchangeHolds);
        Assert.True(report.Agrees);
        Assert.IsType<BoundaryCorrected>(report.Estimator);
        Assert.Equal(new AuditFinding("less", "x < 0.5", null, Continuity.Jumps),
            Assert.Single(report.Sites[0].Findings));
        Assert.Contains("Pathwise is refused: the operation 'less' of shape [], x < 0.5,", report.Reason,
            StringComparison.Ordinal);
        Assert.Contains("of that of ScoreFunction", report.Reason, StringComparison.Ordinal);
        string text = report.ToString();
        Assert.Contains("NOT valid at 1 of 1 site\n", text, StringComparison.Ordinal);
        Assert.Contains("'less', x < 0.5: JUMPS", text, StringComparison.Ordinal);
        Assert.Contains("score function: agrees", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_estimator_fails_loudly()
    {
        // The jump is hidden from the library, so that the path is taken: both others tell.
        ExpectationProblem hidden = new(
            t => new Normal(t[0], Exp(t[1])), x => 2 * x + Select(StopGradient(x < 0.5), x, 3));
        AuditException e = Assert.Throws<AuditException>(() =>
            Expectation.Audit(hidden, [0.3, -0.1], new() { Estimator = new Pathwise() }));
        Assert.All(e.Report.Checks, c => Assert.True(c.Deviation > 5));
        Assert.Contains("DISAGREES", e.Message, StringComparison.Ordinal);
        AuditReport quiet = Expectation.Audit(hidden, [0.3, -0.1],
            new() { Estimator = new Pathwise(), ThrowOnDisagreement = false });
        Assert.False(quiet.Agrees);
        Assert.Equal("as asked for", quiet.Reason);
    }

    [Fact]
    public void A_smoothed_estimator_of_a_great_width_is_found_out()
    {
        Assert.Throws<AuditException>(() => Expectation.Audit(
            Step, [0.3, -0.1], new() { Estimator = new SmoothedPathwise { Width = 2 } }));
        Assert.True(Expectation.Audit(
            Step, [0.3, -0.1], new() { Estimator = new SmoothedPathwise { Width = 0.02 } }).Agrees);
    }

    [Fact]
    public void Draws_without_a_path_are_told_and_estimated_otherwise()
    {
        AuditReport report = Expectation.Audit(ExpectationCases.Poisson.Problem, [0.3, 1.1]);
        Assert.False(report.InterchangeHolds);
        Assert.True(report.Agrees);
        Assert.Contains("Poisson has no differentiable sampling path", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_support_moves_the_score_function_is_not_compared()
    {
        AuditReport report = Expectation.Audit(ExpectationCases.Uniform.Problem, ExpectationCases.Uniform.At);
        Assert.Contains("support of Uniform moves", report.Checks[0].Obstacle, StringComparison.Ordinal);
        Assert.Null(report.Checks[1].Obstacle);
        Assert.True(report.Agrees);
    }

    [Fact]
    public void A_curved_boundary_is_left_to_the_score_function()
    {
        AuditReport report = Expectation.Audit(
            new(t => new StudentT(5, t[0], Exp(t[1])), x => Select(x * x < 1, 2, x)), [0.3, -0.1]);
        Assert.IsType<ScoreFunction>(report.Estimator);
        Assert.Contains("x · x < 1", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_site_is_told_with_the_gradient_that_is_used_there()
    {
        AuditReport report = Expectation.Audit(SiteCases.NormalAndCoin.Problem, SiteCases.NormalAndCoin.At);
        Assert.True(report.Agrees);
        Assert.Equal(["x", "b"], report.Sites.Select(s => s.Name));
        Assert.Equal([true, false], report.Sites.Select(s => s.InterchangeHolds));
        Assert.Equal(["path", "score"], report.Sites.Select(s => s.Gradient));
        Assert.Contains("  x [path]: the path is right\n", report.ToString(), StringComparison.Ordinal);

        report = Expectation.Audit(SiteCases.SmoothAndStep.Problem, SiteCases.SmoothAndStep.At);
        Assert.True(report.Agrees);
        Assert.Equal([true, false], report.Sites.Select(s => s.InterchangeHolds));
        Assert.Equal(new AuditFinding("less", "y < 0.5", null, Continuity.Jumps),
            Assert.Single(report.Sites[1].Findings));

        // The comparison is of the second site, which the first one moves.
        report = Expectation.Audit(SiteCases.StepOfChain.Problem, SiteCases.StepOfChain.At);
        Assert.True(report.Agrees);
        Assert.Equal([false, false], report.Sites.Select(s => s.InterchangeHolds));
    }

    [Fact]
    public void The_same_seed_gives_the_same_report() => Assert.Equal(
        Expectation.Audit(Step, [0.3, -0.1]).ToString(), Expectation.Audit(Step, [0.3, -0.1]).ToString());
}
