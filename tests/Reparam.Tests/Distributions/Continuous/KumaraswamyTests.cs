using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class KumaraswamyTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Kumaraswamy(p[0], p[1]);

    // Where nearly all draws are nearly 0, moments rest on a few.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[0].Values[0] > 0.1;
}
