using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class IsometricLogRatioTests : BijectorLaws
{
    public override Bijector Bijector => new IsometricLogRatio();

    public override Shape Event => [3];

    protected override double[] Extremes => [-1000, -30, 30, 1000];

    protected override Tensor FreeCoordinates(Tensor y)
    {
        ArgumentNullException.ThrowIfNull(y);
        return y[..^1];
    }

    // A part of e⁻⁷⁰⁰ is a sum of terms of that size in the exponent.
    [Fact]
    public void Values_match_Stan() =>
        AssertMatchesReference("IsometricLogRatio", static _ => new IsometricLogRatio(), 3e-13);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public void Zero_is_the_simplex_of_equal_parts(int free)
    {
        double[] y = Bijector.Forward(new double[free]).ToArray();
        AssertClose([.. Enumerable.Repeat(1.0 / (free + 1), free + 1)], y, 1e-15);
    }

    [Fact]
    public void The_round_trip_is_precise_far_out()
    {
        double[][] points = [[30, 30, 30], [-30, -30, -30], [30, -30, 30], [200, 200, -200], [-200, 200, 200]];
        foreach (double[] x in points)
        {
            double[] y = Bijector.Forward(x).ToArray();
            Assert.Equal(1, y.Sum(), 1e-13);
            AssertClose(x, Bijector.Inverse(y).ToArray(), 1e-13);
        }
    }

    [Fact]
    public void Beyond_underflow_the_log_determinant_and_its_gradient_stay_finite()
    {
        Tensor x = new double[] { -2000, 0, 0 };
        (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(x);
        Assert.Equal([0, 1, 0, 0], y.ToArray());
        // z = (-1, 1, 0, 0) 2000 / √2, so log y = z - 2000 / √2.
        Assert.Equal(Math.Log(2) - 8000 / Math.Sqrt(2), logDet.ToDouble(), 1e-11);
        // ∂ log det / ∂x = -4 ∂z₂ / ∂x, the second column of the basis.
        AssertClose([4 / Math.Sqrt(2), -4 / Math.Sqrt(6), -4 / Math.Sqrt(12)],
            GradientAt(v => Bijector.ForwardAndLogDet(v).LogDet, x), 1e-14);
    }

    [Fact]
    public void A_simplex_of_one_element_has_no_free_coordinates()
    {
        (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(Array.Empty<double>());
        Assert.Equal([1], y.ToArray());
        Assert.Equal(0, logDet.ToDouble());
        Assert.Empty(Bijector.Inverse(new double[] { 1 }).ToArray());
    }

    [Fact]
    public void Scalars_and_empty_simplices_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Bijector.Forward(1));
        Assert.Throws<ArgumentException>(() => Bijector.Inverse(Array.Empty<double>()));
    }
}
