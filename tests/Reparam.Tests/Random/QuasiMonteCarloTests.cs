using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Tests.Random;

public class QuasiMonteCarloTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(5);

    [Fact]
    public void Points_are_scrambled_sobol_element_by_element()
    {
        var points = QuasiMonteCarlo.Uniform(Key, 4, 128);
        var column = new double[128];
        for (int e = 0; e < 4; e++)
        {
            SobolSequence.FillScrambled(Key.Fold("sobol"), e, 0, column);
            Assert.True(column.AsSpan().SequenceEqual(points.AsSpan(e * 128, 128)));
        }
    }

    [Fact]
    public void Coordinates_beyond_the_table_are_a_latin_hypercube()
    {
        // 96 draws are not a power of two: a Sobol' coordinate does not put one point in each of 96 strata.
        var columns = new double[3 * 96];
        QuasiMonteCarlo.FillUniform(Key, SobolSequence.MaxDimensions - 1, 96, columns);
        RandomChecks.AssertOnePerStratum(columns.AsSpan(0, 64));
        RandomChecks.AssertOnePerStratum(columns.AsSpan(96, 96));
        RandomChecks.AssertOnePerStratum(columns.AsSpan(192, 96));
        Assert.False(columns.AsSpan(96, 96).SequenceEqual(columns.AsSpan(192, 96)));
        Assert.Equal(21_203 * 2, QuasiMonteCarlo.Normal(Key, 21_203, 2).Count(double.IsFinite));
    }

    [Fact]
    public void Normal_points_are_quantiles_of_the_uniform_ones()
    {
        var uniform = QuasiMonteCarlo.Uniform(Key, 7, 100);
        var normal = QuasiMonteCarlo.Normal(Key, 7, 100);
        Assert.True(uniform.Select(NormalQuantile.Evaluate).SequenceEqual(normal));
        Assert.All(normal, z => Assert.True(double.IsFinite(z)));
    }

    [Fact]
    public void More_dimensions_and_more_draws_keep_what_was_there()
    {
        var small = QuasiMonteCarlo.Uniform(Key, 3, 100);
        var large = QuasiMonteCarlo.Uniform(Key, 5, 300);
        for (int e = 0; e < 3; e++)
        {
            Assert.True(small.AsSpan(e * 100, 100).SequenceEqual(large.AsSpan(e * 300, 100)));
        }

        Assert.True(small.AsSpan().SequenceEqual(QuasiMonteCarlo.Uniform(Key, 3, 100)));
        Assert.False(small.AsSpan().SequenceEqual(QuasiMonteCarlo.Uniform(RandomKey.FromSeed(6), 3, 100)));
    }

    [Fact]
    public void Averages_are_unbiased()
    {
        // Product of 1 + (u - 1/2) over 6 coordinates plus exp(z) of the first: expectation 1 + exp(1/2). 100 is no
        // power of 2: unbiasedness does not need one.
        foreach (int draws in new[] { 16, 100, 128 })
        {
            var means = new double[2000];
            for (int seed = 0; seed < means.Length; seed++)
            {
                var u = QuasiMonteCarlo.Uniform(RandomKey.FromSeed((ulong)seed), 6, draws);
                for (int d = 0; d < draws; d++)
                {
                    means[seed] += (Product(u, 6, draws, d) + Math.Exp(NormalQuantile.Evaluate(u[d]))) / draws;
                }
            }

            RandomChecks.AssertMean(1 + Math.Exp(0.5), means);
        }
    }

    [Fact]
    public void The_error_of_a_smooth_integral_is_far_below_monte_carlo_and_falls_faster()
    {
        double few = RootMeanSquareError(256, quasi: true);
        double many = RootMeanSquareError(4096, quasi: true);
        double independent = RootMeanSquareError(4096, quasi: false);

        // Over 60 replicates 6.1e-5 against 1.3e-2 and 1.9e-3. Between the two sizes independent draws fall by 4, and
        // the asymptotic rate N^(-3/2) is 64.
        Assert.True(many * 50 < independent, $"{many:e2} against {independent:e2}");
        Assert.True(many * 16 < few, $"{many:e2} against {few:e2}");
    }

    [Fact]
    public void Moments_of_normal_points_are_close_with_128_draws_of_100_dimensions()
    {
        // Independent draws have standard errors of 0.088 and 0.125; seen here at most 0.008 and 0.064.
        var z = QuasiMonteCarlo.Normal(Key, 100, 128);
        for (int e = 0; e < 100; e++)
        {
            var column = z.AsSpan(e * 128, 128).ToArray();
            Assert.InRange(column.Average(), -0.02, 0.02);
            Assert.InRange(column.Average(v => v * v), 0.9, 1.1);
        }
    }

    [Fact]
    public void Counts_out_of_range_are_refused()
    {
        Assert.Equal("dimension", Refused(0, 4).ParamName);
        Assert.Equal("draws", Refused(4, 0).ParamName);
        Assert.Equal("draws", Refused(100_000, 100_000).ParamName);

        static ArgumentOutOfRangeException Refused(int dimension, int draws) =>
            Assert.Throws<ArgumentOutOfRangeException>(() => QuasiMonteCarlo.Normal(Key, dimension, draws));
    }

    private static double RootMeanSquareError(int draws, bool quasi)
    {
        const int dimension = 5, replicates = 60;
        double sum = 0;
        for (int seed = 0; seed < replicates; seed++)
        {
            var key = RandomKey.FromSeed((ulong)seed);
            double[] u;
            if (quasi)
            {
                u = QuasiMonteCarlo.Uniform(key, dimension, draws);
            }
            else
            {
                u = new double[dimension * draws];
                Noise.FillUniform(key, 0, 0, draws, 0, dimension, u);
            }

            double error = Enumerable.Range(0, draws).Average(d => Product(u, dimension, draws, d)) - 1;
            sum += error * error;
        }

        return Math.Sqrt(sum / replicates);
    }

    private static double Product(double[] u, int dimension, int draws, int draw)
    {
        double product = 1;
        for (int e = 0; e < dimension; e++)
        {
            product *= 0.5 + u[e * draws + draw];
        }

        return product;
    }
}
