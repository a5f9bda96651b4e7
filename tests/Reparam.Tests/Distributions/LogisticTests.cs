using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class LogisticTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Logistic(p[0], p[1]);

    protected override double Cdf(double x, double[] p) => 1 / (1 + Math.Exp(-(x - p[0]) / p[1]));

    protected override Tensor Integrand(Tensor x) => x * x;

    protected override Tensor Expectation(Tensor[] p) => Square(p[0]) + Math.PI * Math.PI / 3 * Square(p[1]);
}
