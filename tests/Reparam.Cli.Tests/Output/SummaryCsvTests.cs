namespace Reparam.Cli.Tests;

public class SummaryCsvTests(FittedFolder fitted) : IClassFixture<FittedFolder>
{
    [Fact]
    public void Summary_has_one_line_a_parameter_named_as_in_brms()
    {
        string[] lines = fitted.Read("grouped/summary.csv").Split('\n');

        Assert.Equal("name,mean,sd,q5,q50,q95,khat", lines[0]);
        Assert.Equal(
            ["Intercept", "b_x", "sd_g__Intercept", "sigma", "\"r_g[a,Intercept]\"", "\"r_g[b,c,Intercept]\"",
                "\"r_g[d,Intercept]\"",
                "\"r_g[e,Intercept]\""],
            lines[1..^1].Select(line =>
                line.StartsWith('"') ? line[..(line.LastIndexOf('"') + 1)] : line.Split(',')[0]));
        Assert.Equal("", lines[^1]);
        Assert.Contains("b_x:gd,", fitted.Read("plain/summary.csv"));
    }
}
