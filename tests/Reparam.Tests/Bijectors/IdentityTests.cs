using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class IdentityTests : BijectorLaws
{
    public override Bijector Bijector => new Identity();

    [Fact]
    public void It_changes_nothing()
    {
        (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(new double[] { -1e300, 3 });
        Assert.Equal([-1e300, 3], y.ToArray());
        Assert.Equal([0, 0], logDet.ToArray());
    }
}
