using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class ExponentialTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Exponential(p[0]);
}
