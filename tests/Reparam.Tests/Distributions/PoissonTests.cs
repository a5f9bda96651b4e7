using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class PoissonTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new Poisson(p[0]);
}

public sealed class PoissonFromLogRateTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => Poisson.FromLogRate(p[0]);
}
