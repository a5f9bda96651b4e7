using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class StickBreakingTests : BijectorLaws
{
    public override Bijector Bijector => new StickBreaking();

    public override Shape Event => [3];

    protected override Tensor FreeCoordinates(Tensor y)
    {
        ArgumentNullException.ThrowIfNull(y);
        return y[..^1];
    }

    // A part of e⁻¹⁰⁰⁰ is a sum of terms of that size in the exponent: 1e-13 = 1000 ε.
    [Fact]
    public void Values_match_Stan() => AssertMatchesReference("StickBreaking", static _ => new StickBreaking(), 3e-13);

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
            Assert.Equal(1, y.Sum(), 1e-15);
            AssertClose(x, Bijector.Inverse(y).ToArray(), 1e-13);
        }
    }

    [Fact]
    public void Beyond_underflow_the_log_determinant_and_its_gradient_stay_finite()
    {
        Tensor x = new double[] { 1000, -1000, 1000 };
        (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(x);
        Assert.Equal([1, 0, 0, 0], y.ToArray());
        // log y = 0, -2000, -1000, -2000 up to the offsets.
        Assert.Equal(-5000, logDet.ToDouble(), 10.0);
        AssertClose([-3, 1, -1], GradientAt(v => Bijector.ForwardAndLogDet(v).LogDet, x), 1e-12);
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
