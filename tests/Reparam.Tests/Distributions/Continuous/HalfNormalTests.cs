using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class HalfNormalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new HalfNormal(p[0]);

    // x itself has a kink at the middle of the noise, which the quadrature of the noise does not see.
    protected override Tensor Integrand(Tensor x) => x * x;

    protected override Tensor Expectation(Distribution distribution, Tensor[] p) => Square(p[0]);
}
