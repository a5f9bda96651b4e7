using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using Reparam.Diagnostics;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Importance;

/// <summary>Whole fits of posteriors with known answers.</summary>
/// <remarks>
/// Tolerances are five standard errors of as many independent draws as the fit says that its weighted ones are worth:
/// of a mean σ/√n, of a standard deviation σ √((κ - 1) / 4n) with kurtosis κ, of a quantile √(p (1 - p) / n) over the
/// density there. About 40 numbers are checked so: false alarms in 2 of 100,000 sets of seeds, and fewer because
/// quasi-random draws err less.
/// </remarks>
public class ImportanceSamplerTests
{
    private const double Errors = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_funnel_is_followed_down_its_neck_and_up_its_mouth(ulong seed)
    {
        Posterior fit = Passed(KnownPosteriors.Funnel(10), seed);
        CheckMoments(fit, "x[1]", 0, 3, 3);
        CheckQuantiles(fit, "x[1]", p => Normal.InvCDF(0, 3, p), x => Normal.PDF(0, 3, x));
        Assert.Contains("'x[1]'", fit.Verdict.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_banana_is_bent_as_it_is(ulong seed)
    {
        // x₂ = x₁² + N(0, √0.1): mean 1, variance 2.1, fourth moment 60 + 6·2·0.1 + 3·0.01.
        Posterior fit = Passed(LogDensity.Over(2, x =>
            -0.5 * Tensor.Square(x[0]) - 5 * Tensor.Square(x[1] - Tensor.Square(x[0]))), seed);
        CheckMoments(fit, "x[1]", 0, 1, 3);
        CheckMoments(fit, "x[2]", 1, Math.Sqrt(2.1), 61.23 / (2.1 * 2.1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Heavy_tails_have_their_quantiles(ulong seed)
    {
        // Of t₄ in three dimensions the fourth moment does not exist, so that there is no standard error of the
        // standard deviation, √2.
        Posterior fit = Passed(LogDensity.Over(3, x => -3.5 * Tensor.Log1p(Tensor.Sum(Tensor.Square(x)) / 4)), seed);
        foreach (string name in (string[])["x[1]", "x[2]", "x[3]"])
        {
            CheckQuantiles(fit, name, p => StudentT.InvCDF(0, 1, 4, p), x => StudentT.PDF(0, 1, 4, x));
            Assert.Equal(0, fit[name].Mean, Errors * Math.Sqrt(2 / fit.EffectiveSampleSize));
            Assert.Equal(Math.Sqrt(2), fit[name].StandardDeviation, 0.05);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_logarithm_of_a_gamma_variable_has_digamma_and_trigamma(ulong seed)
    {
        const double Shape = 0.3;
        Posterior fit = Passed(LogDensity.Over(1, x => Tensor.Sum(Shape * x - Tensor.Exp(x))), seed);
        // Σ (s + k)⁻ᵖ with its tail as an integral at its middle.
        double Sum(int power) => Enumerable.Range(0, 100_000).Sum(k => Math.Pow(Shape + k, -power))
            + Math.Pow(Shape + 99_999.5, 1 - power) / (power - 1);
        double variance = Sum(2);
        CheckMoments(fit, "x[1]", SpecialFunctions.DiGamma(Shape), Math.Sqrt(variance),
            3 + 6 * Sum(4) / (variance * variance));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Two_modes_that_touch_are_both_found(ulong seed)
    {
        Posterior fit = Passed(LogDensity.Over(2, x => Tensor.LogSumExp(Tensor.Stack(
            -0.5 * Tensor.Sum(Tensor.Square(x - 1.5)), -0.5 * Tensor.Sum(Tensor.Square(x + 1.5))))), seed);
        // ±1.5 and one: variance 3.25, fourth moment 1.5⁴ + 6·1.5² + 3.
        CheckMoments(fit, "x[1]", 0, Math.Sqrt(3.25), 21.5625 / (3.25 * 3.25));
        CheckMoments(fit, "x[2]", 0, Math.Sqrt(3.25), 21.5625 / (3.25 * 3.25));
        // The draws are chosen from the weighted ones: both have an error.
        double inside = fit.Draws("x[1]").Average(x => Math.Abs(x) < 0.5 ? 1.0 : 0);
        double exact = Normal.CDF(1.5, 1, 0.5) - Normal.CDF(1.5, 1, -0.5);
        Assert.Equal(exact, inside, Errors
            * Math.Sqrt(exact * (1 - exact) * (1 / 4000.0 + 1 / fit.EffectiveSampleSize)));
    }

    [Theory]
    [InlineData(3, 0.5)]
    [InlineData(10, 1.0)]
    public void Mean_field_cannot_follow_a_scale_and_says_which(int members, double spread)
    {
        Model model = Model.Define(m =>
        {
            Tensor scale = m.Sample("log_scale", new Reparam.Distributions.Normal(0, spread));
            m.Plate("member", members).Sample("effect", new Reparam.Distributions.Normal(0, Tensor.Exp(scale / 2)));
        });
        Posterior fit = Inference.Fit(model, 1, new FitOptions
        {
            Family = new MeanFieldGaussian(), Parameterization = Parameterization.AsWritten,
        });
        Assert.Equal(VerdictLevel.Doubtful, fit.Verdict.Level);
        // With few members the weights look sound; only the curvature tells.
        Assert.Equal(members == 3, fit.IsCorrected);
        Assert.Contains("curvature of the posterior changes along 'log_scale', which", fit.Verdict.ToString(),
            StringComparison.Ordinal);
    }

    /// <summary>Thirty skewed unknowns at once are more than nodes can follow: the answer may be right, or must be
    /// doubted.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Wrong_spreads_never_pass(ulong seed)
    {
        Posterior fit = Inference.Fit(LogDensity.Over(30, x => Tensor.Sum(x - Tensor.Exp(x))), seed);
        // Each is log Exponential(1): standard deviation π / √6.
        double worst = fit.Summaries.Max(s => Math.Abs(s.Summary.StandardDeviation / (Math.PI / Math.Sqrt(6)) - 1));
        Assert.True(worst < 0.1 || fit.Verdict.Level != VerdictLevel.Passed,
            $"A standard deviation is off by {worst:P0}, but: {fit.Verdict}");
    }

    [Fact]
    public void A_normal_posterior_is_left_as_it_is()
    {
        var posterior = new Coordinates(KnownPosteriors.Vector(6), KnownPosteriors.LowerTriangular(6));
        LogDensity target = KnownPosteriors.Gaussian(posterior);
        ImportanceSampler sampler = Sampler(target, posterior, 1);
        Proposals first = sampler.Draw(4096);
        ImportanceResult result = sampler.Improve(first, 1000);
        Assert.Same(first, result.Draws);
        Assert.Empty(result.Followed);
        Assert.Equal(4096, first.EffectiveSize, 1e-6);
        // All weights are log ∫ g.
        double normaliser = 3 * Math.Log(2 * Math.PI) + posterior.LogDeterminant();
        Assert.All(first.LogRatios, r => Assert.Equal(normaliser, r, 1e-11));
    }

    [Fact]
    public void There_are_as_many_draws_as_are_worth_enough()
    {
        var posterior = KnownCoordinates.Identity(3, full: true);
        ImportanceSampler sampler = Sampler(KnownPosteriors.Gaussian(posterior), posterior, 1);
        // Each is worth one: 5 % more than 5000, in steps of 512.
        Assert.Equal(5632, sampler.Improve(sampler.Draw(1024), 5000).Draws.Count);
        Assert.Equal(1024 + 5632, sampler.Evaluations);
    }

    /// <remarks>The ratios average to ∫ g; 4096 of them within five standard errors.</remarks>
    [Fact]
    public void Log_ratios_are_those_of_the_density_to_that_of_the_draws()
    {
        var wide = new Coordinates([0.2, -0.1], [1.5, 0, 0.4, 1.4]);
        LogDensity target = KnownPosteriors.Gaussian(KnownCoordinates.Identity(2, full: true));
        Proposals draws = Sampler(target, wide, 1).Draw(4096);
        for (int d = 0; d < 4096; d += 97)
        {
            double x = draws.Points[d], y = draws.Points[4096 + d];
            double u = (x - 0.2) / 1.5, v = (y + 0.1 - 0.4 * u) / 1.4;
            double log = -0.5 * (x * x + y * y) + 0.5 * (u * u + v * v) + Math.Log(2 * Math.PI * 1.5 * 1.4);
            Assert.Equal(log, draws.LogRatios[d], 1e-11);
            Assert.Equal(-0.5 * (x * x + y * y), draws.LogDensities[d], 1e-12);
        }
        double[] ratios = [.. draws.LogRatios.Select(Math.Exp)];
        double mean = ratios.Average(), error = Math.Sqrt(ratios.Sum(r => (r - mean) * (r - mean))) / 4096;
        Assert.Equal(2 * Math.PI, mean, Errors * error);
    }

    [Fact]
    public void Where_the_density_is_no_number_a_draw_has_no_weight()
    {
        LogDensity half = LogDensity.Over(1, x => Tensor.Sum(Tensor.Log(x) - x));
        Proposals draws = Sampler(half, new Coordinates([0.5], [1]), 1).Draw(1000);
        for (int d = 0; d < 1000; d++)
        {
            Assert.Equal(draws.Points[d] <= 0, draws.Weights.Weights[d] == 0);
        }
        Assert.Equal(1, draws.Weights.Weights.Sum(), 1e-12);
    }

    [Fact]
    public void Proposals_that_follow_the_curvature_are_the_same_bits_on_any_number_of_threads()
    {
        Posterior one = Inference.Fit(KnownPosteriors.Funnel(6), 7, new FitOptions { Threads = 1 });
        Posterior two = Inference.Fit(KnownPosteriors.Funnel(6), 7, new FitOptions { Threads = 2 });
        Assert.Contains("proposals follow", one.Verdict.ToString(), StringComparison.Ordinal);
        Assert.Equal(one.Summaries, two.Summaries);
        Assert.Equal(one.Draws("x[1]"), two.Draws("x[1]"));
        Assert.Equal(one.LogDensities, two.LogDensities);
        Assert.Equal(one.ParetoShape, two.ParetoShape);
    }

    [Fact]
    public void A_search_that_is_cancelled_ends()
    {
        using var source = new CancellationTokenSource();
        LogDensity target = KnownPosteriors.Funnel(6);
        var map = KnownCoordinates.Identity(6, full: true);
        ImportanceSampler sampler = new(
            target, new TargetEvaluator(target, 1), new GaussianApproximation("full-rank", map), RandomKey.FromSeed(1), 1,
            source.Token);
        Proposals first = sampler.Draw(512);
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => sampler.Improve(first, 1000));
    }

    private static ImportanceSampler Sampler(LogDensity target, Coordinates approximation, ulong seed) =>
        new(target, new TargetEvaluator(target, 1), new GaussianApproximation("full-rank", approximation),
            RandomKey.FromSeed(seed), 1, CancellationToken.None);

    private static Posterior Passed(LogDensity target, ulong seed)
    {
        Posterior fit = Inference.Fit(target, seed);
        Assert.True(fit.Verdict.Level == VerdictLevel.Passed, fit.Verdict.ToString());
        Assert.True(fit.IsCorrected);
        return fit;
    }

    private static void CheckMoments(Posterior fit, string name, double mean, double deviation, double kurtosis)
    {
        WeightedSummary summary = fit[name];
        Assert.Equal(mean, summary.Mean, Errors * deviation / Math.Sqrt(fit.EffectiveSampleSize));
        Assert.Equal(deviation, summary.StandardDeviation,
            Errors * deviation * Math.Sqrt((kurtosis - 1) / (4 * fit.EffectiveSampleSize)));
    }

    private static void CheckQuantiles(
        Posterior fit, string name, Func<double, double> quantile, Func<double, double> density)
    {
        WeightedSummary s = fit[name];
        (double, double)[] quantiles = [(0.05, s.Quantile05), (0.5, s.Median), (0.95, s.Quantile95)];
        foreach (var (p, value) in quantiles)
        {
            double exact = quantile(p);
            Assert.Equal(exact, value, Errors * Math.Sqrt(p * (1 - p) / fit.EffectiveSampleSize) / density(exact));
        }
    }
}
