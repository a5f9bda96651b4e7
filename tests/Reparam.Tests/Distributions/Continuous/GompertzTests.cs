using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class GompertzTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Gompertz(p[0], p[1]);
}
