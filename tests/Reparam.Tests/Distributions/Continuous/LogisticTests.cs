using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class LogisticTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Logistic(p[0], p[1]);
}
