using Reparam.Distributions;

namespace Reparam.Formulas.Tests.Models;

public class PriorDistributionsTests
{
    public static TheoryData<string, Distribution> Made { get; } = new()
    {
        { "b ~ normal(0.5, 2)", new Normal(0.5, 2) },
        { "b ~ student_t(3, 0.5, 2)", new StudentT(3, 0.5, 2) },
        { "b ~ cauchy(0.5, 2)", new Cauchy(0.5, 2) },
        { "b ~ double_exponential(0.5, 2)", new Laplace(0.5, 2) },
        { "b ~ logistic(0.5, 2)", new Logistic(0.5, 2) },
        { "b ~ gumbel(0.5, 2)", new Gumbel(0.5, 2) },
        { "sd ~ normal(0, 2)", new HalfNormal(2) },
        { "sd ~ student_t(3, 0, 2)", new HalfStudentT(3, 2) },
        { "sd ~ cauchy(0, 2)", new HalfCauchy(2) },
        { "sd ~ exponential(2)", new Exponential(2) },
        { "sd ~ gamma(3, 2)", new Gamma(3, 2) },
        { "sd ~ inv_gamma(3, 2)", new InverseGamma(3, 2) },
        { "sd ~ lognormal(0.5, 2)", new LogNormal(0.5, 2) },
        { "sd ~ weibull(3, 2)", new Weibull(3, 2) },
        { "sd ~ pareto(0.5, 2)", new Pareto(0.5, 2) },
        { "sd ~ beta(3, 2)", new Beta(3, 2) },
        { "sd ~ uniform(0.5, 2)", new Uniform(0.5, 2) },
    };

    [Theory]
    [MemberData(nameof(Made))]
    public void Arguments_in_the_order_of_Stan_make_the_distribution(string text, Distribution expected)
    {
        PriorDistribution prior = PriorSpecification.Parse(text).Distribution;
        Distribution one = PriorDistributions.Of(prior), two = PriorDistributions.Joint([prior, prior])!;

        Assert.IsType(expected.GetType(), one);
        foreach (double x in (double[])[0.625, 0.75])
        {
            double log = expected.LogProb(x).ToDouble();
            Assert.Equal(log, one.LogProb(x).ToDouble());
            Assert.Equal([log, log], two.LogProb(x).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Made))]
    public void The_ends_of_a_prior_are_those_of_its_distribution(string text, Distribution expected)
    {
        PriorDistribution prior = PriorSpecification.Parse(text).Distribution;
        bool Holds(double x) => expected.Support.Violation([x], []) is null;

        Assert.Equal(double.IsNegativeInfinity(prior.Lower), Holds(-1e9));
        Assert.Equal(double.IsPositiveInfinity(prior.Upper), Holds(1e9));
        foreach (double end in ((double[])[prior.Lower, prior.Upper]).Where(double.IsFinite))
        {
            Assert.True(Holds(end - 1e-9) != Holds(end + 1e-9), $"{text}: its support does not end at {end}.");
        }
    }

    [Fact]
    public void Every_family_but_lkj_is_tried_here() =>
        Assert.Equal(
            Enum.GetValues<PriorFamily>().Where(family => family != PriorFamily.Lkj),
            Made.Select(row => PriorSpecification.Parse((string)row[0]).Distribution.Family).Distinct()
                .Order());

    [Theory]
    [InlineData("sd ~ normal(1, 2)")]
    [InlineData("sd ~ normal(-3, 1)")]
    [InlineData("sd ~ student_t(3, 0.5, 2)")]
    [InlineData("sd ~ cauchy(0.5, 2)")]
    public void Priors_cut_at_zero_off_their_centre_have_draws_with_the_distribution_of_what_is_left(string text)
    {
        const int draws = 4000;
        var cut = (PositivePart)PriorDistributions.Of(PriorSpecification.Parse(text).Distribution);
        double[] values = [.. cut.Sample(draws, seed: 1).ToArray().Order()];
        Assert.True(values[0] > 0);
        // Kolmogorov and Smirnov: a greater distance has probability 2e-8.
        double[] tails = cut.Whole.Survival((Tensor)values).ToArray();
        double distance = tails.Index().Max(t => Math.Abs(1 - t.Item / cut.Mass - (t.Index + 0.5) / draws));
        Assert.InRange(distance, 0, 3 / Math.Sqrt(draws));
    }
}
