using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class HalfNormalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new HalfNormal(p[0]);
}
