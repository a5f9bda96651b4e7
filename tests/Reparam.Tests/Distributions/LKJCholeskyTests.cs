using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class LKJCholeskyTests : DistributionLaws
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

public sealed class LKJCholesky4Tests : DistributionLaws
{
    protected override Distribution Make(Tensor[] p) => new LKJCholesky(4, p[0]);
}
