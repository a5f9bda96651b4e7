using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class MaxwellTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Maxwell(p[0]);
}
