using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Reparam.Cli.Tests;

public class FitJsonTests(FittedFolder fitted) : IClassFixture<FittedFolder>
{
    [Fact]
    public void Fit_json_tells_what_was_done_and_how_good_it_is()
    {
        using JsonDocument json = JsonDocument.Parse(fitted.Read("grouped/fit.json"));
        JsonElement fit = json.RootElement;

        Assert.Equal(1, fit.GetProperty("schema_version").GetInt32());
        Assert.Equal(3UL, fit.GetProperty("seed").GetUInt64());
        string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(fitted.File("d.csv"))));
        Assert.Equal($"sha256:{hash}", fit.GetProperty("data_hash").GetString());
        JsonElement model = fit.GetProperty("model");
        Assert.Equal("y ~ 1 + x + (1 | g)", model.GetProperty("formula").GetString());
        Assert.Equal("gaussian", model.GetProperty("family").GetString());
        JsonElement prior =
            model.GetProperty("priors").EnumerateArray().Single(p => p.GetProperty("parameter").GetString() == "b_x");
        Assert.Equal("normal(0, 2.5)", prior.GetProperty("distribution").GetString());
        Assert.False(prior.GetProperty("default").GetBoolean());
        Assert.Equal(16, fit.GetProperty("rows").GetProperty("used").GetInt32());
        Assert.Equal(0, fit.GetProperty("rows").GetProperty("dropped").GetInt32());
        Assert.Equal("full-rank", fit.GetProperty("approximation").GetString());
        Assert.True(fit.GetProperty("elbo").GetDouble() < 0);
        Assert.True(fit.GetProperty("elbo_se").GetDouble() > 0);
        Assert.True(double.IsFinite(fit.GetProperty("khat").GetDouble()));
        // The same numbers as in the last column of the summary.
        Assert.Equal(
            fitted.Read("grouped/summary.csv").Split('\n')[1..^1].Select(line =>
                double.Parse(line[(line.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture)),
            fit.GetProperty("khat_of_means").EnumerateObject().Select(mean => mean.Value.GetDouble()));
        Assert.Contains(fit.GetProperty("verdict").GetString(), (string[])["passed", "doubtful", "failed"]);
        Assert.NotEmpty(fit.GetProperty("reasons").EnumerateArray());
        Assert.True(fit.GetProperty("timings").GetProperty("fit_seconds").GetDouble() > 0);
    }
}
