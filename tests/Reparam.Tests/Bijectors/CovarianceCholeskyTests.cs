using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class CovarianceCholeskyTests : BijectorLaws
{
    public override Bijector Bijector => new CovarianceCholesky(4, 3);

    public override Shape Event => [9];

    protected override double[] Extremes => [-1000, -30, 30, 700];

    protected override Tensor FreeCoordinates(Tensor y) =>
        Tensor.Gather(Tensor.Reshape(y, [12]), [0, 3, 4, 6, 7, 8, 9, 10, 11]);

    [Fact]
    public void Values_match_Stan()
    {
        AssertMatchesReference("CovarianceCholesky", static x => new CovarianceCholesky(Rows(x.Length)), 1e-15);
        AssertMatchesReference("CovarianceCholeskyTall", static _ => new CovarianceCholesky(4, 2), 1e-15);
    }

    [Fact]
    public void The_factor_is_filled_row_by_row()
    {
        AssertClose([Math.E, 0, 2, Math.E, 3, 4],
            new CovarianceCholesky(3, 2).Forward(new double[] { 1, 2, 1, 3, 4 }).ToArray(), 1e-15);
    }

    [Fact]
    public void Wrong_dimensions_and_shapes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceCholesky(0));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceCholesky(2, 3));
        Assert.Contains("at least as many rows as columns", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[5]));
        Assert.Throws<ArgumentException>(() => Bijector.Inverse(new double[3, 3]));
    }

    private static int Rows(int free) => (int)Math.Round(-0.5 + Math.Sqrt(0.25 + 2 * free));
}
