using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class MultivariateNormalTests : VectorLaws
{
    private static readonly double[,] Factor = { { 2, 0 }, { -0.75, 0.5 } };

    protected override Distribution Make(Tensor[] p) => new MultivariateNormal(p[0], p[1]);

    [Fact]
    public void Density_integrates_to_one() =>
        AssertClose(1,
            Quadrature.Mass(new MultivariateNormal(new double[] { 1, -2 }, Factor), dimension: 2, range: 24, step: 0.2),
            1e-13, "the integral");

    [Fact]
    public void Batches_of_means_and_of_values_broadcast()
    {
        MultivariateNormal batch = new(new double[,] { { 1, -2 }, { 0, 3 }, { 5, 5 } }, Factor);
        Assert.Equal([3], batch.BatchShape);
        Assert.Equal([2], batch.EventShape);
        Tensor x = Tensor.From([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [2, 3, 2]);
        Tensor log = batch.LogProb(x);
        Assert.Equal([2, 3], log.Shape);
        Assert.Equal(Enumerable.Range(0, 6).Select(i =>
            new MultivariateNormal(batch.Loc[i % 3], Factor).LogProb(x[i / 3][i % 3]).ToDouble()), log.ToArray());
    }

    [Fact]
    public void The_path_is_the_mean_plus_the_factor_times_noise_and_carries_the_gradient_of_both()
    {
        // E[(a'x)²] = (a'μ)² + |L'a|², by a rule exact for quadratics: nodes ±√2 eᵢ, weights ¼.
        double root = Math.Sqrt(2);
        Tensor noise = Tensor.From([root, 0, -root, 0, 0, root, 0, -root], [4, 2]);
        Tensor a = new double[] { 0.5, -3 };
        Tensor loc = Input("loc", [2]), factor = Input("factor", [2, 2]);
        Tensor estimate = 0.25 * Sum(Square(MatMul(new MultivariateNormal(loc, factor).FromNoise(noise), a)));
        Tensor expectation = Square(Sum(a * loc)) + Sum(Square(MatMul(a, LowerTriangle(factor))));
        double[][] result = Evaluation.Run([loc, factor], [[1, -2], [2, 9, -0.75, 0.5]],
            [estimate, .. Differentiate.Gradient(estimate, loc, factor), expectation,
                .. Differentiate.Gradient(expectation, loc, factor)], 1);
        for (int i = 0; i < 3; i++)
        {
            for (int e = 0; e < result[i].Length; e++)
            {
                AssertClose(result[i + 3][e], result[i][e], 1e-13, "quadratic expectation");
            }
        }
        Assert.Equal(new MultivariateNormal(new double[] { 1, -2 }, Factor).FromNoise(noise)[2].ToArray(),
            new MultivariateNormal(new double[] { 1, -2 }, Factor).FromNoise(noise[2]).ToArray());
    }
}

public sealed class MultivariateNormalFromCovarianceTests : VectorLaws
{
    protected override Distribution Make(Tensor[] p) => MultivariateNormal.FromCovariance(p[0], p[1]);

    [Fact]
    public void A_matrix_that_is_no_covariance_is_refused_by_name()
    {
        double[] loc = [0, 0];
        double[,] indefinite = { { 1, 2 }, { 2, 1 } }, skew = { { 1, 0.5 }, { -0.5, 1 } }, small = { { 1 } };
        foreach (double[,] covariance in new[] { indefinite, skew, small })
        {
            Assert.StartsWith("MultivariateNormal: ", Assert.Throws<ArgumentException>("covariance",
                () => MultivariateNormal.FromCovariance(loc, covariance)).Message, StringComparison.Ordinal);
            Assert.StartsWith("MultivariateNormal: ", Assert.Throws<ArgumentException>("precision",
                () => MultivariateNormal.FromPrecision(loc, covariance)).Message, StringComparison.Ordinal);
        }
    }
}

public sealed class MultivariateNormalFromPrecisionTests : VectorLaws
{
    protected override Distribution Make(Tensor[] p) => MultivariateNormal.FromPrecision(p[0], p[1]);
}
