using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class UniformTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Uniform(p[0], p[1]);

    protected override double Cdf(double x, double[] p) => (x - p[0]) / (p[1] - p[0]);

    protected override Tensor Integrand(Tensor x) => x * x;

    protected override Tensor Expectation(Tensor[] p) => (Square(p[0]) + p[0] * p[1] + Square(p[1])) / 3;
}
