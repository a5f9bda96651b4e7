using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class HalfCauchyTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new HalfCauchy(p[0]);

    protected override bool SamplesMoments(Numbers[] parameters) => false;

    protected override Tensor Integrand(Tensor x) => 1 / (1 + x * x);

    protected override Tensor Expectation(Distribution distribution, Tensor[] p) => 1 / (1 + p[0]);
}
