using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class FullRankGaussianLawsTests : FamilyLaws
{
    public override VariationalFamily Family { get; } = new FullRankGaussian();
}
