using Reparam.Distributions;

namespace Reparam.Formulas.Tests;

public class PriorFamilyTests
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
        { "sd ~ frechet(3, 2)", new Frechet(3, 2) },
        { "sd ~ rayleigh(2)", new Rayleigh(2) },
        { "sd ~ loglogistic(3, 2)", new LogLogistic(2, 3) },
        { "sd ~ chi_square(3)", new Chi2(3) },
        { "sd ~ inv_chi_square(3)", new InverseGamma(1.5, 0.5) },
        { "sd ~ scaled_inv_chi_square(3, 2)", new InverseGamma(1.5, 6) },
        { "sd ~ beta_proportion(0.25, 8)", new Beta(2, 6) },
        { "b ~ skew_normal(0.5, 2, -3)", new SkewNormal(0.5, 2, -3) },
        { "b ~ skew_double_exponential(0.5, 2, 0.2)", new AsymmetricLaplace(0.5, 2.5, 0.5) },
        { "b ~ von_mises(0.5, 2)", new VonMises(0.5, 2) },
        { "sd ~ logistic(0.5, 2)", new Truncated(new Logistic(0.5, 2), 0, null) },
        { "sd ~ normal(0.5, 2)", new Truncated(new Normal(0.5, 2), 0, null) },
        { "zi ~ student_t(3, 0.5, 2)", new Truncated(new StudentT(3, 0.5, 2), 0, 1) },
        { "zi ~ gamma(3, 2)", new Truncated(new Gamma(3, 2), null, 1) },
    };

    [Theory]
    [MemberData(nameof(Made))]
    public void Arguments_in_the_order_of_Stan_make_the_distribution(string text, Distribution expected)
    {
        PriorDistribution prior = PriorSpecification.Parse(text).Distribution;
        Distribution one = prior.Make(), two = PriorDistribution.Joint([prior, prior])!;

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
    public void A_skew_double_exponential_has_the_density_of_the_Stan_manual()
    {
        // 2 t (1 - t) / s exp(-2/s ((1 - t) (m - y)₊ + t (y - m)₊)).
        Distribution made = PriorSpecification.Parse("b ~ skew_double_exponential(0.5, 2, 0.2)").Distribution.Make();
        double At(double y) => Math.Log(2 * 0.2 * 0.8 / 2)
            - (0.8 * Math.Max(0.5 - y, 0) + 0.2 * Math.Max(y - 0.5, 0));

        Assert.Equal(At(-1.3), made.LogProb(-1.3).ToDouble(), 1e-14);
        Assert.Equal(At(2.7), made.LogProb(2.7).ToDouble(), 1e-14);
    }

    [Fact]
    public void Every_family_but_lkj_is_tried_here() =>
        Assert.Equal(
            PriorFamily.All.Where(family => family != PriorFamily.Lkj).Select(family => family.Name).Order(),
            Made.Select(row => PriorSpecification.Parse((string)row[0]).Distribution.Family.Name).Distinct().Order());
}
