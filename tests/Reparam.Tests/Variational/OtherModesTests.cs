using Reparam.Random;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class OtherModesTests
{
    /// <summary>α N(-a, I) + (1 - α) N(a, I), normalised.</summary>
    private static LogDensity Mixture(int dimension, double a, double share) => LogDensity.Over(dimension, x =>
        LogSumExp(Concatenate([Term(x + a, share), Term(x - a, 1 - share)], 0), 0));

    private static Tensor Term(Tensor offset, double share) => Reshape(
        Math.Log(share) - offset.Size * 0.5 * Math.Log(2 * Math.PI) - 0.5 * Sum(Square(offset)), [1]);

    private static double Share(LogDensity target, double centre, double logEvidence, ulong seed)
    {
        Coordinates around = KnownCoordinates.Identity(target.Dimension, full: true)
            with { Centre = [.. Enumerable.Repeat(centre, target.Dimension)] };
        IReadOnlyList<PosteriorMode> modes = OtherModes.Find(
            new TargetEvaluator(target, 1), around, [], RandomKey.FromSeed(seed), CancellationToken.None);
        return OtherModes.Share(modes, new GaussianApproximation("full-rank", around), logEvidence);
    }

    [Theory]
    [InlineData(1, 5, 0.7)]
    [InlineData(1, 10, 0.5)]
    [InlineData(2, 20, 0.9)]
    [InlineData(5, 5, 0.3)]
    public void A_mode_that_the_approximation_leaves_out_is_found_with_its_share(int dimension, double a, double share)
    {
        // The approximation is the component at +a, whose log mass is log(1 - share). A normal mode's mass by Laplace's
        // method is exact.
        for (ulong seed = 1; seed <= 5; seed++)
        {
            Assert.Equal(share, Share(Mixture(dimension, a, share), a, Math.Log(1 - share), seed), 6);
        }
    }

    [Fact]
    public void A_single_mode_is_not_taken_for_another()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            Assert.Equal(0, Share(LogDensity.Over(3, x => -0.5 * Sum(Square(x))), 0, 1.5 * Math.Log(2 * Math.PI), seed));
        }
    }

    [Fact]
    public void A_density_that_rises_for_ever_has_no_other_mode()
    {
        Assert.Equal(0, Share(LogDensity.Over(1, x => Sum(Log1p(Exp(x)))), 0, 0, 1));
    }

    [Fact]
    public void Modes_that_are_found_become_a_mixture()
    {
        // Ten standard deviations apart: the second mode is fitted, and the weights put the shares right.
        for (ulong seed = 1; seed <= 5; seed++)
        {
            Posterior posterior = Inference.Fit(Mixture(2, 10, 0.3), seed);
            Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
            Assert.Equal(2, posterior.Rungs.Count);
            Assert.Equal("full-rank at 2 modes", posterior.Approximation);
            Assert.Equal(4, posterior["x[1]"].Mean, 0.05);
            Assert.Equal(Math.Sqrt(100 - 16 + 1), posterior["x[1]"].StandardDeviation, 0.05);
        }
    }
}
