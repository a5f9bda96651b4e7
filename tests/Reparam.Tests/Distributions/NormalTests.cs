using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class NormalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Normal(p[0], p[1]);

    protected override double Cdf(double x, double[] p) => MathNet.Numerics.Distributions.Normal.CDF(p[0], p[1], x);

    protected override Tensor Integrand(Tensor x) => x * x + x;

    protected override Tensor Expectation(Tensor[] p) => p[0] + Square(p[0]) + Square(p[1]);
}
