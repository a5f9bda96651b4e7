using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class NoiseSchemeTests
{
    private static readonly ExpectationProblem Problem =
        new(t => new Normal(t[..2], Exp(t[2..])), x => Square(x[0]) + Sin(x[1]));

    private static readonly double[] At = [0.5, -1, 0.1, -0.4];

    [Fact]
    public void Quasi_Monte_Carlo_noise_has_far_less_variance_for_the_same_number_of_draws()
    {
        GradientEstimate Estimate(GradientEstimator estimator) => estimator.Estimate(Problem, At, 16384, 1);
        double path = Estimate(new Pathwise()).TotalVariance,
            even = Estimate(new Pathwise { Noise = NoiseScheme.QuasiMonteCarlo() }).TotalVariance;
        Assert.True(even < 0.05 * path, FormattableString.Invariant($"{even} beside {path}"));
        var score = new ScoreFunction { Baseline = Baseline.Constant };
        Assert.True(Estimate(score with { Noise = NoiseScheme.QuasiMonteCarlo() }).TotalVariance
            < 0.2 * Estimate(score).TotalVariance);
    }

    [Fact]
    public void Opposite_noise_cancels_what_is_odd_and_doubles_what_is_even()
    {
        // Of x² the derivative in μ is 2x, odd about 2μ; that in σ is 2xε, whose even part is 2σε².
        ExpectationProblem square = new(t => new Normal(t[0], t[1]), Square);
        GradientEstimate plain = new Pathwise().Estimate(square, [0, 1], 8192, 1),
            paired = new Pathwise { Noise = NoiseScheme.Antithetic }.Estimate(square, [0, 1], 8192, 1);
        Assert.InRange(paired.GradientVariances[0], 0, 1e-28);
        // Of 2ε² the variance is 8; sample variances of 4096 are within 25%.
        Assert.Equal(16, paired.GradientVariances[1], 4.0);
        Assert.Equal(8, plain.GradientVariances[1], 2.0);
        Assert.Equal(4096, paired.Replicates);
    }

    [Fact]
    public void Draws_are_rounded_up_to_whole_replicates()
    {
        GradientEstimate pairs = new Pathwise { Noise = NoiseScheme.Antithetic }.Estimate(Problem, At, 7, 1),
            sets = new Pathwise { Noise = NoiseScheme.QuasiMonteCarlo(4) }.Estimate(Problem, At, 100, 1),
            groups = new ScoreFunction { Baseline = Baseline.LeaveOneOut(8) }.Estimate(Problem, At, 3, 1);
        Assert.Equal((8, 4), (pairs.Draws, pairs.Replicates));
        Assert.Equal((128, 4), (sets.Draws, sets.Replicates));
        Assert.Equal((16, 2), (groups.Draws, groups.Replicates));
    }

    [Theory]
    [InlineData(NoiseKind.Normal)]
    [InlineData(NoiseKind.Uniform)]
    [InlineData(NoiseKind.Exponential)]
    public void Noise_does_not_depend_on_how_draws_are_cut(NoiseKind kind)
    {
        NoiseInput[] inputs = [NoiseInput.Of(kind, [3]), NoiseInput.Of(NoiseKind.Uniform, [2], "other")];
        var key = Reparam.Random.RandomKey.FromSeed(3);
        foreach (NoiseScheme scheme in new[] { NoiseScheme.Antithetic, NoiseScheme.QuasiMonteCarlo(2) })
        {
            int block = scheme.Divide(64, 1).Block;
            double[][] whole = [new double[3 * 64], new double[2 * 64]];
            new NoiseSource(inputs, key, scheme, block).Fill(0, 64, whole);
            var parts = new NoiseSource(inputs, key, scheme, block);
            foreach ((int first, int count) in new[] { (40, 24), (0, 7), (7, 33) })
            {
                double[][] part = [new double[3 * count], new double[2 * count]];
                parts.Fill(first, count, part);
                for (int i = 0; i < 2; i++)
                {
                    for (int e = 0; e < inputs[i].Input.Size; e++)
                    {
                        Assert.Equal(whole[i].AsSpan(e * 64 + first, count), part[i].AsSpan(e * count, count));
                    }
                }
            }
        }
    }

    [Fact]
    public void Too_few_randomizations_or_samples_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseScheme.QuasiMonteCarlo(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Baseline.LeaveOneOut(1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ExpectationProblem.LowerBound(t => new Normal(t[0], 1), x => x, 0));
    }
}
