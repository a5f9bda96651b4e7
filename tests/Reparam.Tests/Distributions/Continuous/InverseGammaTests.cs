using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class InverseGammaTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new InverseGamma(p[0], p[1]);

    protected override bool SamplesMoments(Numbers[] parameters) => parameters[0].Values[0] > 8;

    // At concentration 0.1 some draws of the quadrature are beyond the range of double.
    protected override bool HasExpectation(double[] parameters) => parameters[0] > 1;

    // Its own mean is infinite where the concentration is at most 1.
    protected override Tensor Integrand(Tensor x) => 1 / x;

    protected override Tensor Expectation(Distribution distribution, Tensor[] p) => p[0] / p[1];
}
