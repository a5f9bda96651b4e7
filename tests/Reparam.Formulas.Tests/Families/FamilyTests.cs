namespace Reparam.Formulas.Tests;

public class FamilyTests
{
    [Theory]
    [InlineData("gaussian", LinkFunction.Identity, "sigma")]
    [InlineData("bernoulli", LinkFunction.Logit, "")]
    [InlineData("binomial", LinkFunction.Logit, "")]
    [InlineData("poisson", LinkFunction.Log, "")]
    [InlineData("negbinomial", LinkFunction.Log, "shape")]
    [InlineData("student", LinkFunction.Identity, "sigma nu")]
    [InlineData("skew_normal", LinkFunction.Identity, "sigma alpha")]
    [InlineData("asym_laplace", LinkFunction.Identity, "sigma quantile")]
    [InlineData("lognormal", LinkFunction.Identity, "sigma")]
    [InlineData("gamma", LinkFunction.Log, "shape")]
    [InlineData("exponential", LinkFunction.Log, "")]
    [InlineData("weibull", LinkFunction.Log, "shape")]
    [InlineData("inverse.gaussian", LinkFunction.Log, "shape")]
    [InlineData("beta", LinkFunction.Logit, "phi")]
    [InlineData("von_mises", LinkFunction.TanHalf, "kappa")]
    [InlineData("beta_binomial", LinkFunction.Logit, "phi")]
    [InlineData("cumulative", LinkFunction.Logit, "")]
    [InlineData("categorical", LinkFunction.Logit, "")]
    [InlineData("geometric", LinkFunction.Log, "")]
    [InlineData("zero_inflated_poisson", LinkFunction.Log, "zi")]
    [InlineData("zero_inflated_negbinomial", LinkFunction.Log, "shape zi")]
    [InlineData("zero_inflated_binomial", LinkFunction.Logit, "zi")]
    [InlineData("hurdle_poisson", LinkFunction.Log, "hu")]
    [InlineData("hurdle_negbinomial", LinkFunction.Log, "shape hu")]
    [InlineData("hurdle_gamma", LinkFunction.Log, "shape hu")]
    [InlineData("hurdle_lognormal", LinkFunction.Identity, "sigma hu")]
    public void Families_have_the_links_and_parameters_of_brms(string name, LinkFunction link, string parameters)
    {
        var family = Family.Parse(name);

        Assert.Equal(name, family.ToString());
        Assert.Equal((link, parameters),
            (family.Link, string.Join(' ', family.Parameters.Select(PriorClassNames.NameOf))));
    }

    [Theory]
    [InlineData("bernouli", "Unknown family 'bernouli'. Did you mean 'bernoulli'?")]
    [InlineData("Gaussian", "Unknown family 'Gaussian'. Did you mean 'gaussian'?")]
    [InlineData("probit", "Unknown family 'probit'. The families are 'gaussian', 'bernoulli', 'binomial', 'poisson', "
        + "'negbinomial', 'student', 'skew_normal', 'asym_laplace', 'lognormal', 'gamma', 'exponential', 'weibull' "
        + "and 14 more.")]
    public void An_unknown_family_is_refused_with_the_nearest_names(string name, string message)
    {
        Assert.Equal(message, Assert.Throws<UserInputException>(() => Family.Parse(name)).Message);
    }
}
