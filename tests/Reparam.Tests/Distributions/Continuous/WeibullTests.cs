using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class WeibullTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Weibull(p[0], p[1]);
}
