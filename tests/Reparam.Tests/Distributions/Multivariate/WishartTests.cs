using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class WishartTests : VectorLaws
{
    // Nearer to 1, some draws of two rows are rounded to matrices that are not positive definite.
    protected override bool ChecksDraws(Numbers[] parameters) => parameters[0].Values[0] > 2;

    protected override bool SamplesMoments(Numbers[] parameters) => ChecksDraws(parameters);

    protected override Distribution Make(Tensor[] p) => new Wishart(p[0], p[1]);

    [Fact]
    public void Density_integrates_to_one() => AssertClose(1,
        Mass(new Wishart(6.5, new double[,] { { 0.5, 0 }, { -0.2, 0.4 } }), dimension: 3, range: 7, step: 0.14), 1e-11,
        "the integral");

    [Fact]
    public void One_row_has_a_gamma_distribution()
    {
        double[,] scale = { { 1.5 } }, x = { { 3 } };
        Gamma gamma = new(1.25, 0.5 / 2.25);
        AssertClose(gamma.LogProb(3).ToDouble(), new Wishart(2.5, scale).LogProb(x).ToDouble(), 1e-15, "log density");
        AssertClose(gamma.Entropy.ToDouble(), new Wishart(2.5, scale).Entropy.ToDouble(), 1e-15, "entropy");
        AssertClose(gamma.FromNoise(0.75).ToDouble(),
            new Wishart(2.5, scale).FromNoise(new double[] { 0.75 })[0, 0].ToDouble(), 1e-15, "draw");
    }

    [Fact]
    public void Batches_of_degrees_of_freedom_and_of_values_broadcast()
    {
        double[,] scale = { { 2, 0 }, { -0.75, 0.5 } };
        Wishart batch = new(new double[] { 3, 8 }, scale);
        Assert.Equal([2], batch.BatchShape);
        Assert.Equal([2, 2, 2], batch.Variance.Shape);
        Tensor noise = Tensor.From([0.5, 1, -1, 0.25, 2, 0], [2, 3]), x = batch.FromNoise(noise);
        Assert.Equal([2, 2, 2], x.Shape);
        for (int i = 0; i < 2; i++)
        {
            Wishart one = new(batch.DegreesOfFreedom[i], scale);
            Assert.Equal(one.FromNoise(noise[i]).ToArray(), x[i].ToArray());
            AssertClose(one.LogProb(x[i]).ToDouble(), batch.LogProb(x)[i].ToDouble(), 1e-15, "log density");
            AssertClose(one.LogProb(x[1 - i]).ToDouble(), one.LogProb(x)[1 - i].ToDouble(), 1e-15, "log density");
        }
    }

    [Fact]
    public void Too_few_degrees_of_freedom_are_refused_by_name() =>
        Assert.Equal("Wishart: degreesOfFreedom must be above 1 and finite, but degreesOfFreedom = 1. Matrices of 2 " +
            "rows need more than 1 degrees of freedom to have a density. (Parameter 'degreesOfFreedom')",
            Assert.Throws<ArgumentException>(() => new Wishart(1, new double[,] { { 1, 0 }, { 0, 1 } })).Message);
}
