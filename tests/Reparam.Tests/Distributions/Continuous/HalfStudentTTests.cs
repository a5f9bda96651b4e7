using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class HalfStudentTTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new HalfStudentT(p[0], p[1]);

    protected override bool SamplesMoments(Numbers[] parameters) => parameters[0].Values[0] > 8;

    protected override bool HasExpectation(double[] parameters) => parameters[0] > 2;
}
