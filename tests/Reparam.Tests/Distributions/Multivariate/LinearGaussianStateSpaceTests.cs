using Reparam.Distributions;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class LinearGaussianStateSpaceTests
{
    private static readonly double[] Mean = [0.5, -1, 0.2];
    private static readonly double[,] Covariance = { { 1.5, 0.3, 0 }, { 0.3, 1, -0.2 }, { 0, -0.2, 0.8 } };
    private static readonly double[,] Transition = { { 0.9, 0.2, 0 }, { -0.3, 0.8, 0.1 }, { 0, 0.4, 0.5 } };
    private static readonly double[,] Process = { { 0.4, 0.1, 0 }, { 0.1, 0.5, 0 }, { 0, 0, 0.3 } };
    private static readonly double[,] Observation = { { 1, 0, 0.5 }, { 0, -1, 2 } };
    private static readonly double[,] Noise = { { 0.6, 0.2 }, { 0.2, 0.9 } };

    private static LinearGaussianStateSpace Model(int length) =>
        new(Mean, Covariance, Transition, Process, Observation, Noise, length);

    [Fact]
    public void Density_is_that_of_the_multivariate_normal_of_all_observations()
    {
        const int Length = 6;
        double[] y = new SplitMix(5).Numbers(2 * Length, -2, 2);
        // Stacked: the state is G₀ x₁ + noise, whose blocks are products of F.
        Tensor[] means = new Tensor[Length], power = new Tensor[Length];
        Tensor[,] blocks = new Tensor[Length, Length];
        Tensor mean = Mean, covariance = Covariance;
        for (int t = 0; t < Length; t++)
        {
            means[t] = MatMul(Observation, mean);
            Tensor cross = covariance;
            for (int s = t; s < Length; s++)
            {
                // cov(x_s, x_t) = F^(s-t) var(x_t).
                Tensor block = MatMul(MatMul(Observation, cross), Transpose(Observation));
                blocks[s, t] = s == t ? block + (Tensor)Noise : block;
                blocks[t, s] = Transpose(blocks[s, t]);
                cross = MatMul(Transition, cross);
            }
            mean = MatMul(Transition, mean);
            covariance = MatMul(MatMul(Transition, covariance), Transpose(Transition)) + (Tensor)Process;
        }
        Tensor full = Concatenate([.. Enumerable.Range(0, Length).Select(i =>
            Concatenate([.. Enumerable.Range(0, Length).Select(j => blocks[i, j])], 1))]);
        double expected = new MultivariateNormal(Concatenate(means), Cholesky(full)).LogProb(y).ToDouble();
        Assert.Equal(expected, Model(Length).LogProb(From(y, [Length, 2])).ToDouble(), 1e-12);
    }

    [Fact]
    public void A_local_level_is_filtered_as_by_hand()
    {
        // Durbin and Koopman (2012), eq. 2.15: v = y - a, F = P + σ², K = P / F, a += K v, P = P (1 - K) + τ².
        double[] y = [1.2, 0.7, 1.9, 1.4];
        double a = 0.3, p = 2, log = 0;
        foreach (double seen in y)
        {
            double v = seen - a, f = p + 0.5, k = p / f;
            log -= 0.5 * (v * v / f + Math.Log(2 * Math.PI * f));
            (a, p) = (a + k * v, p * (1 - k) + 0.25);
        }
        Tensor One(double value) => From([value], [1, 1]);
        var level = new LinearGaussianStateSpace(new double[] { 0.3 }, One(2), One(1), One(0.25), One(1), One(0.5), 4);
        Assert.Equal(log, level.LogProb(From(y, [4, 1])).ToDouble(), 1e-14);
    }

    [Fact]
    public void Derivatives_agree_with_differences_in_every_parameter_and_in_the_data()
    {
        static Tensor Positive(Tensor x) => MatMul(x, Transpose(x)) + DiagonalMatrix(new double[] { 1, 1 });
        var check = new GradientCheck(
            static o => new LinearGaussianStateSpace(
                o[0], Positive(o[1]), o[2], Positive(o[3]), o[4], Reshape(Exp(o[5]), [1, 1]), 4).LogProb(o[6]),
            [[2], [2, 2], [2, 2], [2, 2], [1, 2], [], [4, 1]], [true, false, true, false, true, true, false], 3);
        var random = new SplitMix(3);
        double[][] at =
        [
            random.Numbers(6, -1, 1), random.Numbers(4, -1, 1), random.Numbers(12, -0.7, 0.7), random.Numbers(4, -1, 1),
            random.Numbers(6, -1, 1), random.Numbers(3, -1, 1), random.Numbers(4, -1, 1),
        ];
        check.First(at);
        check.Second(at);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_by_name()
    {
        Assert.Equal(
            "LinearGaussianStateSpace: processCovariance must have shape [3, 3] to fit the length of initialMean and " +
            "the rows of observation, but its shape is [2, 2]. (Parameter 'processCovariance')",
            Assert.Throws<ArgumentException>(
                () => new LinearGaussianStateSpace(Mean, Covariance, Transition, Noise, Observation, Noise, 4))
                .Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Model(0));
        Assert.Throws<ArgumentException>(() => Model(3).LogProb(new double[6]));
        Assert.Equal([3, 2], Model(3).EventShape);
    }
}
