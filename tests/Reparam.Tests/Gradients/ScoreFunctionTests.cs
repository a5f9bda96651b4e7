using Reparam.Bijectors;
using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class ScoreFunctionTests : EstimatorLaws
{
    public override IReadOnlyList<GradientEstimator> Estimators { get; } =
    [
        new ScoreFunction(), new ScoreFunction { Baseline = Baseline.LeaveOneOut(4) },
        new ScoreFunction { Baseline = Baseline.Constant }, new ScoreFunction { Baseline = Baseline.Linear },
        new ScoreFunction { Baseline = Baseline.Quadratic },
    ];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        ExpectationCases.Normal, ExpectationCases.NormalBatch, ExpectationCases.NormalWithParameters,
        ExpectationCases.LowerBound, ExpectationCases.Exponential, ExpectationCases.Gamma, ExpectationCases.Poisson,
        ExpectationCases.Bernoulli, ExpectationCases.NormalStep, ExpectationCases.Categorical,
    ];

    [Fact]
    public void Baselines_take_variance_out_and_a_quadratic_one_all_of_it_for_a_quadratic_integrand()
    {
        ExpectationProblem problem = new(t => new Normal(t[..2], Exp(t[2..])), x => 3 + Sum(x) + Square(x[0]));
        double[] at = [0.5, -1, 0.1, -0.4];
        double Variance(Baseline baseline) =>
            new ScoreFunction { Baseline = baseline }.Estimate(problem, at, 8192, 1).TotalVariance;
        double plain = Variance(Baseline.None), others = Variance(Baseline.LeaveOneOut(16)),
            constant = Variance(Baseline.Constant), linear = Variance(Baseline.Linear);
        Assert.True(others < 0.7 * plain, FormattableString.Invariant($"{others} beside {plain}"));
        Assert.True(constant < 0.7 * plain && linear < 0.7 * constant,
            FormattableString.Invariant($"{plain}, {constant}, {linear}"));
        Assert.InRange(Variance(Baseline.Quadratic), 0, 1e-9);
    }

    [Fact]
    public void A_support_that_moves_is_refused()
    {
        AssertRefused(new ScoreFunction(), ExpectationCases.Uniform.Problem, [-1, 2.5], "the support of Uniform moves");
        AssertRefused(new ScoreFunction(), new(t => new TransformedDistribution(new Exponential(1),
            new Affine(t[0], 1)), x => x), [0.5], "the support of TransformedDistribution moves");
        AssertRefused(new ScoreFunction(), new(t => new Delta(t[0]), x => x), [0.5], "the support of Delta moves");
        Assert.Null(new ScoreFunction().Refusal(new(t => new TransformedDistribution(new Normal(0, 1),
            new Affine(t[0], 1)), x => x), [0.5]));
        Assert.Null(new ScoreFunction().Refusal(ExpectationCases.Gamma.Problem, [2.3, 1.4]));
    }

    [Fact]
    public void What_is_refused_would_have_been_wrong()
    {
        // E[x] of Uniform(0, θ) is θ / 2; its density's logarithm has derivative -1 / θ everywhere, hence -½.
        ExpectationProblem problem = new(t => new Uniform(0, t[0]), x => x);
        var trace = new ProblemTrace(problem, [2.0], "test");
        Tensor score = trace.ByParameters(trace.LogDensity(trace.Draws));
        double[] found = Evaluation.Run([trace.Theta, trace.Noise[0].Input], [[2.0], [0.3]], [Spread(score)], 1)[0];
        Assert.Equal(-0.5, found[0], 1e-15);
    }

    [Fact]
    public void A_jump_in_the_parameters_of_the_integrand_is_refused() => AssertRefused(new ScoreFunction(),
        new(t => new Normal(t[0], 1), (x, t) => x < t[0]), [0.5], "the operation 'less' of shape [] jumps");

    [Fact]
    public void A_polynomial_baseline_needs_moments() => AssertRefused(
        new ScoreFunction { Baseline = Baseline.Linear }, new(t => new Cauchy(t[0], 1), x => 1 / (1 + Square(x))),
        [0.5], "needs a finite mean and variance");
}
