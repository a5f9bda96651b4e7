using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class MatrixNormalTests : VectorLaws
{
    private static readonly double[,] Rows = { { 2, 0 }, { -0.75, 0.5 } };
    private static readonly double[,] Columns = { { 1, 0, 0 }, { 0.5, 2, 0 }, { -1, 0.25, 0.5 } };

    protected override Distribution Make(Tensor[] p) => new MatrixNormal(p[0], p[1], p[2]);

    [Fact]
    public void Its_elements_have_the_multivariate_normal_distribution_of_the_Kronecker_product()
    {
        var factor = new double[6, 6];
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
            {
                factor[i, j] = Rows[i / 3, j / 3] * Columns[i % 3, j % 3];
            }
        }
        Tensor loc = Tensor.From([0, 1, -1, 2, 0.5, 0.25], [2, 3]), x = Tensor.From([1, 2, 3, -4, 5, 0.5], [2, 3]);
        MatrixNormal matrix = new(loc, Rows, Columns);
        MultivariateNormal vector = new(Reshape(loc, [6]), factor);
        AssertClose(vector.LogProb(Reshape(x, [6])).ToDouble(), matrix.LogProb(x).ToDouble(), 1e-15, "log density");
        AssertClose(vector.Entropy.ToDouble(), matrix.Entropy.ToDouble(), 1e-15, "entropy");
        double[] expected = vector.FromNoise(Reshape(x, [6])).ToArray(), draw = matrix.FromNoise(x).ToArray();
        for (int e = 0; e < 6; e++)
        {
            AssertClose(expected[e], draw[e], 1e-15, "draw");
            AssertClose(vector.Variance.ToArray()[e], matrix.Variance.ToArray()[e], 1e-15, "variance");
        }
    }

    [Fact]
    public void Batches_of_means_and_of_values_broadcast()
    {
        Tensor loc = Tensor.From([.. Enumerable.Range(0, 12).Select(static i => i * 0.5)], [2, 2, 3]);
        MatrixNormal batch = new(loc, Rows, Columns);
        Assert.Equal([2], batch.BatchShape);
        Tensor x = Tensor.From([1, 2, 3, -4, 5, 0.5], [2, 3]), log = batch.LogProb(x), draw = batch.FromNoise(loc);
        for (int i = 0; i < 2; i++)
        {
            AssertClose(new MatrixNormal(loc[i], Rows, Columns).LogProb(x).ToDouble(), log[i].ToDouble(), 1e-15,
                "log density");
            Assert.Equal(new MatrixNormal(loc[i], Rows, Columns).FromNoise(loc[i]).ToArray(), draw[i].ToArray());
        }
    }
}
