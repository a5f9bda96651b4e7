using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class DirichletTests : DistributionLaws
{
    protected override Distribution Make(Tensor[] p) => new Dirichlet(p[0]);

    [Fact]
    public void Density_integrates_to_one() =>
        AssertClose(1, Quadrature.Mass(new Dirichlet(new double[] { 1.5, 3, 2 }), dimension: 2, range: 30, step: 0.25),
            1e-11, "the integral");

    [Fact]
    public void Batches_of_values_and_of_weights_broadcast()
    {
        Dirichlet one = new(new double[] { 2, 3 }), batch = new(new double[,] { { 2, 3 }, { 0.5, 4 } });
        Tensor x = Tensor.From([0.25, 0.75, 0.5, 0.5], [2, 2]);
        Assert.Equal([2], batch.BatchShape);
        Assert.Equal([2], batch.EventShape);
        Assert.Equal(
            [one.LogProb(x[0]).ToDouble(), one.LogProb(x[1]).ToDouble()], one.LogProb(x).ToArray());
        Assert.Equal(
            [one.LogProb(x[0]).ToDouble(), new Dirichlet(new double[] { 0.5, 4 }).LogProb(x[1]).ToDouble()],
            batch.LogProb(x).ToArray());
    }

    [Fact]
    public void A_part_of_zero_with_weight_one_has_a_finite_density_and_gradient()
    {
        Tensor x = Input("x", [3]);
        Tensor log = new Dirichlet(new double[] { 1, 2, 1 }).LogProb(x);
        double[][] result = Evaluation.Run([x], [[0, 0.5, 0.5]], [log, .. Differentiate.Gradient(log, x)], 1);
        AssertClose(Math.Log(3), result[0][0], 1e-14, "log density");
        Assert.Equal([0, 2, 0], result[1]);
    }
}
