using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class SplineFlowTests : FamilyLaws
{
    public override VariationalFamily Family { get; } = new SplineFlow { Bins = 5, Width = 4 };

    // Slopes have kinks at the knots.
    protected override double MassTolerance => 1e-3;
}
