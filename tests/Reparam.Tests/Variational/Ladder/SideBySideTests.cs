using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class SideBySideTests
{
    [Fact]
    public void Starts_that_come_to_the_same_end_agree()
    {
        var target = new GaussianTarget(4, correlation: 0.7);
        Posterior one = Inference.Fit(target.LogDensity, seed: 1);
        Posterior five = Inference.Fit(target.LogDensity, seed: 1, new() { Starts = 5 });
        Assert.Contains("5 of 5 starts arrived, and agree (R-hat over starts 1.00).", five.Verdict.ToString(),
            StringComparison.Ordinal);
        Assert.Equal(one.Elbo, five.Elbo, 1e-6);
        Assert.True(five.Evaluations > one.Evaluations);
    }

    [Fact]
    public void Starts_that_come_to_different_ends_are_told_of()
    {
        // Two modes, 9 standard deviations apart in the first unknown, of which mean-field fits take one each.
        LogDensity density = LogDensity.Over(2, x => LogSumExp(Stack(
            new Normal(-4.5, 1).LogProb(x[0]), new Normal(4.5, 1).LogProb(x[0]))) + new Normal(0, 1).LogProb(x[1]));
        var start = new Coordinates([0, 0], [3, 1], new DiagonalPattern(2));
        Reparam.Random.RandomKey key = Reparam.Random.RandomKey.FromSeed(1);
        int next = 0;
        Optimum found = SideBySide.Run(start, 6, key.Fold("starts"), s => FixedDrawsOptimizer.For(
            density, new MeanFieldGaussian(), new ElboObjective(), s with { Factor = [1, 1] }, new FixedDraws(), 1, key)
            .Run(key, new FitContext(null, default), $"start {next++}"));
        Assert.Equal(6, next);
        Assert.Contains("differ (R-hat over starts", found.Problem, StringComparison.Ordinal);
        Assert.Equal(4.5, Math.Abs(found.Approximation.Coordinates.Centre[0]), 0.5);
    }

    [Fact]
    public void No_start_is_refused() => Assert.Contains("Starts must be at least 1", Assert.Throws<
        ArgumentOutOfRangeException>(() => Inference.Fit(
            new GaussianTarget(2, 0.5).LogDensity, seed: 1, new() { Starts = 0 })).Message, StringComparison.Ordinal);
}
