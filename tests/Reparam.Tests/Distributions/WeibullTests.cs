using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class WeibullTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Weibull(p[0], p[1]);

    protected override double Cdf(double x, double[] p) => 1 - Math.Exp(-Math.Pow(x / p[1], p[0]));

    protected override Tensor Integrand(Tensor x) => x * x;

    protected override Tensor Expectation(Tensor[] p) => Square(p[1]) * Exp(LogGamma(1 + 2 / p[0]));
}
