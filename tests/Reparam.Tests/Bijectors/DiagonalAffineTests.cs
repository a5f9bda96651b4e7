using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class DiagonalAffineTests : BijectorLaws
{
    public override Bijector Bijector =>
        new DiagonalAffine(new double[] { 0.5, -1, 2 }, new double[] { 2, -0.25, 1e3 });

    public override Shape Event => [3];

    protected override double[] Extremes => [-1e300, -1000, 1000, 1e300];

    [Fact]
    public void It_is_the_affine_map_of_each_element_with_one_log_determinant_a_vector()
    {
        (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(new double[] { 1, 2, 3 });
        Assert.Equal([2.5, -1.5, 3002], y.ToArray());
        Assert.Equal(Math.Log(500), logDet.ToDouble(), 1e-14);
    }
}
