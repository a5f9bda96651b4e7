using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class InverseGaussianTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new InverseGaussian(p[0], p[1]);

    // Where the shape is small, moments rest on few draws.
    protected override bool SamplesMoments(Numbers[] parameters) =>
        parameters[1].Values[0] > 0.1 * parameters[0].Values[0];
}
