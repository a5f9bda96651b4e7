using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class ProjectedNormalTests : VectorLaws
{
    protected override string Name => "ProjectedNormal2";

    protected override bool HasMoments => false;

    protected override bool HasEntropy => false;

    protected override Distribution Make(Tensor[] p) => new ProjectedNormal(p[0]);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, -0.5)]
    [InlineData(4, 3)]
    [InlineData(12, -20)]
    public void Density_integrates_to_one_over_the_circle_and_draws_have_its_mean(double a, double b)
    {
        ProjectedNormal distribution = new(new double[] { a, b });
        const int Count = 4096, Draws = 20_000;
        double[] angles = [.. Enumerable.Range(0, Count).Select(static i => 2 * Math.PI * i / Count)];
        Tensor x = Transpose(Stack(Cos(angles), Sin(angles)));
        Tensor weights = Exp(distribution.LogProb(x)) * (2 * Math.PI / Count);
        AssertClose(1, Sum(weights).ToDouble(), 1e-13, "the integral");
        double[] mean = MatMul(weights, x).ToArray(), square = MatMul(weights, Square(x)).ToArray();
        double[] draws = Tensor.Mean(distribution.Sample(Draws, seed: 5), 0).ToArray();
        for (int i = 0; i < 2; i++)
        {
            // Six standard errors: one false alarm in 5e8.
            double error = Math.Sqrt((square[i] - mean[i] * mean[i]) / Draws);
            Assert.InRange(draws[i], mean[i] - 6 * error, mean[i] + 6 * error);
        }
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, -0.5, 2)]
    [InlineData(-4, 3, 1)]
    public void Density_integrates_to_one_over_the_sphere(double a, double b, double c)
    {
        ProjectedNormal distribution = new(new double[] { a, b, c });
        const int Count = 128;
        var (heights, heightWeights) = Quadrature.Over(Support.Interval(-1, 1));
        // Every sixteenth node is enough here.
        double[] z = [.. heights.Where((_, i) => i % 16 == 0)];
        double[] weights = [.. heightWeights.Where((_, i) => i % 16 == 0).Select(static w => 16 * w)];
        double[] angles = [.. Enumerable.Range(0, Count).Select(static i => 2 * Math.PI * i / Count)];
        Tensor height = z, radius = Sqrt((1 - height) * (1 + height));
        Tensor x = Transpose(Stack(Outer(radius, Cos(angles)), Outer(radius, Sin(angles)),
            Outer(height, Full(1, [Count]))), 1, 2, 0);
        Tensor mass = MatMul(weights, Sum(Exp(distribution.LogProb(x)), -1)) * (2 * Math.PI / Count);
        AssertClose(1, mass.ToDouble(), 1e-12, "the integral");
    }

    [Fact]
    public void The_forms_near_and_far_from_the_mean_meet()
    {
        foreach (int n in new[] { 2, 3 })
        {
            double[] direction = [-1, .. new double[n - 1]];
            double At(double t) => new ProjectedNormal((double[])[-t, .. new double[n - 1]])
                .LogProb(direction).ToDouble();
            AssertClose(At(-3 - 1e-9), At(-3 + 1e-9), 1e-8, "log density across the joint");
            AssertClose(At(-3 - 1e-12) - At(-3), At(-3) - At(-3 + 1e-12), 1e-13, "its slope");
        }
    }

    [Fact]
    public void In_more_than_three_dimensions_it_has_draws_but_no_density()
    {
        ProjectedNormal distribution = new(new double[] { 1, 2, 3, 4 });
        AssertClose(1, Sum(Square(distribution.Sample(1, seed: 1))).ToDouble(), 1e-15, "length");
        Assert.Contains("ProjectedNormal: the density is known for directions of 2 and 3", Assert.Throws<
            NotSupportedException>(() => distribution.LogProb(Full(0.5, [4]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_of_means_and_of_values_broadcast()
    {
        ProjectedNormal batch = new(new double[,] { { 1, -2 }, { 0, 3 } });
        Tensor x = Tensor.From([1, 0, 0, 1, -1, 0, 0.6, 0.8, 0.8, 0.6, 0, -1], [3, 2, 2]), log = batch.LogProb(x);
        Assert.Equal([3, 2], log.Shape);
        for (int i = 0; i < 6; i++)
        {
            AssertClose(new ProjectedNormal(batch.Concentration[i % 2]).LogProb(x[i / 2][i % 2]).ToDouble(),
                log.ToArray()[i], 1e-15, "log density");
        }
        Assert.Equal([2, 2], batch.FromNoise(x[0]).Shape);
    }
}

public sealed class ProjectedNormal3Tests : VectorLaws
{
    protected override bool HasMoments => false;

    protected override bool HasEntropy => false;

    protected override Distribution Make(Tensor[] p) => new ProjectedNormal(p[0]);
}
