namespace Reparam.Formulas.Tests;

public class ModelPriorsTests
{
    private const string Data =
        "y,x,f,g,h,count,hit,n;1,2,a,p,u,0,0,5;2,3,b,q,v,3,1,5;4,5,a,p,u,1,0,5;3,7,b,q,v,2,1,6;9,8,c,r,u,7,1,9;"
            + "5,1,c,r,v,2,0,5";

    private static string[] Resolve(string formula, Family family, params string[] priors) =>
        [.. Tables.Design(formula, family, Data).ResolvePriors([.. priors.Select(PriorSpecification.Parse)])
            .All.Select(prior => $"{prior}{(prior.IsDefault ? "" : " *")}")];

    private static string Refusal(string formula, Family family, params string[] priors) =>
        Tables.MessageOf<PriorException>(() => Resolve(formula, family, priors));

    [Fact]
    public void Every_parameter_has_a_default_prior()
    {
        // R 4.2: median(y) = 3.5, mad(y) = 2.2239, 2.5 * sd(y) / sd(x) = 2.5210974204480541.
        Assert.Equal(
            [
                "Intercept ~ student_t(3, 3.5, 2.5)",
                "b_x ~ normal(0, 2.521097420448054)",
                "sd_g__Intercept ~ half_student_t(3, 0, 2.5)",
                "sd_g__x ~ half_student_t(3, 0, 2.5)",
                "cor_g ~ lkj(1)",
                "sd_h__Intercept ~ half_student_t(3, 0, 2.5)",
                "sigma ~ half_student_t(3, 0, 2.5)",
                "nu ~ gamma(2, 0.1)",
            ],
            Resolve("y ~ x + (x | g) + (1 | h)", Family.Student));
    }

    [Fact]
    public void Wide_responses_have_wide_default_priors()
    {
        // R 4.2: mad(100 * y) = 222.39, 2.5 * sd(100 * y) / sd(h == "v") = 1290.9944487358057.
        Assert.Equal(
            [
                "Intercept ~ student_t(3, 350, 222.39)",
                "b_hv ~ normal(0, 1290.9944487358057)",
                "sigma ~ half_student_t(3, 0, 222.39)",
            ],
            Resolve("I(100 * y) ~ h", Family.Gaussian));
    }

    [Fact]
    public void Other_families_have_priors_on_the_scale_of_their_links()
    {
        // R 4.2: 2.5 / sd(x) = 0.89134254101536563.
        Assert.Equal(
            ["Intercept ~ student_t(3, 0, 2.5)", "b_x ~ normal(0, 0.8913425410153657)",
                "sd_h__Intercept ~ half_student_t(3, 0, 2.5)"],
            Resolve("hit ~ x + (1 | h)", Family.Bernoulli));
        Assert.Equal(
            ["Intercept ~ student_t(3, 0, 2.5)"], Resolve("count | trials(n) ~ 1", Family.Binomial));

        // The median of log(count + 0.1) is that of 2 and 2: log(2.1).
        Assert.Equal(["Intercept ~ student_t(3, 0.7419373447293773, 2.5)"], Resolve("count ~ 1", Family.Poisson));
        Assert.Equal(
            ["Intercept ~ student_t(3, -9.258062655270622, 2.5)", "shape ~ gamma(0.01, 0.01)"],
            Resolve("count ~ offset(10 + 0 * x)", Family.NegativeBinomial));
    }

    [Fact]
    public void The_most_specific_prior_is_taken_in_any_order()
    {
        Assert.Equal(
            [
                "Intercept ~ normal(0, 10) *",
                "b_x ~ normal(0, 1) *",
                "b_fb ~ cauchy(0, 2) *",
                "b_fc ~ normal(0, 1) *",
                "sd_g__Intercept ~ exponential(2) *",
                "sd_g__x ~ half_normal(0, 3) *",
                "cor_g ~ lkj(2) *",
                "sd_h__Intercept ~ exponential(1) *",
                "sd_h__x ~ exponential(1) *",
                "cor_h ~ lkj(4) *",
                "sigma ~ half_cauchy(0, 1) *",
            ],
            Resolve(
                "y ~ x + f + (x | g) + (x | h)",
                Family.Gaussian,
                "sd(g, x) ~ normal(0, 3)", "b(fb) ~ cauchy(0, 2)", "sd ~ exponential(1)", "b ~ normal(0, 1)",
                "sd(g) ~ exponential(2)", "cor ~ lkj(4)", "cor(g) ~ lkj(2)", "Intercept ~ normal(0, 10)",
                "sigma ~ cauchy(0, 1)"));
    }

    [Fact]
    public void A_coefficient_can_be_named_as_it_is_written_in_the_formula()
    {
        Assert.Equal(
            ["b_logx ~ normal(0, 1) *", "b_IxE2 ~ normal(0, 2) *", "sigma ~ half_student_t(3, 0, 2.5)"],
            Resolve("y ~ 0 + log(x) + I(x^2)", Family.Gaussian, "b(log(x)) ~ normal(0, 1)", "b(IxE2) ~ normal(0, 2)"));
    }

    [Fact]
    public void A_prior_for_what_the_model_has_not_is_refused()
    {
        Assert.Equal(
            "This bernoulli model has no sigma.\n  sigma ~ normal(0, 1)\n  ^^^^^\n"
                + "Take this prior away. The model's classes are 'Intercept' and 'b'.",
            Refusal("hit ~ x", Family.Bernoulli, "sigma ~ normal(0, 1)"));
        Assert.Equal(
            "'fd' is not among the model's coefficients.\n  b(fd) ~ normal(0, 1)\n    ^^\nDid you mean 'fb' or 'fc'?",
            Refusal("y ~ x + f", Family.Gaussian, "b(fd) ~ normal(0, 1)"));
        Assert.Equal(
            "'village' is not among the model's groups.\n  sd(village) ~ normal(0, 1)\n     ^^^^^^^\nThe groups are "
                + "'g'.",
            Refusal("y ~ (1 | g)", Family.Gaussian, "sd(village) ~ normal(0, 1)"));
        Assert.Equal(
            "'z' is not among the model's effects.\n  sd(g, z) ~ normal(0, 1)\n        ^\nDid you mean 'x'?",
            Refusal("y ~ (0 + x | g)", Family.Gaussian, "sd(g, z) ~ normal(0, 1)"));
        Assert.Equal(
            "'h' is not among the model's groups.\n  cor(h) ~ lkj(1)\n      ^\nDid you mean 'g'?",
            Refusal("y ~ (x | g) + (1 | h)", Family.Gaussian, "cor(h) ~ lkj(1)"));
        Assert.Equal(
            "A second prior for the same parameters.\n  b( log(x) ) ~ normal(0, 2)\n  "
                + "^^^^^^^^^^^^^^^^^^^^^^^^^^\nKeep one of the two.",
            Refusal("y ~ log(x)", Family.Gaussian, "b(logx) ~ normal(0, 1)", "b( log(x) ) ~ normal(0, 2)"));
    }
}
