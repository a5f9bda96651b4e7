using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class Chi2Tests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Chi2(p[0]);
}
