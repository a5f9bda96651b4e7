using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class GumbelTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Gumbel(p[0], p[1]);

    protected override double Cdf(double x, double[] p) => Math.Exp(-Math.Exp(-(x - p[0]) / p[1]));

    protected override Tensor Integrand(Tensor x) => Exp(-x);

    protected override Tensor Expectation(Tensor[] p) => Exp(LogGamma(1 + p[1]) - p[0]);
}
