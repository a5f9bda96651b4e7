using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class AutoRegressiveTests : VectorLaws
{
    private static readonly double[] Coefficients = [0.5, -0.25];
    private static readonly double[] Before = [0.5, -1];

    protected override Distribution Make(Tensor[] p) => new AutoRegressive(p[0], p[1], 4, p[2], p[3]);

    [Fact]
    public void Density_integrates_to_one() => AssertClose(1,
        Mass(new AutoRegressive(Coefficients, 0.75, 2, Before), dimension: 2, range: 15, step: 0.2), 1e-13,
        "the integral");

    [Fact]
    public void With_one_coefficient_of_one_it_is_a_random_walk()
    {
        double[] one = [1], zero = [0], x = [0.5, 2, -1];
        AutoRegressive series = new(one, 1.5, 3, zero);
        GaussianRandomWalk walk = new(1.5, 3);
        AssertClose(walk.LogProb(x).ToDouble(), series.LogProb(x).ToDouble(), 1e-15, "log density");
        AssertClose(walk.Entropy.ToDouble(), series.Entropy.ToDouble(), 1e-15, "entropy");
        Assert.Equal(walk.FromNoise(x).ToArray(), series.FromNoise(x).ToArray());
        Assert.Equal(walk.Variance.ToArray(), series.Variance.ToArray());
    }

    [Fact]
    public void Batches_of_every_parameter_broadcast()
    {
        double[,] coefficients = { { 0.5, -0.25 }, { 1.25, 0.5 } }, constants = { { 0 }, { 1 }, { -2 } };
        AutoRegressive batch = new(coefficients, new double[] { 0.5, 2 }, 3, Before, constants);
        Assert.Equal([3, 2], batch.BatchShape);
        Assert.Equal([3, 2, 3], batch.Mean.Shape);
        Assert.Equal([3, 2, 3], batch.Variance.Shape);
        Assert.Equal([3, 2], batch.Entropy.Shape);
        Tensor x = Tensor.From([1, 3, -2], [3]);
        Tensor noise = Tensor.From([.. Enumerable.Range(0, 18).Select(static i => i * 0.1)], [3, 2, 3]);
        Tensor log = batch.LogProb(x), draw = batch.FromNoise(noise);
        for (int i = 0; i < 6; i++)
        {
            AutoRegressive one = new(batch.Coefficients[i % 2], batch.Scale[i % 2], 3, Before, constants[i / 2, 0]);
            AssertClose(one.LogProb(x).ToDouble(), log.ToArray()[i], 1e-15, "log density");
            Assert.Equal(one.FromNoise(noise[i / 2][i % 2]).ToArray(), draw[i / 2][i % 2].ToArray());
            Assert.Equal(one.Variance.ToArray(), batch.Variance[i / 2][i % 2].ToArray());
        }
    }

    [Fact]
    public void Values_before_the_first_must_be_as_many_as_coefficients()
    {
        double[] one = [1];
        Assert.Throws<ArgumentException>("initial", () => new AutoRegressive(Coefficients, 1, 3, one));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => new AutoRegressive(Coefficients, 1, 0, Before));
    }
}
