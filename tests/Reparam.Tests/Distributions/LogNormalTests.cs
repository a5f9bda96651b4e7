using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class LogNormalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new LogNormal(p[0], p[1]);

    protected override double Cdf(double x, double[] p) =>
        MathNet.Numerics.Distributions.Normal.CDF(p[0], p[1], Math.Log(x));

    protected override Tensor Integrand(Tensor x) => x;

    protected override Tensor Expectation(Tensor[] p) => Exp(p[0] + 0.5 * Square(p[1]));
}
