using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class CouplingFlowTests : FamilyLaws
{
    public override VariationalFamily Family { get; } = new CouplingFlow { Depth = 3, Width = 5 };

    // One layer after another stretches the plane.
    protected override double MassTolerance => 1e-3;

    protected override double Reach => 25;
}
