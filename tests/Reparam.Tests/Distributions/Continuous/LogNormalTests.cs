using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class LogNormalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new LogNormal(p[0], p[1]);

    protected override bool SamplesMoments(Numbers[] parameters) => parameters[1].Values[0] < 0.5;
}
