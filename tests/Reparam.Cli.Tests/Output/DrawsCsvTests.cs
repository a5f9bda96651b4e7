using System.Globalization;

namespace Reparam.Cli.Tests;

public class DrawsCsvTests(FittedFolder fitted) : IClassFixture<FittedFolder>
{
    [Fact]
    public void Draws_have_the_layout_of_CmdStan()
    {
        string[] lines = fitted.Read("grouped/draws.csv").Split('\n');
        string[] comments = [.. lines.TakeWhile(line => line.StartsWith('#'))];
        string[] rows = lines[(comments.Length + 1)..^1];

        Assert.Contains("# method = sample (Default)", comments);
        Assert.Contains("#     num_samples = 300", comments);
        Assert.Contains("#     num_warmup = 0", comments);
        Assert.Contains("#   seed = 3", comments);
        Assert.Contains("# column r_g.2.1 is r_g[b,c,Intercept]", comments);
        Assert.Equal(
            "lp__,Intercept,b_x,sd_g__Intercept,sigma,r_g.1.1,r_g.2.1,r_g.3.1,r_g.4.1", lines[comments.Length]);
        Assert.Equal(300, rows.Length);
        Assert.All(rows, row => Assert.Equal(9, row.Split(',').Length));
        Assert.All(rows, row =>
            Assert.True(double.Parse(row.Split(',')[4], CultureInfo.InvariantCulture) > 0, "sigma is positive"));
    }

    [Fact]
    public void Draws_and_summary_agree()
    {
        string[] lines =
            [.. fitted.Read("plain/draws.csv").Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
        string[] summary = fitted.Read("plain/summary.csv").Split('\n')[1].Split(',');
        double[] draws =
            [.. lines.Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        double mean = double.Parse(summary[1], CultureInfo.InvariantCulture);
        double sd = double.Parse(summary[2], CultureInfo.InvariantCulture);

        // 300 resampled draws: five standard errors, a false alarm in two million if the seed were not fixed.
        Assert.Equal("Intercept", summary[0]);
        Assert.Equal(mean, draws.Average(), 5 * sd / Math.Sqrt(300));
    }
}
