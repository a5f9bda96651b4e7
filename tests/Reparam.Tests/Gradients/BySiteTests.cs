using System.Collections.Immutable;
using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class BySiteTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } =
        [new BySite(), new BySite { Baseline = Baseline.None }, new BySite { Baseline = Baseline.Constant }];

    public override IReadOnlyList<ExpectationCase> Cases { get; } = SiteCases.All;

    [Fact]
    public void Sites_that_are_not_named_follow_their_path_where_that_is_right()
    {
        Assert.Equal("BySite (b: score, x: path)", Tried(SiteCases.NormalAndCoin)[0]);
        Assert.Equal(["BySite (x: path, y: score)", "BySite (x: path, y: path and boundary)"],
            Tried(SiteCases.SmoothAndStep));
        // Only the last site of a chain is scored: given its draw, the density is smooth in the other.
        Assert.Equal(
            ["BySite (x: path, y: score)", "BySite (x: path and boundary, y: path and boundary)"],
            Tried(SiteCases.StepOfChain));
        Assert.Equal(["BySite (b: score, x: score)", "BySite (b: score, x: path and boundary)"],
            Tried(SiteCases.StepAndCoinGivenNormal));
    }

    [Fact]
    public void Boundary_terms_and_scores_together_are_unbiased()
    {
        BySite both = With(("x", SiteGradient.Boundary), ("b", SiteGradient.Score));
        ExpectationCase of = SiteCases.StepAndCoinGivenNormal;
        AssertWithin(of.Exact(), both.Estimate(of.Problem, of.At, 100_000, 1), both.Name);
        BySite step = With(("x", SiteGradient.Path), ("y", SiteGradient.Boundary));
        of = SiteCases.SmoothAndStep;
        AssertWithin(of.Exact(), step.Estimate(of.Problem, of.At, 100_000, 1), step.Name);
    }

    [Fact]
    public void Every_assignment_that_is_not_refused_is_unbiased()
    {
        SiteGradient[] all = Enum.GetValues<SiteGradient>();
        int right = 0, refused = 0;
        foreach (ExpectationCase of in SiteCases.All)
        {
            string[] names = Names(of);
            foreach (SiteGradient first in all)
            {
                foreach (SiteGradient second in all)
                {
                    BySite own = With((names[0], first), (names[1], second));
                    if (own.Refusal(of.Problem, of.At) is not null)
                    {
                        refused++;
                        continue;
                    }
                    right++;
                    AssertWithin(of.Exact(), own.Estimate(of.Problem, of.At, 20_000, 3), own.Name);
                }
            }
        }
        // By hand, problem by problem: 2 + 5 + 2 + 3 + 2 of nine each.
        Assert.Equal((14, 31), (right, refused));
    }

    [Fact]
    public void It_has_less_variance_than_the_score_function_at_all_sites()
    {
        foreach (ExpectationCase of in SiteCases.All.Take(4))
        {
            double mixed = new BySite().Estimate(of.Problem, of.At, 20_000, 1).TotalVariance,
                score = new ScoreFunction { Baseline = Baseline.LeaveOneOut() }
                    .Estimate(of.Problem, of.At, 20_000, 1).TotalVariance;
            Assert.True(mixed < 0.8 * score, FormattableString.Invariant($"{mixed} beside {score}"));
        }
    }

    [Fact]
    public void It_is_the_path_where_all_sites_follow_it_and_the_score_function_where_none_does()
    {
        ExpectationCase of = SiteCases.CountGivenNormal;
        BySite none = With(("x", SiteGradient.Score), ("n", SiteGradient.Score));
        GradientEstimate found = none.Estimate(of.Problem, of.At, 800, 1), score =
            new ScoreFunction { Baseline = Baseline.LeaveOneOut() }.Estimate(of.Problem, of.At, 800, 1);
        Assert.All(found.Gradient.Zip(score.Gradient), static g => Assert.Equal(g.First, g.Second, 1e-12));
        ExpectationProblem smooth = ExpectationProblem.Define((sites, t) =>
            Sin(sites.Sample("y", new Gamma(Exp(sites.Sample("x", new Normal(t[0], 1))), t[1]))));
        Assert.Equal(new Pathwise().Estimate(smooth, [0.3, 1.2], 200, 1).Gradient.AsEnumerable(),
            new BySite().Estimate(smooth, [0.3, 1.2], 200, 1).Gradient);
    }

    [Fact]
    public void A_gradient_that_would_be_wrong_at_a_site_is_refused_by_its_name()
    {
        AssertRefused(With(("y", SiteGradient.Path)), SiteCases.SmoothAndStep.Problem, [0.7, 0.2, -0.1],
            "the operation 'less', y < 0.5, jumps with the draws of site 'y'");
        AssertRefused(With(("b", SiteGradient.Path)), SiteCases.NormalAndCoin.Problem, [0.7, 0.2, -0.1],
            "at site 'b' Bernoulli has no differentiable sampling path");
        AssertRefused(With(("z", SiteGradient.Path)), SiteCases.NormalAndCoin.Problem, [0.7, 0.2, -0.1],
            "there is no site 'z', but 'x', 'b'");
        AssertRefused(new BySite(), ExpectationCases.Normal.Problem, [0.7, 0.2], "ExpectationProblem.Define");
        // The end of the uniform moves with the draw of another site, which follows its path.
        AssertRefused(With(("u", SiteGradient.Score)), ExpectationProblem.Define((sites, t) =>
            sites.Sample("u", new Uniform(0, Exp(sites.Sample("x", new Normal(t[0], 1)))))), [0.1],
            "at site 'u' the support of Uniform moves");
    }

    [Fact]
    public void A_density_that_jumps_with_a_draw_needs_that_draw_scored()
    {
        // E[b] = 0.2 + 0.6 Φ(θ).
        ExpectationProblem problem = ExpectationProblem.Define((sites, t) =>
        {
            Tensor x = sites.Sample("x", new Normal(t[0], 1));
            return sites.Sample("b", new Bernoulli(Select(0 < x, 0.8, 0.2))) + x;
        });
        AssertRefused(With(("x", SiteGradient.Path), ("b", SiteGradient.Score)), problem, [0.3],
            "the density of a site that is scored jumps");
        GradientEstimate found = new BySite().Estimate(problem, [0.3], 50_000, 1);
        double density = Math.Exp(-0.045) / Math.Sqrt(2 * Math.PI);
        Assert.Equal(1 + 0.6 * density, found.Gradient[0], 6 * found.GradientStandardErrors[0]);
    }

    [Fact]
    public void A_density_that_jumps_with_a_draw_and_the_parameters_leaves_the_boundary_terms()
    {
        // x does not move, yet the mean of y jumps where θ passes it: E[y] = 1 - Φ(θ).
        ExpectationProblem problem = ExpectationProblem.Define((sites, t) => sites.Sample("y",
            new Normal(Select(sites.Sample("x", new Normal(0, 1)) < t[0], 0, 1), 1)));
        AssertRefused(new ScoreFunction(), problem, [0.3], "the density of a site that is scored jumps");
        AssertRefused(With(("x", SiteGradient.Score), ("y", SiteGradient.Path)), problem, [0.3],
            "the parameters that the integrand names");
        GradientEstimate found = Estimator.Auto.Estimate(problem, [0.3], 1000, 1);
        Assert.Equal(-Math.Exp(-0.045) / Math.Sqrt(2 * Math.PI), found.Gradient[0], 1e-12);
    }

    [Fact]
    public void A_density_with_a_kink_that_a_draw_moves_is_no_jump()
    {
        // log p is a selection between the two sides of x, which meet there.
        ExpectationProblem problem = ExpectationProblem.Define((sites, t) => Square(sites.Sample("y",
            new Kinked(sites.Sample("x", new Normal(t[0], 1))))));
        BySite scored = With(("x", SiteGradient.Path), ("y", SiteGradient.Score));
        Assert.Null(scored.Refusal(problem, [0.3]));
        GradientEstimate found = scored.Estimate(problem, [0.3], 50_000, 1);
        Assert.Equal(0.6, found.Gradient[0], 6 * found.GradientStandardErrors[0]);
    }

    [Fact]
    public void The_same_sites_are_needed_in_every_run_with_names_of_their_own()
    {
        Assert.Contains("two sites 'x'", Assert.Throws<ArgumentException>(() => new BySite().Refusal(
            ExpectationProblem.Define((s, t) => s.Sample("x", new Normal(t[0], 1)) + s.Sample("x", new Normal(0, 1))),
            [1])).Message, StringComparison.Ordinal);
        Assert.Contains("draws from no distribution", Assert.Throws<ArgumentException>(() => new BySite().Refusal(
            ExpectationProblem.Define((_, t) => t[0]), [1])).Message, StringComparison.Ordinal);
        int runs = 0;
        Assert.Contains("must be the same in every run", Assert.Throws<ArgumentException>(() => new BySite().Refusal(
            ExpectationProblem.Define((s, t) => s.Sample($"x{runs++}", new Normal(t[0], 1))), [1])).Message,
            StringComparison.Ordinal);
    }

    private static BySite With(params (string Site, SiteGradient Gradient)[] gradients) => new()
    {
        Gradients = gradients.ToImmutableSortedDictionary(g => g.Site, g => g.Gradient, StringComparer.Ordinal),
    };

    private static string[] Names(ExpectationCase of) =>
        [.. Expectation.Audit(of.Problem, of.At, new() { Draws = 256 }).Sites.Select(s => s.Name)];

    private static string[] Tried(ExpectationCase of) =>
    [
        .. Estimator.Auto.Estimate(of.Problem, of.At, 64, 1).Trials.Where(t => t.Estimator is BySite)
            .Select(t => t.Estimator.Name),
    ];

    /// <summary>A Laplace distribution whose density is written as a selection.</summary>
    private sealed record Kinked(Tensor Loc) : Distribution
    {
        private readonly Laplace _same = new(Loc, 1);

        public override Support Support => Support.Real;

        public override Shape BatchShape => Loc.Shape;

        public override NoiseKind Noise => _same.Noise;

        public override Tensor LogProb(Tensor x) => Select(x < Loc, x - Loc, Loc - x) - Math.Log(2);

        public override Tensor FromNoise(Tensor noise) => _same.FromNoise(noise);
    }
}
