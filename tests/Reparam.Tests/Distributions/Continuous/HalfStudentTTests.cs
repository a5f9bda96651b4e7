using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class HalfStudentTTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new HalfStudentT(p[0], p[1]);

    protected override bool SamplesMoments(Numbers[] parameters) => parameters[0].Values[0] > 8;

    protected override bool HasExpectation(double[] parameters) => parameters[0] > 2;

    // x itself has a kink at the middle of the noise, which the quadrature of the noise does not see.
    protected override Tensor Integrand(Tensor x) => Square(x);

    protected override Tensor Expectation(Distribution distribution, Tensor[] p) => Square(p[1]) * p[0] / (p[0] - 2);
}
