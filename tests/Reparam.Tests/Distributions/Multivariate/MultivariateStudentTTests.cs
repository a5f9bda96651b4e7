using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class MultivariateStudentTTests : VectorLaws
{
    private static readonly double[,] Factor = { { 2, 0 }, { -0.75, 0.5 } };

    protected override Distribution Make(Tensor[] p) => new MultivariateStudentT(p[0], p[1], p[2]);

    // A variance has a standard error where fourth moments exist.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[0].Values[0] > 4;

    // At 10⁹ degrees of freedom the gradient in them is below the rounding of the draws.
    protected override bool ChecksPath(Numbers[] parameters) => parameters[0].Values[0] < 1e6;

    [Fact]
    public void Density_integrates_to_one() => AssertClose(1,
        Mass(new MultivariateStudentT(30, new double[] { 1, -2 }, Factor), dimension: 2, range: 80, step: 0.2),
        1e-13, "the integral");

    [Fact]
    public void One_element_has_the_t_distribution_of_numbers()
    {
        double[] loc = [0.5], x = [3];
        double[,] scale = { { 1.5 } };
        MultivariateStudentT vector = new(3.5, loc, scale);
        StudentT number = new(3.5, 0.5, 1.5);
        AssertClose(number.LogProb(3).ToDouble(), vector.LogProb(x).ToDouble(), 1e-15, "log density");
        AssertClose(number.Variance.ToDouble(), vector.Variance[0].ToDouble(), 1e-15, "variance");
        AssertClose(number.Entropy.ToDouble(), vector.Entropy.ToDouble(), 1e-15, "entropy");
        Assert.Equal([double.NaN], new MultivariateStudentT(0.5, loc, scale).Mean.ToArray());
        Assert.Equal([double.PositiveInfinity], new MultivariateStudentT(1.5, loc, scale).Variance.ToArray());
    }

    [Fact]
    public void Batches_of_degrees_of_freedom_means_and_values_broadcast()
    {
        MultivariateStudentT batch = new(new double[] { 3, 8 }, new double[] { 1, -2 }, Factor);
        Assert.Equal([2], batch.BatchShape);
        Assert.Equal([2, 3], batch.NoiseShape);
        Assert.Equal([2, 2], batch.Mean.Shape);
        Assert.Equal([2, 2], batch.Variance.Shape);
        Tensor x = Tensor.From([0, 1, 2, 3], [2, 2]), noise = Tensor.From([0.5, 1, -1, 0.25, 2, 0], [2, 3]);
        for (int i = 0; i < 2; i++)
        {
            MultivariateStudentT one = new(batch.DegreesOfFreedom[i], batch.Loc, Factor);
            AssertClose(one.LogProb(x[i]).ToDouble(), batch.LogProb(x)[i].ToDouble(), 1e-15, "log density");
            Assert.Equal(one.FromNoise(noise[i]).ToArray(), batch.FromNoise(noise)[i].ToArray());
        }
    }
}
