using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class GaussianRandomWalkTests : VectorLaws
{
    protected override Distribution Make(Tensor[] p) => new GaussianRandomWalk(p[0], 4);

    [Fact]
    public void Density_integrates_to_one() => AssertClose(1,
        Mass(new GaussianRandomWalk(0.75, 2), dimension: 2, range: 15, step: 0.2), 1e-13, "the integral");

    [Fact]
    public void Batches_of_scales_of_starts_and_of_values_broadcast()
    {
        Normal start = new(new double[,] { { 0 }, { 1 }, { 2 } }, 1);
        GaussianRandomWalk batch = new(new double[] { 0.5, 2 }, 3, start);
        Assert.Equal([3, 2], batch.BatchShape);
        Assert.Equal([3, 2, 3], batch.NoiseShape);
        Assert.Equal([3, 2, 3], batch.Mean.Shape);
        Assert.Equal([3, 2, 3], batch.Variance.Shape);
        Assert.Equal([3, 2], batch.Entropy.Shape);
        Tensor x = Tensor.From([1, 3, -2], [3]);
        Tensor noise = Tensor.From([.. Enumerable.Range(0, 18).Select(static i => i * 0.1)], [3, 2, 3]);
        Tensor log = batch.LogProb(x), draw = batch.FromNoise(noise);
        for (int i = 0; i < 6; i++)
        {
            GaussianRandomWalk one = new(i % 2 == 0 ? 0.5 : 2, 3, new Normal(i / 2, 1));
            AssertClose(one.LogProb(x).ToDouble(), log.ToArray()[i], 1e-15, "log density");
            Assert.Equal(one.FromNoise(noise[i / 2][i % 2]).ToArray(), draw[i / 2][i % 2].ToArray());
        }
    }

    [Fact]
    public void A_start_may_have_any_distribution_of_real_numbers()
    {
        GaussianRandomWalk walk = new(1, 2, new StudentT(5, 1, 2));
        Assert.Equal(PathMethod.Composition, walk.Path);
        AssertClose(1, walk.Mean[1].ToDouble(), 1e-15, "mean");
        AssertClose(4 * 5 / 3.0 + 1, walk.Variance[1].ToDouble(), 1e-15, "variance");
        Assert.Throws<ArgumentException>("initial", () => new GaussianRandomWalk(1, 2, new Gamma(2, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => new GaussianRandomWalk(1, 0));
    }

    [Fact]
    public void A_walk_of_one_value_is_its_start()
    {
        double[] x = [0.5];
        GaussianRandomWalk walk = new(2, 1);
        AssertClose(new Normal(0, 2).LogProb(0.5).ToDouble(), walk.LogProb(x).ToDouble(), 1e-15, "log density");
        Assert.Equal([1], walk.FromNoise(x).ToArray());
    }
}

public sealed class GaussianRandomWalkFromNormalTests : VectorLaws
{
    protected override Distribution Make(Tensor[] p) => new GaussianRandomWalk(p[0], 4, new Normal(p[1], p[2]));
}
