using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class GumbelTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Gumbel(p[0], p[1]);
}
