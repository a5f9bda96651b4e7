using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class LKJCholeskyTests : VectorLaws
{
    protected override string Name => "LKJCholesky2";

    protected override Distribution Make(Tensor[] p) => new LKJCholesky(2, p[0]);

    [Fact]
    public void The_correlation_of_two_has_a_beta_distribution()
    {
        // (1 + ρ) / 2 ~ Beta(η, η): p(ρ) = Beta density / 2.
        foreach (double eta in new[] { 0.5, 1, 3.5 })
        {
            foreach (double rho in new[] { -0.9, 0, 0.4 })
            {
                double[,] factor = { { 1, 0 }, { rho, Math.Sqrt(1 - rho * rho) } };
                AssertClose(new Beta(eta, eta).LogProb((1 + rho) / 2).ToDouble() - Math.Log(2),
                    new LKJCholesky(2, eta).LogProb(factor).ToDouble(), 1e-14, "log density");
            }
        }
    }

    [Theory]
    [InlineData(1.5, 9, 0.25)]
    [InlineData(3, 5, 0.15)]
    public void Density_integrates_to_one(double concentration, double range, double step)
    {
        AssertClose(1, Quadrature.Mass(new LKJCholesky(2, concentration), dimension: 1, range: 20, step: 0.125), 1e-11,
            "two dimensions");
        AssertClose(1, Quadrature.Mass(new LKJCholesky(3, concentration), dimension: 3, range, step), 1e-9,
            "three dimensions");
    }

    [Fact]
    public void Draws_for_a_batch_of_concentrations_are_those_for_each()
    {
        LKJCholesky batch = new(3, new double[] { 0.5, 40 });
        Tensor noise = Tensor.From([0.5, -1, 0.25, 2, 0, -0.75], [2, 3]);
        Assert.Equal([2, 3], batch.NoiseShape);
        Tensor draws = batch.FromNoise(noise);
        Assert.Equal([2, 3, 3], draws.Shape);
        Assert.Equal([2, 3, 3], batch.Mean.Shape);
        for (int i = 0; i < 2; i++)
        {
            LKJCholesky one = new(3, batch.Concentration[i]);
            Assert.Equal(one.FromNoise(noise[i]).ToArray(), draws[i].ToArray());
            Assert.Equal(one.Mean.ToArray(), batch.Mean[i].ToArray());
            Assert.Equal(one.Variance.ToArray(), batch.Variance[i].ToArray());
        }
    }

    [Fact]
    public void Batches_of_values_and_of_concentrations_broadcast()
    {
        LKJCholesky batch = new(2, new double[] { 1, 4 });
        Tensor x = Tensor.From([1, 0, 0.6, 0.8, 1, 0, 0, 1], [2, 2, 2]);
        Assert.Equal([2], batch.BatchShape);
        Assert.Equal([2, 2], batch.EventShape);
        Assert.Equal([new LKJCholesky(2, 1).LogProb(x[0]).ToDouble(), new LKJCholesky(2, 4).LogProb(x[1]).ToDouble()],
            batch.LogProb(x).ToArray());
        Assert.Equal([new LKJCholesky(2, 4).LogProb(x[0]).ToDouble(), new LKJCholesky(2, 4).LogProb(x[1]).ToDouble()],
            new LKJCholesky(2, 4).LogProb(x).ToArray());
    }
}

public sealed class LKJCholesky4Tests : VectorLaws
{
    protected override Distribution Make(Tensor[] p) => new LKJCholesky(4, p[0]);
}
