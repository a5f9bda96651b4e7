using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class CauchyTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Cauchy(p[0], p[1]);

    protected override bool SamplesMoments(Numbers[] parameters) => false;

    protected override Tensor Integrand(Tensor x) => 1 / (1 + x * x);

    protected override Tensor Expectation(Distribution distribution, Tensor[] p) => (1 + p[1]) / (Square(1 + p[1]) + Square(p[0]));
}
