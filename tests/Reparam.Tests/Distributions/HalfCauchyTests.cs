using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class HalfCauchyTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new HalfCauchy(p[0]);

    protected override double Cdf(double x, double[] p) => 2 * Math.Atan(x / p[0]) / Math.PI;

    protected override Tensor Integrand(Tensor x) => 1 / (1 + x * x);

    protected override Tensor Expectation(Tensor[] p) => 1 / (1 + p[0]);
}
