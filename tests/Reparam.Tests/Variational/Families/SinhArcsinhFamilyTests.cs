using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class SinhArcsinhFamilyTests : FamilyLaws
{
    public override VariationalFamily Family { get; } = new SinhArcsinhFamily();

    protected override double MassTolerance => 1e-3;

    protected override double Reach => 60;
}
