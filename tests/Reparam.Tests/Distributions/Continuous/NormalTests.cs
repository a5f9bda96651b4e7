using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class NormalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Normal(p[0], p[1]);
}
