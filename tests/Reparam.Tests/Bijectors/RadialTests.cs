using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class RadialTests : BijectorLaws
{
    private static readonly double[] Centre = [0.25, 0, -0.5];

    public override Bijector Bijector => new Radial(Centre, 1.5, -0.75);

    public override Shape Event => [3];

    protected override double[] Extremes => [-1000, -30, 0, 30, 1000];

    protected override double RoundTrip => 1e-12;

    [Fact]
    public void Values_match_the_formula()
    {
        AssertMatchesReference("Radial", _ => Bijector, 1e-13);
        AssertMatchesReference("Radial:push", static _ => new Radial(Centre, 0.25, 3), 1e-13);
    }

    [Theory]
    [InlineData(-40)]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(300)]
    public void The_inverse_is_precise_for_any_strength(double strength)
    {
        var map = new Radial(Centre, 0.5, strength);
        foreach (double size in new[] { 1e-3, 1, 1000 })
        {
            double[] x = [size, -2 * size, 0.5 * size];
            AssertClose(x, map.Inverse(map.Forward(x).ToArray()).ToArray(), 1e-13);
        }
    }

    [Fact]
    public void At_the_centre_values_and_gradients_are_finite()
    {
        // There the map is a multiplication by softplus(β) / α.
        double slope = Math.Log(1 + Math.Exp(-0.75)) / 1.5;
        (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(Centre);
        Assert.Equal(Centre, y.ToArray());
        Assert.Equal(3 * Math.Log(slope), logDet.ToDouble(), 1e-14);
        AssertClose([slope, slope, slope], GradientAt(x => Tensor.Sum(Bijector.Forward(x)), Centre), 1e-14);
        AssertClose([0, 0, 0], GradientAt(x => Bijector.ForwardAndLogDet(x).LogDet, Centre), 0);
        AssertClose(Centre, Bijector.Inverse(Centre).ToArray(), 1e-15);
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Radial(Centre, 0, 1));
        Assert.Contains("scale must be above 0 and finite, but scale = 0", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2 }));
    }
}
