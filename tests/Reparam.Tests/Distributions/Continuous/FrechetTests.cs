using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class FrechetTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Frechet(p[0], p[1]);

    // Elsewhere variances of variances are infinite or nearly so.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[0].Values[0] > 8;

    protected override bool HasExpectation(double[] parameters) => parameters[0] > 2;
}
