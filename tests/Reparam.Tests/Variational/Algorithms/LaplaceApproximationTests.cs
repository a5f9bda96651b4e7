using Reparam.Distributions;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class LaplaceApproximationTests
{
    [Fact]
    public void A_normal_posterior_is_found_exactly_whatever_its_scales()
    {
        // Scales from 1e-6 to 1e6.
        double[] scale = [1e-6, 1e-3, 1, 1e3, 1e6], mean = [2e-6, -1e-3, 0.5, 4e3, -3e6];
        LogDensity density = LogDensity.Over(5, x => Tensor.Sum(new Normal(mean, scale).LogProb(x)));
        Posterior posterior =
            Inference.Fit(density, seed: 1, new() { Algorithm = new LaplaceApproximation() });
        Assert.Equal("Laplace", posterior.Approximation);
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
        // log ∫ = 0, and the bound of the exact distribution has no scatter.
        Assert.Equal(0, posterior.Elbo, 1e-6);
        Assert.Equal(0, posterior.Rounds[0].Elbo, 1e-6);
        for (int i = 0; i < 5; i++)
        {
            WeightedSummary(posterior, i, mean[i], scale[i]);
        }

        static void WeightedSummary(Posterior posterior, int i, double mean, double scale)
        {
            var summary = posterior[FormattableString.Invariant($"x[{i + 1}]")];
            Assert.Equal(mean, summary.Mean, 0.01 * scale);
            Assert.Equal(scale, summary.StandardDeviation, 0.01 * scale);
        }
    }

    [Fact]
    public void Correlations_are_those_of_the_curvature()
    {
        var target = new GaussianTarget(6, correlation: 0.9, logEvidence: -7);
        Posterior posterior =
            Inference.Fit(target.LogDensity, seed: 1, new() { Algorithm = new LaplaceApproximation() });
        Assert.Equal(-7, posterior.Elbo, 1e-6);
        Assert.Equal(-7, posterior.Rounds[0].Elbo, 1e-6);
        // The diagonal of the curvature alone lacks the divergence of the best mean-field distribution.
        Posterior diagonal = Inference.Fit(target.LogDensity, seed: 1,
            new() { Algorithm = new LaplaceApproximation(), Family = new MeanFieldGaussian() });
        Assert.Equal(-7 - target.MeanFieldDivergence, diagonal.Rungs[0].Elbo, 5 * diagonal.Rungs[0].ElboStandardError);
    }
}
