namespace Reparam.Formulas.Tests;

public class PriorSpecificationTests
{
    [Theory]
    [InlineData("b ~ normal(0, 2.5)", "b ~ normal(0, 2.5)")]
    [InlineData("  b~normal( 0,2.5 ) ", "b ~ normal(0, 2.5)")]
    [InlineData("b(dist100) ~ cauchy(-1, .5)", "b(dist100) ~ cauchy(-1, 0.5)")]
    [InlineData("b(mom_hs:mom_iq) ~ normal(0, 1)", "b(mom_hs:mom_iq) ~ normal(0, 1)")]
    [InlineData("b(log(x)) ~ normal(0, 1)", "b(log(x)) ~ normal(0, 1)")]
    [InlineData("b(`unit price`) ~ normal(0, 1)", "b(unit price) ~ normal(0, 1)")]
    [InlineData("b ~ half_normal(1)", "b ~ half_normal(0, 1)")]
    [InlineData("b ~ uniform(-1, 1)", "b ~ uniform(-1, 1)")]
    [InlineData("Intercept ~ student_t(3, 0, 2.5)", "Intercept ~ student_t(3, 0, 2.5)")]
    [InlineData("sd ~ half_student_t(3, 0, 2.5)", "sd ~ half_student_t(3, 0, 2.5)")]
    [InlineData("sd ~ half student_t(3, 0, 2.5)", "sd ~ half_student_t(3, 0, 2.5)")]
    [InlineData("sd ~ student_t(3, 0, 2.5)", "sd ~ half_student_t(3, 0, 2.5)")]
    [InlineData("sd(county) ~ normal(0, 1)", "sd(county) ~ half_normal(0, 1)")]
    [InlineData("sd(Subject, Days) ~ cauchy(0, 1)", "sd(Subject, Days) ~ half_cauchy(0, 1)")]
    [InlineData("sigma ~ half_cauchy(5)", "sigma ~ half_cauchy(0, 5)")]
    [InlineData("sigma ~ exponential(1e-1)", "sigma ~ exponential(0.1)")]
    [InlineData("sigma ~ uniform(0, 100)", "sigma ~ uniform(0, 100)")]
    [InlineData("sigma ~ lognormal(0, 1)", "sigma ~ lognormal(0, 1)")]
    [InlineData("sigma ~ beta(2, 3)", "sigma ~ beta(2, 3)")]
    [InlineData("shape ~ inv_gamma(0.4, 0.3)", "shape ~ inv_gamma(0.4, 0.3)")]
    [InlineData("b ~ double_exponential(0, 1)", "b ~ double_exponential(0, 1)")]
    [InlineData("b(x) ~ logistic(-1, 2)", "b(x) ~ logistic(-1, 2)")]
    [InlineData("Intercept ~ gumbel(1, .5)", "Intercept ~ gumbel(1, 0.5)")]
    [InlineData("sd ~ weibull(2, 1)", "sd ~ weibull(2, 1)")]
    [InlineData("sigma ~ pareto(0.1, 1.5)", "sigma ~ pareto(0.1, 1.5)")]
    [InlineData("nu ~ gamma(2, 0.1)", "nu ~ gamma(2, 0.1)")]
    [InlineData("cor ~ lkj(2)", "cor ~ lkj(2)")]
    [InlineData("cor(Subject) ~ lkj(1)", "cor(Subject) ~ lkj(1)")]
    public void Priors_are_read_into_their_canonical_form(string text, string canonical)
    {
        var prior = PriorSpecification.Parse(text);

        Assert.Equal(canonical, prior.ToString());
        Assert.Equal(prior, PriorSpecification.Parse(canonical));
        Assert.Equal(text, prior.Text);
    }

    [Fact]
    public void The_parts_of_a_prior_are_named()
    {
        var prior = PriorSpecification.Parse("sd(Subject, Days) ~ student_t(3, 0, 2.5)");

        Assert.Equal((PriorClass.StandardDeviation, "Subject", "Days"), (prior.Class, prior.Group, prior.Coefficient));
        Assert.Equal(new PriorDistribution(PriorFamily.StudentT, [3, 0, 2.5], PriorCut.AtZero),
            prior.Distribution);
        Assert.Equal((0.0, double.PositiveInfinity), (prior.Distribution.Lower, prior.Distribution.Upper));
        Assert.Equal((null, "x"), (PriorSpecification.Parse("b(x) ~ normal(0, 1)").Group,
            PriorSpecification.Parse("b(x) ~ normal(0, 1)").Coefficient));
    }

    [Theory]
    [InlineData("b ~ normal(0, 1)", double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData("sd ~ normal(0, 1)", 0, double.PositiveInfinity)]
    [InlineData("b ~ uniform(-2, 3)", -2, 3)]
    [InlineData("b ~ beta(2, 3)", 0, 1)]
    [InlineData("b ~ gamma(2, 3)", 0, double.PositiveInfinity)]
    [InlineData("b ~ double_exponential(0, 1)", double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData("b ~ logistic(0, 1)", double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData("b ~ gumbel(0, 1)", double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData("sd ~ weibull(2, 3)", 0, double.PositiveInfinity)]
    [InlineData("sd ~ pareto(2, 3)", 2, double.PositiveInfinity)]
    [InlineData("sigma ~ logistic(0, 1)", 0, double.PositiveInfinity)]
    [InlineData("alpha ~ half_normal(0, 1)", 0, double.PositiveInfinity)]
    [InlineData("zi ~ normal(0.3, 1)", 0, 1)]
    [InlineData("zi ~ exponential(1)", 0, 1)]
    [InlineData("hu ~ uniform(0.25, 0.5)", 0.25, 0.5)]
    [InlineData("Intercept ~ von_mises(0, 1)", -Math.PI, Math.PI)]
    [InlineData("cor ~ lkj(2)", -1, 1)]
    public void The_support_is_known(string text, double lower, double upper)
    {
        var distribution = PriorSpecification.Parse(text).Distribution;

        Assert.Equal((lower, upper), (distribution.Lower, distribution.Upper));
    }

    public static TheoryData<string, string, string, string> Bad { get; } = new()
    {
        { "b normal(0, 1)", "              ^", "There is no ~ in the prior.",
            "A prior is a class, a ~ and a distribution: b ~ normal(0, 2.5)." },
        { "~ normal(0, 1)", "^", "The class is missing before the ~.",
            "A prior is a class, a ~ and a distribution: b ~ normal(0, 2.5)." },
        { "b ~ ", "    ^", "The distribution is missing after the ~.",
            "A prior is a class, a ~ and a distribution: b ~ normal(0, 2.5)." },
        { "beta ~ normal(0, 1)", "^^^^", "Unknown class 'beta'.",
            "The classes are 'Intercept', 'b', 'sd', 'cor', 'sigma', 'shape', 'nu', 'phi', 'kappa', 'alpha', "
                + "'quantile', 'zi' and 1 more." },
        { "intercept ~ normal(0, 1)", "^^^^^^^^^", "Unknown class 'intercept'.", "Did you mean 'Intercept'?" },
        { "b ~ nromal(0, 1)", "    ^^^^^^", "Unknown distribution 'nromal'.", "Did you mean 'normal'?" },
        { "b ~ student(3, 0, 1)", "    ^^^^^^^", "Unknown distribution 'student'.", "Did you mean 'student_t'?" },
        { "sd ~ half_gamma(1, 1)", "     ^^^^^^^^^^", "Unknown distribution 'half_gamma'.",
            "The distributions are 'normal', 'student_t', 'cauchy', 'double_exponential', 'logistic', 'gumbel', "
                + "'exponential', 'gamma', 'inv_gamma', 'lognormal', 'weibull', 'pareto' and 16 more." },
        { "b ~ horseshoe(1)", "    ^^^^^^^^^", "Unknown distribution 'horseshoe'.",
            "The distributions are 'normal', 'student_t', 'cauchy', 'double_exponential', 'logistic', 'gumbel', "
                + "'exponential', 'gamma', 'inv_gamma', 'lognormal', 'weibull', 'pareto' and 16 more." },
        { "b ~ normal(0, 0)", "              ^", "The scale of normal must be above 0 and finite, but is 0.",
            "Write normal(location, scale) with such a number." },
        { "b ~ normal(0, -2.5)", "              ^^^^", "The scale of normal must be above 0 and finite, but is -2.5.",
            "Write normal(location, scale) with such a number." },
        { "b ~ normal(0, NaN)", "              ^^^", "The scale of normal must be above 0 and finite, but is NaN.",
            "Write normal(location, scale) with such a number." },
        { "b ~ normal(0, inf)", "              ^^^", "The scale of normal must be above 0 and finite, but is inf.",
            "Write normal(location, scale) with such a number." },
        { "b ~ normal(1e999, 1)", "           ^^^^^", "The location of normal must be finite, but is 1e999.",
            "Write normal(location, scale) with such a number." },
        { "sd ~ half_cauchy(0)", "                 ^", "The scale of half_cauchy must be above 0 and finite, but is 0.",
            "Write half_cauchy(location, scale) with such a number." },
        { "Intercept ~ student_t(0, 0, 1)", "                      ^",
            "The degrees of freedom of student_t must be above 0 and finite, but is 0.",
            "Write student_t(degrees of freedom, location, scale) with such a number." },
        { "b ~ normal(1)", "    ^^^^^^^^^", "normal takes 2 arguments, but 1 is given.",
            "Write normal(location, scale)." },
        { "b ~ normal", "    ^^^^^^", "normal takes 2 arguments, but 0 are given.", "Write normal(location, scale)." },
        { "b ~ normal()", "    ^^^^^^^^", "normal takes 2 arguments, but 0 are given.",
            "Write normal(location, scale)." },
        { "sd ~ exponential(1, 2)", "     ^^^^^^^^^^^^^^^^^", "exponential takes 1 argument, but 2 are given.",
            "Write exponential(rate)." },
        { "sd ~ half_student_t(3, 1)", "     ^^^^^^^^^^^^^^^^^^^^",
            "half_student_t takes 3 arguments, but 2 are given.",
            "Write half_student_t(degrees of freedom, location, scale)." },
        { "b ~ normal(0, x)", "              ^", "Expected a number but found 'x'.",
            "Write normal(location, scale) with numbers and a decimal point." },
        { "b ~ normal(0, )", "              ^", "Expected a number but found ''.",
            "Write normal(location, scale) with numbers and a decimal point." },
        { "b ~ normal(0, 1", "               ^", "The closing ) is missing.", "Add it, and nothing after it." },
        { "b ~ normal(0, 1) + 1", "                    ^", "The closing ) is missing.",
            "Add it, and nothing after it." },
        { "b ~ normal(0, 1)(2)", "                ^^^", "Something stands after the closing ).", "Take it away." },
        { "b ~ normal((0, 1)", "          ^", "A parenthesis is not closed.", "Add the missing )." },
        { "b(x, y) ~ normal(0, 1)", "  ^^^^", "b does not take 2 names.", "Write b, or b(name) for one coefficient." },
        { "sigma(x) ~ normal(0, 1)", "      ^", "sigma does not take 1 name.",
            "It has no parentheses: there is one of it in a model." },
        { "sd(g, ) ~ normal(0, 1)", "      ^", "A name is missing.", "Write sd, sd(group) or sd(group, effect)." },
        { "cor ~ normal(0, 1)", "      ^^^^^^^^^^^^", "cor cannot have the prior normal.",
            "Correlations have an lkj prior: cor ~ lkj(2)." },
        { "b ~ lkj(1)", "    ^^^^^^", "b cannot have the prior lkj.", "lkj is for correlations: cor(group) ~ lkj(2)." },
        { "sigma ~ uniform(-1, 1)", "        ^^^^^^^^^^^^^^", "sigma is positive, but this prior reaches below 0.",
            "Begin it at 0 or above: uniform(0, 10)." },
        { "nu ~ von_mises(0, 2)", "     ^^^^^^^^^^^^^^^", "nu is positive, but this prior reaches below 0.",
            "Begin it at 0 or above: uniform(0, 10)." },
        { "zi ~ uniform(0, 2)", "     ^^^^^^^^^^^^^", "zi lies between 0 and 1, but this prior reaches above 1.",
            "Choose one that is on these numbers: beta(1, 1)." },
        { "hu ~ pareto(1, 3)", "     ^^^^^^^^^^^^", "hu lies between 0 and 1, but this prior begins at 1.",
            "Choose one that is on these numbers: beta(1, 1)." },
        { "zi ~ beta_proportion(1, 3)", "                     ^",
            "The mean of beta_proportion must be above 0 and below 1, but is 1.",
            "Write beta_proportion(mean, concentration) with such a number." },
        { "sd ~ pareto(0, 1)", "            ^", "The minimum of pareto must be above 0 and finite, but is 0.",
            "Write pareto(minimum, shape) with such a number." },
        { "sigma ~ uniform(1, 1)", "                ^^^^", "The lower end of a uniform must be below the upper.",
            "Write uniform(lower, upper)." },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_prior_is_refused_at_its_place(string text, string carets, string problem, string remedy)
    {
        Assert.Equal(
            $"{problem}\n  {text}\n  {carets}\n{remedy}",
            Assert.Throws<PriorException>(() => PriorSpecification.Parse(text)).Message);
    }

    [Fact]
    public void Numbers_can_be_printed_short()
    {
        var distribution = new PriorDistribution(PriorFamily.Normal, [0, 1.23456789]);

        Assert.Equal("normal(0, 1.235)", distribution.ToString("G4"));
        Assert.Equal("normal(0, 1.23456789)", distribution.ToString());
    }
}
