using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class StudentTTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new StudentT(p[0], p[1], p[2]);
}
