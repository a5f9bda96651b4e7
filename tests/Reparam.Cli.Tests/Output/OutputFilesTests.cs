using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Reparam.Cli.Tests;

/// <summary>The three files, as a reader finds them.</summary>
public sealed class OutputFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OutputFilesTests()
    {
        CommandRun run = CommandRun.Fit(_folder, "y ~ x * g", "gaussian", TestData.Groups.Replace("\"b,c\"", "b", StringComparison.Ordinal),
            "--output", _folder.File("plain"), "--draws", "300", "--quiet");
        Assert.Equal(0, run.Code);
        run = CommandRun.Fit(_folder, "y ~ x + (1 | g)", "gaussian", TestData.Groups,
            "--output", _folder.File("grouped"), "--draws", "300", "--seed", "3", "--prior", "b ~ normal(0, 2.5)");
        Assert.Equal(0, run.Code);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Summary_has_one_line_a_parameter_named_as_in_brms()
    {
        string[] lines = _folder.Read("grouped/summary.csv").Split('\n');

        Assert.Equal("name,mean,sd,q5,q50,q95", lines[0]);
        Assert.Equal(
            ["Intercept", "b_x", "sd_g__Intercept", "sigma", "\"r_g[a,Intercept]\"", "\"r_g[b,c,Intercept]\"", "\"r_g[d,Intercept]\"",
                "\"r_g[e,Intercept]\""],
            lines[1..^1].Select(line => line.StartsWith('"') ? line[..(line.LastIndexOf('"') + 1)] : line.Split(',')[0]));
        Assert.Equal("", lines[^1]);
        Assert.Contains("b_x:gb,", _folder.Read("plain/summary.csv"));
    }

    [Fact]
    public void Draws_have_the_layout_of_CmdStan()
    {
        string[] lines = _folder.Read("grouped/draws.csv").Split('\n');
        string[] comments = [.. lines.TakeWhile(line => line.StartsWith('#'))];
        string[] rows = lines[(comments.Length + 1)..^1];

        Assert.Contains("# method = sample (Default)", comments);
        Assert.Contains("#     num_samples = 300", comments);
        Assert.Contains("#     num_warmup = 0", comments);
        Assert.Contains("#   seed = 3", comments);
        Assert.Contains("# column r_g.2.1 is r_g[b,c,Intercept]", comments);
        Assert.Equal("lp__,Intercept,b_x,sd_g__Intercept,sigma,r_g.1.1,r_g.2.1,r_g.3.1,r_g.4.1", lines[comments.Length]);
        Assert.Equal(300, rows.Length);
        Assert.All(rows, row => Assert.Equal(9, row.Split(',').Length));
        Assert.All(rows, row => Assert.True(double.Parse(row.Split(',')[4], CultureInfo.InvariantCulture) > 0, "sigma is positive"));
    }

    [Fact]
    public void Draws_and_summary_agree()
    {
        string[] lines = [.. _folder.Read("plain/draws.csv").Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
        string[] summary = _folder.Read("plain/summary.csv").Split('\n')[1].Split(',');
        double[] draws = [.. lines.Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        double mean = double.Parse(summary[1], CultureInfo.InvariantCulture), sd = double.Parse(summary[2], CultureInfo.InvariantCulture);

        // 300 resampled draws: five standard errors, a false alarm in two million if the seed were not fixed.
        Assert.Equal("Intercept", summary[0]);
        Assert.Equal(mean, draws.Average(), 5 * sd / Math.Sqrt(300));
    }

    [Fact]
    public void Fit_json_tells_what_was_done_and_how_good_it_is()
    {
        using JsonDocument json = JsonDocument.Parse(_folder.Read("grouped/fit.json"));
        JsonElement fit = json.RootElement;

        Assert.Equal(1, fit.GetProperty("schema_version").GetInt32());
        Assert.Equal(3UL, fit.GetProperty("seed").GetUInt64());
        string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.File("d.csv"))));
        Assert.Equal($"sha256:{hash}", fit.GetProperty("data_hash").GetString());
        JsonElement model = fit.GetProperty("model");
        Assert.Equal("y ~ 1 + x + (1 | g)", model.GetProperty("formula").GetString());
        Assert.Equal("gaussian", model.GetProperty("family").GetString());
        JsonElement prior = model.GetProperty("priors").EnumerateArray().Single(p => p.GetProperty("parameter").GetString() == "b_x");
        Assert.Equal("normal(0, 2.5)", prior.GetProperty("distribution").GetString());
        Assert.False(prior.GetProperty("default").GetBoolean());
        Assert.Equal(16, fit.GetProperty("rows").GetProperty("used").GetInt32());
        Assert.Equal(0, fit.GetProperty("rows").GetProperty("dropped").GetInt32());
        Assert.Equal("full-rank", fit.GetProperty("approximation").GetString());
        Assert.True(fit.GetProperty("elbo").GetDouble() < 0);
        Assert.True(fit.GetProperty("elbo_se").GetDouble() > 0);
        Assert.True(double.IsFinite(fit.GetProperty("khat").GetDouble()));
        Assert.Contains(fit.GetProperty("verdict").GetString(), (string[])["passed", "doubtful", "failed"]);
        Assert.NotEmpty(fit.GetProperty("reasons").EnumerateArray());
        Assert.True(fit.GetProperty("timings").GetProperty("fit_seconds").GetDouble() > 0);
    }

    [Fact]
    public void Files_have_neither_a_byte_order_mark_nor_carriage_returns()
    {
        foreach (string name in (string[])["summary.csv", "draws.csv", "fit.json"])
        {
            byte[] bytes = File.ReadAllBytes(_folder.File($"plain/{name}"));
            Assert.NotEqual(0xef, bytes[0]);
            Assert.DoesNotContain((byte)'\r', bytes);
            Assert.Equal((byte)'\n', bytes[^1]);
        }
    }
}
