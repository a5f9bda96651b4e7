using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class LowRankMultivariateNormalTests : VectorLaws
{
    private static readonly double[,] Factor = { { 1, 0.5 }, { -0.25, 2 } };

    protected override Distribution Make(Tensor[] p) => new LowRankMultivariateNormal(p[0], p[1], p[2]);

    [Fact]
    public void Density_integrates_to_one() => AssertClose(1,
        Mass(new LowRankMultivariateNormal(new double[] { 1, -2 }, Factor, new double[] { 0.5, 1 }), 2, 24, 0.2),
        1e-13, "the integral");

    [Fact]
    public void Batches_of_means_and_of_values_broadcast()
    {
        double[] diagonal = [0.5, 1];
        LowRankMultivariateNormal batch = new(new double[,] { { 1, -2 }, { 0, 3 } }, Factor, diagonal);
        Assert.Equal([2], batch.BatchShape);
        Assert.Equal([2, 4], batch.NoiseShape);
        Tensor x = Tensor.From([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3, 2, 2]), log = batch.LogProb(x);
        Assert.Equal([3, 2], log.Shape);
        for (int i = 0; i < 6; i++)
        {
            AssertClose(new LowRankMultivariateNormal(batch.Loc[i % 2], Factor, diagonal).LogProb(x[i / 2][i % 2])
                .ToDouble(), log.ToArray()[i], 1e-15, "log density");
        }
    }

    [Fact]
    public void A_factor_a_billion_times_the_diagonal_costs_no_digits_of_the_square()
    {
        // Along the vector that W leaves alone the square is x² / d; the others see only W.
        double[,] factor = { { 3e4 }, { 4e4 } };
        double[] loc = [0, 0], diagonal = [1, 1], across = [-0.8 * 5, 0.6 * 5];
        AssertClose(-0.5 * 25 - Math.Log(2 * Math.PI) - 0.5 * Math.Log(1 + 25e8),
            new LowRankMultivariateNormal(loc, factor, diagonal).LogProb(across).ToDouble(), 1e-14, "log density");
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_by_name()
    {
        double[] loc = [0, 0], one = [1], two = [1, 1];
        Assert.Throws<ArgumentException>("covarianceFactor", () => new LowRankMultivariateNormal(loc, two, two));
        Assert.Throws<ArgumentException>("covarianceDiagonal", () => new LowRankMultivariateNormal(loc, Factor, one));
    }
}
