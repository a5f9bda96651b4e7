using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class LogNormalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new LogNormal(p[0], p[1]);
}
