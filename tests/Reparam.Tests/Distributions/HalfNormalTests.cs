using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class HalfNormalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new HalfNormal(p[0]);

    protected override double Cdf(double x, double[] p) =>
        2 * MathNet.Numerics.Distributions.Normal.CDF(0, p[0], x) - 1;

    protected override Tensor Integrand(Tensor x) => x * x;

    protected override Tensor Expectation(Tensor[] p) => Square(p[0]);
}
