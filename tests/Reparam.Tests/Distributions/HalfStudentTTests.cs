using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class HalfStudentTTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new HalfStudentT(p[0], p[1]);
}
