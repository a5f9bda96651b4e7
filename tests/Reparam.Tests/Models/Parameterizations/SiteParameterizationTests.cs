namespace Reparam.Tests.Models.Parameterizations;

public sealed class SiteParameterizationTests
{
    [Theory]
    [InlineData("theta: centred", 1.0)]
    [InlineData("theta: non-centred", 0.0, 0.0)]
    [InlineData("theta: centred by 0.25", 0.25)]
    [InlineData("theta: centred by 0 to 0.83", 0.0, 0.833, 0.5)]
    public void A_form_is_told_in_words(string expected, params double[] centredness)
    {
        var site = new SiteParameterization("theta", centredness);
        Assert.Equal(expected, site.ToString());
        Assert.Equal(expected == "theta: centred", site.IsCentred);
        Assert.Equal(expected == "theta: non-centred", site.IsNonCentred);
    }
}
