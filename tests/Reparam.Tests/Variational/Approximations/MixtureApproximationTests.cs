using Reparam.Distributions;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Approximations;

public sealed class MixtureApproximationTests
{
    private const int Draws = 4096;

    private static readonly (double Weight, double[] Centre, double[] Factor)[] Parts =
    [
        (0.5, [0, 1], [1, 0, 0.8, 0.6]),
        (0.3, [4, -2], [0.5, 0, -0.4, 2]),
        (0.2, [-1, 9], [3, 0, 0, 0.1]),
    ];

    private static readonly MixtureApproximation Mixture = new("mixture",
        [.. Parts.Select(p => (Math.Log(p.Weight), new Coordinates(p.Centre, p.Factor)))]);

    [Fact]
    public void The_log_density_of_a_draw_is_the_logarithm_of_the_sum_of_the_parts()
    {
        var (points, logDensities) = Mixture.Draw(RandomKey.FromSeed(1), Draws, 1);
        for (int d = 0; d < Draws; d++)
        {
            double[] x = [points[d], points[Draws + d]];
            double expected = Math.Log(Parts.Sum(p => p.Weight * Math.Exp(
                new MultivariateNormal(p.Centre, new double[,] { { p.Factor[0], 0 }, { p.Factor[2], p.Factor[3] } })
                    .LogProb(x).ToDouble())));
            Assert.Equal(expected, logDensities[d], 1e-12 * Math.Max(1, Math.Abs(expected)));
            Assert.Equal(logDensities[d], Mixture.LogDensity(x));
        }
    }

    [Fact]
    public void Draws_have_the_moments_of_the_mixture()
    {
        var (points, _) = Mixture.Draw(RandomKey.FromSeed(2), Draws, 1);
        for (int e = 0; e < 2; e++)
        {
            double mean = Parts.Sum(p => p.Weight * p.Centre[e]);
            double variance = Parts.Sum(p => p.Weight * (Math.Pow(p.Factor[2 * e], 2) + Math.Pow(p.Centre[e] - mean, 2)
                + (e == 0 ? 0 : Math.Pow(p.Factor[3], 2))));
            double[] found = points[(e * Draws)..((e + 1) * Draws)];
            // Six standard errors of random draws, which these do better than: a false alarm in 5e8.
            Assert.Equal(mean, found.Average(), 6 * Math.Sqrt(variance / Draws));
        }
    }

    [Fact]
    public void A_draw_takes_no_memory_beyond_its_numbers()
    {
        Allocated(Mixture);
        // The points, and for each the number that chooses its component, and log q.
        Assert.InRange(Allocated(Mixture), 0, (Mixture.Dimension + 2L) * Draws * sizeof(double) + 1024);
    }

    private static long Allocated(Approximation approximation)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        approximation.Draw(RandomKey.FromSeed(3), Draws, 1);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
