using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class NegativeBinomialTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new NegativeBinomial(p[0], p[1]);

    protected override int Counts(double[] parameters) => parameters[0] < 1000 ? 20_000 : 0;

    protected override bool HasEntropy(double[] parameters) => false;

    // Where most of the mass is at 0, the rest is too rarely drawn.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[1].Values[0] > 0.1;
}

public sealed class NegativeBinomialFromLogMeanTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => NegativeBinomial.FromLogMean(p[0], p[1]);

    protected override int Counts(double[] parameters) => parameters[0] < 7 ? 20_000 : 0;

    protected override bool HasEntropy(double[] parameters) => false;

    protected override bool IsWithinRange(double[] parameters) => parameters[0] < 700;

    // Of rarer counts none is drawn, and greater ones are beyond the range.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[0].Values[0] is > -4 and < 300;

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

public sealed class NegativeBinomialFromProbabilityTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => NegativeBinomial.FromProbability(p[0], p[1]);

    protected override bool HasEntropy(double[] parameters) => false;
}

public sealed class NegativeBinomialFromLogitsTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => NegativeBinomial.FromLogits(p[0], p[1]);

    protected override bool HasEntropy(double[] parameters) => false;
}
