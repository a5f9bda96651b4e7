using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class AffineTests : BijectorLaws
{
    public override Bijector Bijector => new Affine(0.75, -2.5);

    protected override double[] Extremes => [-1e300, -1000, 1000, 1e300];

    [Fact]
    public void It_standardises_a_Gaussian_both_ways()
    {
        var map = new Affine(new double[] { 1, -2 }, new double[] { 4, 0.5 });
        Assert.Equal([9, -3], map.Forward(new double[] { 2, -2 }).ToArray());
        Assert.Equal([2, -2], map.Inverse(new double[] { 9, -3 }).ToArray());
        Assert.Equal([Math.Log(4), Math.Log(0.5)], map.ForwardAndLogDet(new double[] { 0, 0 }).LogDet.ToArray());
    }

    [Fact]
    public void Shift_and_scale_broadcast_with_the_argument()
    {
        var map = new Affine(new double[] { 1, 2, 3 }, 2);
        (Tensor y, Tensor logDet) = map.ForwardAndLogDet(new double[,] { { 1 }, { 10 } });
        Assert.Equal([3, 4, 5, 21, 22, 23], y.ToArray());
        Assert.Equal(Shape.Create([2, 3]), logDet.Shape);
        Assert.Equal(Shape.Create([2, 3]), map.ForwardShape([2, 1]));
    }

    [Fact]
    public void A_scale_of_zero_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Affine(0, new double[] { 1, 0 }));
        Assert.Contains("scale must be finite and not 0, but scale[1] = 0", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Affine(double.PositiveInfinity, 1));
    }
}
