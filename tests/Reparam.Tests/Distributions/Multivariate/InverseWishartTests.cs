using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class InverseWishartTests : VectorLaws
{
    // Nearer to 1, some draws of two rows are rounded to matrices that are not positive definite.
    protected override bool ChecksDraws(Numbers[] parameters) => parameters[0].Values[0] > 2;

    protected override Distribution Make(Tensor[] p) => new InverseWishart(p[0], p[1]);

    // A variance has a standard error where fourth moments exist.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[0].Values[0] > 10;

    [Fact]
    public void Density_is_that_of_the_inverse_of_a_Wishart_matrix()
    {
        // p(X) = w(X⁻¹) det(X)^-(n + 1): the Jacobian of the inverse. Ψ = 2 I.
        double root = Math.Sqrt(2);
        double[,] psi = { { root, 0 }, { 0, root } }, inverse = { { 1 / root, 0 }, { 0, 1 / root } };
        double[,] x = { { 4, -1.5 }, { -1.5, 0.8125 } };
        double det = 4 * 0.8125 - 1.5 * 1.5;
        double[,] y = { { 0.8125 / det, 1.5 / det }, { 1.5 / det, 4 / det } };
        AssertClose(new Wishart(3.5, inverse).LogProb(y).ToDouble() - 3 * Math.Log(det),
            new InverseWishart(3.5, psi).LogProb(x).ToDouble(), 1e-14, "log density");
    }

    [Fact]
    public void One_row_has_an_inverse_gamma_distribution()
    {
        double[,] scale = { { 1.5 } }, x = { { 3 } };
        InverseGamma gamma = new(1.25, 0.5 * 2.25);
        AssertClose(gamma.LogProb(3).ToDouble(), new InverseWishart(2.5, scale).LogProb(x).ToDouble(), 1e-15,
            "log density");
        AssertClose(new InverseGamma(6, 1.125).Variance.ToDouble(),
            new InverseWishart(12, scale).Variance[0, 0].ToDouble(), 1e-15, "variance");
        Assert.Equal([double.NaN], new InverseWishart(2, scale).Mean.ToArray());
        Assert.Equal([double.PositiveInfinity], new InverseWishart(4, scale).Variance.ToArray());
    }

    [Fact]
    public void A_draw_is_the_inverse_of_a_Wishart_draw()
    {
        // With Ψ = I both are made from the same factor.
        double[,] identity = { { 1, 0 }, { 0, 1 } };
        double[] noise = [0.5, -1, 0.75];
        Tensor product = MatMul(
            new Wishart(4, identity).FromNoise(noise), new InverseWishart(4, identity).FromNoise(noise));
        double[] values = product.ToArray();
        for (int e = 0; e < 4; e++)
        {
            AssertClose(e % 3 == 0 ? 1 : 0, values[e], 1e-14, "the product");
        }
    }

    [Fact]
    public void Batches_of_degrees_of_freedom_and_of_values_broadcast()
    {
        double[,] scale = { { 2, 0 }, { -0.75, 0.5 } };
        InverseWishart batch = new(new double[] { 3, 8 }, scale);
        Assert.Equal([2], batch.BatchShape);
        Assert.Equal([2, 2, 2], batch.Mean.Shape);
        Tensor noise = Tensor.From([0.5, 1, -1, 0.25, 2, 0], [2, 3]), x = batch.FromNoise(noise);
        Assert.Equal([2, 2, 2], x.Shape);
        for (int i = 0; i < 2; i++)
        {
            InverseWishart one = new(batch.DegreesOfFreedom[i], scale);
            Assert.Equal(one.FromNoise(noise[i]).ToArray(), x[i].ToArray());
            AssertClose(one.LogProb(x[i]).ToDouble(), batch.LogProb(x)[i].ToDouble(), 1e-15, "log density");
        }
    }
}
