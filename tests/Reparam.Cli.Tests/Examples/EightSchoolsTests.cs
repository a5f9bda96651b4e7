using System.Globalization;

namespace Reparam.Cli.Tests;

public class EightSchoolsTests
{
    /// <summary>Mean and standard deviation of 10,000 draws of NUTS: posteriordb,
    /// eight_schools-eight_schools_noncentered.</summary>
    private static readonly Dictionary<string, (double Mean, double Sd)> Reference = new()
    {
        ["mu"] = (4.4105, 3.3093),
        ["tau"] = (3.6021, 3.1985),
        ["theta[1]"] = (6.1505, 5.6159),
        ["theta[2]"] = (4.9396, 4.6456),
        ["theta[3]"] = (3.9059, 5.2807),
        ["theta[4]"] = (4.7960, 4.7709),
        ["theta[5]"] = (3.6144, 4.6147),
        ["theta[6]"] = (4.0511, 4.7962),
        ["theta[7]"] = (6.3172, 5.0029),
        ["theta[8]"] = (4.8840, 5.3177),
    };

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    [InlineData("4")]
    [InlineData("5")]
    public void The_posterior_is_that_of_the_reference(string seed)
    {
        using var folder = new TemporaryFolder();

        CommandRun run =
            CommandRun.Of("fit", "--example", "eight-schools", "--seed", seed, "--output", folder.File("out"));

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains($"Fit      full-rank, seed {seed}, 4000 draws\n", run.Out);
        string[] lines = folder.Read("out/summary.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Reference.Keys, lines.Skip(1).Select(line => line.Split(',')[0]));
        foreach (string[] cells in lines.Skip(1).Select(line => line.Split(',')))
        {
            var (mean, sd) = Reference[cells[0]];
            Assert.Equal(mean, double.Parse(cells[1], CultureInfo.InvariantCulture), 0.1 * sd);
            Assert.Equal(1, double.Parse(cells[2], CultureInfo.InvariantCulture) / sd, 0.1);
        }
    }
}
