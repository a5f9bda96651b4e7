using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class RayleighTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Rayleigh(p[0]);
}
