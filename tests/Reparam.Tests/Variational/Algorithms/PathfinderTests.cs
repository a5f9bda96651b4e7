using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class PathfinderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_normal_posterior_is_found(int paths)
    {
        var target = new GaussianTarget(10, correlation: 0.9, logEvidence: 3);
        Posterior posterior =
            Inference.Fit(target.LogDensity, seed: 1, new() { Algorithm = new Pathfinder(paths) });
        Assert.Equal("Pathfinder", posterior.Approximation);
        Assert.Equal(3, posterior.Elbo, 1e-3);
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
        Assert.Equal(paths, posterior.Rounds.Count);
        for (int i = 0; i < 10; i++)
        {
            double sd = Math.Sqrt(target.Covariance[i, i]);
            var summary = posterior[FormattableString.Invariant($"x[{i + 1}]")];
            Assert.Equal(target.Mean[i], summary.Mean, 0.02 * sd);
            Assert.Equal(sd, summary.StandardDeviation, 0.02 * sd);
        }
        string verdict = posterior.Verdict.ToString();
        Assert.Equal(paths > 1, verdict.Contains("paths arrived, and agree", StringComparison.Ordinal));
    }

    [Fact]
    public void Rosenbrocks_valley_is_weighed_right_or_not_passed()
    {
        // x₁ ~ N(1, 1), x₂ | x₁ ~ N(x₁², 0.5²): E x₂ = 2, Var x₂ = 6 + 0.25.
        LogDensity density = LogDensity.Over(2, x =>
            new Normal(1, 1).LogProb(x[0]) + new Normal(Square(x[0]), 0.5).LogProb(x[1]));
        Posterior posterior = Inference.Fit(density, seed: 1, new() { Algorithm = new Pathfinder() });
        if (posterior.Verdict.Level == VerdictLevel.Passed)
        {
            Assert.Equal(2, posterior["x[2]"].Mean, 0.1 * 2.5);
            Assert.Equal(2.5, posterior["x[2]"].StandardDeviation, 0.1 * 2.5);
        }
        Assert.InRange(posterior.Elbo, -3, 0);
    }

    [Fact]
    public void A_funnel_is_left_before_its_mode_where_the_bound_is_greater()
    {
        // v ~ N(0, 3²), x | v ~ N(0, e^(v/2)): the density grows without end towards the neck, the bound does not.
        LogDensity density = LogDensity.Over(6, x =>
            new Normal(0, 3).LogProb(x[0]) + Sum(new Normal(0, Exp(0.5 * x[0])).LogProb(x[1..6])));
        Posterior laplace = Inference.Fit(density, seed: 1, new() { Algorithm = new LaplaceApproximation() });
        Posterior paths = Inference.Fit(density, seed: 1, new() { Algorithm = new Pathfinder() });
        Assert.True(paths.Rounds.Max(r => r.Elbo) > laplace.Rungs[0].Elbo,
            FormattableString.Invariant($"{paths.Rounds.Max(r => r.Elbo)}, {laplace.Rungs[0].Elbo}"));
    }

    [Fact]
    public void Two_modes_are_both_in_the_mixture()
    {
        LogDensity density = LogDensity.Over(1, x => LogSumExp(Stack(
            Math.Log(0.3) + new Normal(-6, 1).LogProb(x[0]), Math.Log(0.7) + new Normal(6, 1).LogProb(x[0]))));
        Posterior posterior = Inference.Fit(density, seed: 1, new() { Algorithm = new Pathfinder(8) { Reach = 12 } });
        Assert.Equal(0.7 * 6 - 0.3 * 6, posterior["x[1]"].Mean, 0.2);
        Assert.Contains("differ: a mixture of them is used", posterior.Verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_family_is_refused_and_so_are_no_paths()
    {
        LogDensity normal = LogDensity.Over(2, x => -0.5 * Sum(Square(x)));
        var e = Assert.Throws<ArgumentException>(() => Inference.Fit(
            normal, seed: 1, new() { Algorithm = new Pathfinder(), Family = new FullRankGaussian() }));
        Assert.Contains("Pathfinder has an approximation of its own", e.Message, StringComparison.Ordinal);
        Assert.Contains("Paths must be at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => Inference.Fit(
            normal, seed: 1, new() { Algorithm = new Pathfinder(0) })).Message, StringComparison.Ordinal);
    }
}
