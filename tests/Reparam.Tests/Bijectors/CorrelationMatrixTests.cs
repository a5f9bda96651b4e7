using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class CorrelationMatrixTests : BijectorLaws
{
    public override Bijector Bijector => new CorrelationMatrix(4);

    public override Shape Event => [6];

    protected override (double Lower, double Upper) Domain => (-1.5, 1.5);

    protected override double[] Extremes => [-1000, -30, 30, 1000];

    // The condition number reaches some thousands.
    protected override double RoundTrip => 1e-11;

    protected override Tensor FreeCoordinates(Tensor y) =>
        Tensor.Gather(Tensor.Reshape(y, [16]), [4, 8, 9, 12, 13, 14]);

    [Fact]
    public void Values_match_Stan() => AssertMatchesReference("CorrelationMatrix",
        static x => new CorrelationMatrix((int)Math.Round(0.5 + Math.Sqrt(0.25 + 2 * x.Length))), 1e-13);

    [Fact]
    public void With_three_variables_the_second_number_is_the_correlation_of_the_first_and_the_third()
    {
        double[] y = new CorrelationMatrix(3).Forward(new double[] { 0.25, -0.75, 3 }).ToArray();
        Assert.Equal(Math.Tanh(0.25), y[3], 1e-15);
        Assert.Equal(Math.Tanh(-0.75), y[6], 1e-15);
        Assert.Equal([1, 1, 1], new[] { y[0], y[4], y[8] }.Select(v => Math.Round(v, 14)));
    }

    [Fact]
    public void The_log_determinant_stays_right_where_the_matrix_is_singular()
    {
        // Σ -(n - j + 1) (|x| - log 2), the weights being 4, 4, 4, 3, 3, 2.
        double[] x = [1000, -1000, 1000, 1000, 1000, -1000];
        Assert.Equal(-20 * (1000 - Math.Log(2)), Bijector.ForwardAndLogDet(x).LogDet.ToDouble(), 1e-11);
    }

    [Fact]
    public void Wrong_dimensions_and_shapes_are_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new CorrelationMatrix(0));
        Assert.Contains("CorrelationMatrix: dimension must be at least 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[5]));
        Assert.Throws<ArgumentException>(() => Bijector.Inverse(new double[2, 2]));
    }
}
