using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class LogitTests : BijectorLaws
{
    public override Bijector Bijector => new Logit();

    protected override (double Lower, double Upper) Domain => (0.001, 0.999);

    protected override double[] Extremes => [1e-300, 1e-9, 1 - 1e-15];

    [Fact]
    public void It_is_the_inverse_of_the_sigmoid()
    {
        double[] x = [1e-200, 0.25, 0.5, 0.875];
        Assert.Equal(new Sigmoid().Inverse(x).ToArray(), Bijector.Forward(x).ToArray());
        AssertClose(
            (new InverseBijector(new Sigmoid()).ForwardAndLogDet(x).LogDet).ToArray(),
            Bijector.ForwardAndLogDet(x).LogDet.ToArray(), 1e-15);
    }

    [Fact]
    public void The_ends_of_the_interval_go_to_infinity() =>
        Assert.Equal(
            [double.NegativeInfinity, double.PositiveInfinity], Bijector.Forward(new double[] { 0, 1 }).ToArray());
}
