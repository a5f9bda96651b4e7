using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class DiagonalCouplingFlowTests : FamilyLaws
{
    public override VariationalFamily Family { get; } = new CouplingFlow { Depth = 2, Width = 3, IsFullRank = false };

    protected override double MassTolerance => 1e-3;

    protected override double Reach => 25;
}
