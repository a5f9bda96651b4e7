using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class CovarianceMatrixTests : BijectorLaws
{
    public override Bijector Bijector => new CovarianceMatrix(3);

    public override Shape Event => [6];

    protected override (double Lower, double Upper) Domain => (-1, 1);

    protected override double[] Extremes => [-1000, -30, 30, 300];

    // The condition number reaches some hundreds.
    protected override double RoundTrip => 1e-12;

    protected override Tensor FreeCoordinates(Tensor y) => Tensor.Gather(Tensor.Reshape(y, [9]), [0, 3, 4, 6, 7, 8]);

    [Fact]
    public void Values_match_Stan() => AssertMatchesReference("CovarianceMatrix",
        static x => new CovarianceMatrix((int)Math.Round(-0.5 + Math.Sqrt(0.25 + 2 * x.Length))), 4e-14);

    [Fact]
    public void The_matrix_is_symmetric_also_in_a_batch()
    {
        double[] x = new Expressions.SplitMix(9).Numbers(12, -2, 2);
        double[] y = Bijector.Forward(Tensor.From(x, [2, 6])).ToArray();
        for (int i = 0; i < 18; i++)
        {
            Assert.Equal(y[i], y[i / 9 * 9 + i % 3 * 3 + i % 9 / 3]);
        }
    }

    [Fact]
    public void Wrong_dimensions_and_shapes_are_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new CovarianceMatrix(0));
        Assert.Contains("CovarianceMatrix: dimension must be at least 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[5]));
        Assert.Throws<ArgumentException>(() => Bijector.Inverse(new double[2, 2]));
    }
}
