using Reparam.Random;
using Reparam.Tests.Variational.Importance;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public class PosteriorBuilderTests
{
    private static readonly Coordinates Exact = new(KnownPosteriors.Vector(3), KnownPosteriors.LowerTriangular(3));

    [Fact]
    public void An_exact_approximation_is_given_as_it_is()
    {
        Posterior posterior = Build(KnownPosteriors.Gaussian(Exact), Exact);
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
        Assert.True(posterior.IsCorrected);
        Assert.Equal(4096, posterior.EffectiveSampleSize, 1e-6);
        // The bound is log ∫ g, without error.
        Assert.Equal(1.5 * Math.Log(2 * Math.PI) + Exact.LogDeterminant(), posterior.Elbo, 1e-10);
        Assert.Equal(0, posterior.ElboStandardError, 1e-12);
        double[] deviations = Exact.StandardDeviations();
        for (int i = 0; i < 3; i++)
        {
            // Five standard errors of 4096 draws.
            Assert.Equal(Exact.Centre[i], posterior.Summaries[i].Summary.Mean, 5 * deviations[i] / 64);
            Assert.Equal(deviations[i], posterior.Summaries[i].Summary.StandardDeviation,
                5 * deviations[i] / Math.Sqrt(2 * 4096));
        }
    }

    /// <remarks>An approximation off by half a deviation and too wide by a third: weights of light tail put it right,
    /// within five standard errors of the effective draws.</remarks>
    [Fact]
    public void An_approximation_that_is_off_is_corrected_by_weights()
    {
        var off = new Coordinates([.. Exact.Centre.Select((c, i) => c + 0.5 * Exact.Factor[4 * i])],
            [.. Exact.Factor.Select(f => f * 1.35)]);
        Posterior posterior = Build(KnownPosteriors.Gaussian(Exact), off);
        Assert.True(posterior.IsCorrected);
        double[] deviations = Exact.StandardDeviations();
        double size = posterior.EffectiveSampleSize;
        // There are proposals until they are worth the draws that are asked for.
        Assert.InRange(size, 4000, 8192);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Exact.Centre[i], posterior.Summaries[i].Summary.Mean, 5 * deviations[i] / Math.Sqrt(size));
            Assert.Equal(deviations[i], posterior.Summaries[i].Summary.StandardDeviation,
                5 * deviations[i] / Math.Sqrt(2 * size));
            // The equally weighted draws that stand for them add an error of their own.
            double[] draws = [.. posterior.Draws($"x[{i + 1}]")];
            Assert.Equal(Exact.Centre[i], draws.Average(), 5 * deviations[i] * Math.Sqrt(1 / size + 1 / 4000.0));
        }
    }

    [Fact]
    public void The_bound_is_less_by_the_divergence()
    {
        var posterior = KnownCoordinates.Identity(2, full: true);
        var off = new Coordinates([0.5, -0.25], [1.2, 0, 0, 0.9]);
        // KL(q, p) = ½ Σ (σ² + m² - 1 - log σ²)
        double divergence = 0.5 * (1.44 + 0.25 - 1 - Math.Log(1.44) + 0.81 + 0.0625 - 1 - Math.Log(0.81));
        Posterior fit = Build(KnownPosteriors.Gaussian(posterior), off);
        Assert.Equal(Math.Log(2 * Math.PI) - divergence, fit.Elbo, 5 * fit.ElboStandardError);
        Assert.InRange(fit.ElboStandardError, 1e-3, 0.03);
    }

    [Fact]
    public void Weights_without_a_mean_leave_the_approximation_uncorrected()
    {
        // Far too narrow in ten dimensions, and without curvature to follow.
        LogDensity target = KnownPosteriors.Gaussian(KnownCoordinates.Identity(10, full: true));
        var narrow = new Coordinates(new double[10], new DensePattern(10).Diagonal([.. Enumerable.Repeat(0.4, 10)]));
        Posterior posterior = Build(target, narrow);
        Assert.False(posterior.IsCorrected);
        Assert.NotEqual(VerdictLevel.Passed, posterior.Verdict.Level);
        Assert.Equal(4096, posterior.EffectiveSampleSize);
        Assert.Equal(0.4, posterior["x[1]"].StandardDeviation, 5 * 0.4 / Math.Sqrt(2 * 4096));
    }

    [Fact]
    public void Draws_are_as_many_as_asked_and_belong_together()
    {
        Posterior posterior = Build(KnownPosteriors.Gaussian(Exact), Exact, draws: 777);
        Assert.Equal(777, posterior.LogDensities.Count);
        for (int d = 0; d < 777; d++)
        {
            double[] offset = [.. Enumerable.Range(0, 3)
                .Select(i => posterior.Draws($"x[{i + 1}]")[d] - Exact.Centre[i])];
            double first = offset[0] / Exact.Factor[0],
                second = (offset[1] - Exact.Factor[3] * first) / Exact.Factor[4];
            double third = (offset[2] - Exact.Factor[6] * first - Exact.Factor[7] * second) / Exact.Factor[8];
            Assert.Equal(-0.5 * (first * first + second * second + third * third), posterior.LogDensities[d], 1e-11);
        }
        Assert.Single(Build(KnownPosteriors.Gaussian(Exact), Exact, draws: 1).Draws("x[1]"));
    }

    /// <remarks>Copies of one draw that stood side by side would correlate neighbours: of 4000 in random order the
    /// autocorrelation is within five times 1/√4000, but for a false alarm in 2 million seeds.</remarks>
    [Fact]
    public void Draws_are_in_random_order()
    {
        var off = new Coordinates([.. Exact.Centre.Select(c => c + 0.3)], [.. Exact.Factor.Select(f => f * 1.35)]);
        double[] draws = [.. Build(KnownPosteriors.Gaussian(Exact), off).Draws("x[1]")];
        Assert.True(draws.Distinct().Count() < 3900, "Some draws are to be there more than once.");
        double mean = draws.Average(), variance = draws.Average(x => (x - mean) * (x - mean));
        double lagged = draws.Zip(draws.Skip(1), (a, b) => (a - mean) * (b - mean)).Average() / variance;
        Assert.InRange(lagged, -5 / Math.Sqrt(4000), 5 / Math.Sqrt(4000));
    }

    [Fact]
    public void What_the_optimum_says_is_passed_on()
    {
        Posterior posterior = Build(KnownPosteriors.Gaussian(Exact), Exact, problem: "It stopped early.");
        Assert.Equal(VerdictLevel.Doubtful, posterior.Verdict.Level);
        Assert.Contains("It stopped early.", posterior.Verdict.Reasons);
        Assert.Equal("full-rank", posterior.Approximation);
        Assert.Equal(9ul, posterior.Seed);
        Assert.Single(posterior.Rounds);
        Assert.Equal(posterior.Elbo, Assert.Single(posterior.Rungs).Elbo);
        // The optimum's own, the proposals, and what else looked at the density: the check of curvature.
        Assert.InRange(posterior.Evaluations, 50 + 4096 + 1, 50 + 4096 + 2000);
    }

    private static Posterior Build(LogDensity target, Coordinates coordinates, int draws = 4000, string? problem = null)
    {
        var optimum = new Optimum(new GaussianApproximation("full-rank", coordinates), [new FitRound(128, 3, 0, 0, double.NaN)], problem, 50);
        var evaluator = new TargetEvaluator(target, 1);
        var sampler = new ImportanceSampler(
            target, evaluator, optimum.Approximation, RandomKey.FromSeed(9), 1, CancellationToken.None);
        Proposals first = sampler.Draw(4096);
        ImportanceResult result = sampler.Improve(first, draws);
        var rung = new FittedRung(optimum, first, result,
            optimum.Evaluations + sampler.Evaluations + evaluator.Evaluations);
        return PosteriorBuilder.Build(
            target, [rung], rung, 0, new FitOptions { PosteriorDraws = draws }, RandomKey.FromSeed(9), 9);
    }
}
