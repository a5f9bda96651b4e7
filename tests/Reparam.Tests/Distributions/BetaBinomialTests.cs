using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class BetaBinomialTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new BetaBinomial(p[0], p[1], p[2]);

    protected override int Counts(double[] parameters) => (int)parameters[0] + 1;

    protected override double BatchTolerance => 1e-14;

    [Fact]
    public void Great_weights_give_the_binomial_distribution()
    {
        double[] counts = [0, 1, 7, 20];
        double[] binomial = new Binomial(20, 0.25).LogProb(counts).ToArray();
        double[] limit = new BetaBinomial(20, 1e9, 3e9).LogProb(counts).ToArray();
        for (int i = 0; i < counts.Length; i++)
        {
            AssertClose(binomial[i], limit[i], 1e-6, "log probability");
        }
    }

    [Fact]
    public void Sums_of_an_unknown_number_of_terms_are_refused()
    {
        var error = Assert.Throws<NotSupportedException>(() => new BetaBinomial(Tensor.Input("n", []), 1, 1).Cdf(2));
        Assert.Equal("BetaBinomial has no formula for a distribution function where the number of trials is an " +
            "expression or above 1e7. Estimate it from draws, or choose another distribution.", error.Message);
    }
}
