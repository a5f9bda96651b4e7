using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class InverseAutoregressiveFlowTests : FamilyLaws
{
    public override VariationalFamily Family { get; } = new InverseAutoregressiveFlow { Width = 5 };

    protected override double MassTolerance => 1e-3;

    protected override double Reach => 25;
}
