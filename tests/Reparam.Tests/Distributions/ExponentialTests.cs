using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class ExponentialTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Exponential(p[0]);

    protected override double Cdf(double x, double[] p) => -Math.Exp(-p[0] * x) + 1;

    protected override Tensor Integrand(Tensor x) => x * x;

    protected override Tensor Expectation(Tensor[] p) => 2 / Square(p[0]);
}
