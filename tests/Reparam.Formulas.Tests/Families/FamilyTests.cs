namespace Reparam.Formulas.Tests;

public class FamilyTests
{
    [Theory]
    [InlineData("gaussian", LinkFunction.Identity, true, false, false)]
    [InlineData("bernoulli", LinkFunction.Logit, false, false, false)]
    [InlineData("binomial", LinkFunction.Logit, false, false, false)]
    [InlineData("poisson", LinkFunction.Log, false, false, false)]
    [InlineData("negbinomial", LinkFunction.Log, false, true, false)]
    [InlineData("student", LinkFunction.Identity, true, false, true)]
    public void Families_have_the_links_and_parameters_of_brms(
        string name, LinkFunction link, bool hasSigma, bool hasShape, bool hasNu)
    {
        var family = Family.Parse(name);

        Assert.Equal(name, family.ToString());
        Assert.Equal((link, hasSigma, hasShape, hasNu), (family.Link, family.HasSigma, family.HasShape, family.HasNu));
    }

    [Theory]
    [InlineData("bernouli", "Unknown family 'bernouli'. Did you mean 'bernoulli'?")]
    [InlineData("Gaussian", "Unknown family 'Gaussian'. Did you mean 'gaussian'?")]
    [InlineData("weibull", "Unknown family 'weibull'. The families are 'gaussian', 'bernoulli', 'binomial', 'poisson', "
        + "'negbinomial' and 'student'.")]
    public void An_unknown_family_is_refused_with_the_nearest_names(string name, string message)
    {
        Assert.Equal(message, Assert.Throws<UserInputException>(() => Family.Parse(name)).Message);
    }
}
