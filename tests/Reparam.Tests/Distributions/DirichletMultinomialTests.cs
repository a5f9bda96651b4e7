using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class DirichletMultinomialTests : DivisionLaws
{
    protected override Distribution Make(Tensor[] p) => new DirichletMultinomial(p[0], p[1]);

    protected override Distribution Small => new DirichletMultinomial(5, new double[] { 0.5, 2, 1.25 });

    [Fact]
    public void Of_two_categories_it_is_beta_binomial()
    {
        double[] expected = new BetaBinomial(9, 0.5, 3).LogProb(new double[] { 0, 4, 9 }).ToArray();
        double[] found = new DirichletMultinomial(9, new double[] { 0.5, 3 })
            .LogProb(new double[,] { { 0, 9 }, { 4, 5 }, { 9, 0 } }).ToArray();
        for (int i = 0; i < 3; i++)
        {
            AssertClose(expected[i], found[i], 1e-14, "log probability");
        }
    }
}
