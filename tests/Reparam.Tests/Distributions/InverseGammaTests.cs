using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class InverseGammaTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new InverseGamma(p[0], p[1]);
}
