using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class FullRankGaussianTests : FamilyLaws
{
    public override VariationalFamily Family { get; } = new FullRankGaussian();
}
