using MathNet.Numerics.LinearAlgebra;
using Reparam.Distributions;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class LowRankGaussianTests
{
    private const int N = 12;

    [Fact]
    public void A_normal_density_within_the_family_is_found()
    {
        // Three directions in which the unknowns move together, up to four times as far as each by itself.
        double[,] u = new double[N, 3];
        double[] d = new double[N], mean = new double[N];
        for (int i = 0; i < N; i++)
        {
            (d[i], mean[i]) = (Math.Exp(Math.Sin(2 * i)), 3 * Math.Cos(i));
            for (int k = 0; k < 3; k++)
            {
                u[i, k] = Math.Sqrt(d[i]) * 0.6 * Math.Sin((2 * k + 1) * i + k);
            }
        }
        Matrix<double> root = Matrix<double>.Build.DenseOfDiagonalArray(d);
        root += Matrix<double>.Build.DenseOfArray(u) * Matrix<double>.Build.DenseOfArray(u).Transpose();
        Matrix<double> covariance = root * root;
        LogDensity target = LogDensity.Over(N, x =>
            new MultivariateNormal(mean, covariance.Cholesky().Factor.ToArray()).LogProb(x));
        Posterior fit = Inference.Fit(target, seed: 1, new() { Family = new LowRankGaussian(3) });
        Posterior diagonal = Inference.Fit(target, seed: 1, new() { Family = new MeanFieldGaussian() });
        // The bound of a density that the family holds is its integral's logarithm, 0.
        Assert.True(fit.Elbo > -0.02 && diagonal.Elbo < -1, $"{fit.Elbo} {diagonal.Elbo}");
        for (int i = 0; i < N; i++)
        {
            double deviation = Math.Sqrt(covariance[i, i]);
            var summary = fit.Summaries[i].Summary;
            Assert.True(Math.Abs(summary.Mean - mean[i]) < 0.05 * deviation, $"{i}: {summary} {mean[i]} {deviation}");
            Assert.True(Math.Abs(summary.StandardDeviation / deviation - 1) < 0.05, $"{i}: {summary} {deviation}");
        }
    }

    [Fact]
    public void Its_parameters_are_a_mean_a_scale_and_the_rank_for_each_unknown()
    {
        var family = new LowRankGaussian(2);
        LogDensity any = LogDensity.Over(5, x => -Tensor.Sum(x * x));
        Assert.Equal(20, family.ParameterCount(any));
        double[] start = family.Start(any, Reparam.Random.RandomKey.FromSeed(1));
        Assert.All(start[..10], p => Assert.Equal(0, p));
        Assert.All(start[10..], p => Assert.True(p != 0 && Math.Abs(p) < 0.5));
        var (x, logDet) = family.Bijector(start, any).ForwardAndLogDet(new double[] { 1, -1, 0.5, 2, 0 });
        Assert.Equal(5, x.Size);
        Assert.True(logDet.ToDouble() is > 0 and < 0.2);
    }

    [Fact]
    public void A_rank_below_1_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new LowRankGaussian(0));
        Assert.Contains("the rank must be at least 1, but is 0", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LowRankGaussian() with { Rank = -1 });
    }
}
