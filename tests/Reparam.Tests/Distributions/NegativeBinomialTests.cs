using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class NegativeBinomialTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new NegativeBinomial(p[0], p[1]);

    protected override int Counts(double[] parameters) => parameters[0] < 1000 ? 20_000 : 0;
}

public sealed class NegativeBinomialFromLogMeanTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => NegativeBinomial.FromLogMean(p[0], p[1]);

    protected override int Counts(double[] parameters) => parameters[0] < 7 ? 20_000 : 0;

    [Fact]
    public void A_great_concentration_gives_the_Poisson_distribution()
    {
        double[] counts = [0, 1, 7, 40];
        double[] poisson = Poisson.FromLogRate(2).LogProb(counts).ToArray();
        double[] limit = NegativeBinomial.FromLogMean(2, 1e18).LogProb(counts).ToArray();
        for (int i = 0; i < counts.Length; i++)
        {
            AssertClose(poisson[i], limit[i], 1e-13, "log probability");
        }
    }
}
