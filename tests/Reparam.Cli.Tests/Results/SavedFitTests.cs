using System.Globalization;
using System.Text.RegularExpressions;

namespace Reparam.Cli.Tests.Results;

/// <summary>Commands that go on from a saved fit. The folder Reference/saved-fit-1 was written by version 0.1.0 with schema
/// version 1 (reparam fit --formula "y ~ x + (1 | g)" --family gaussian --data saved-fit-1/d.csv --prior
/// "b ~ normal(0, 2)" --draws 60 --output saved-fit-1, without its summary and draws): later versions must load
/// it.</summary>
public sealed class SavedFitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SavedFitTests()
    {
        Directory.CreateDirectory(_folder.File("fit"));
        foreach (string name in (string[])["fit.json", "unconstrained.csv", "d.csv"])
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Reference", "saved-fit-1", name),
                name == "d.csv" ? _folder.File(name) : _folder.File($"fit/{name}"));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Predictions_are_those_of_the_saved_draws()
    {
        string rows = _folder.Write("new.csv", "g,x\na,1\nd,10\n\"b,c\",2.5\n");
        CommandRun run = Of("predict", "--new-data", rows);
        Assert.Equal(0, run.Code);
        string[] lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("row,mean,sd,q5,q50,q95", lines[0]);
        Assert.Equal(4, lines.Length);
        // From the file: Intercept, b, log sd_g, z of a, "b,c" and d, log sigma; x is centred by its mean, 2.5.
        double[][] draws = [.. File.ReadLines(_folder.File("fit/unconstrained.csv")).Skip(1)
            .Select(line => line.Split(',').Select(Number).ToArray())];
        Assert.Equal((60, 7), (draws.Length, draws[0].Length));
        (double X, int Level)[] expected = [(1, 0), (10, 2), (2.5, 1)];
        for (int row = 0; row < 3; row++)
        {
            double[] actual = [.. lines[row + 1].Split(',').Select(Number)];
            Assert.Equal(row + 1, actual[0]);
            double[] means = [.. draws.Select(d =>
                d[0] + d[1] * (expected[row].X - 2.5) + Math.Exp(d[2]) * d[3 + expected[row].Level])];
            double noise = draws.Average(d => Math.Exp(2 * d[6])), centre = means.Average();
            // The mean of 60 values of fresh noise, within five standard errors.
            double error = 5 * Math.Sqrt(noise / 60);
            Assert.InRange(actual[1], centre - error, centre + error);
            double sd = Math.Sqrt(noise + means.Sum(m => (m - centre) * (m - centre)) / 59);
            Assert.InRange(actual[2], sd * (1 - 5 / Math.Sqrt(120)), sd * (1 + 5 / Math.Sqrt(120)));
            Assert.True(actual[3] < actual[4] && actual[4] < actual[5]);
        }
        Assert.Equal(run.Out, Of("predict", "--new-data", rows).Out);
    }

    [Fact]
    public void Predictions_go_to_a_file_and_by_default_are_of_the_rows_that_were_fitted()
    {
        Assert.Equal((0, ""), (Of("predict", "--output", _folder.File("p.csv")).Code, Of("predict", "--output",
            _folder.File("p.csv")).Out));
        Assert.Equal(13, _folder.Read("p.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(_folder.Read("p.csv"), Of("predict").Out);
    }

    [Fact]
    public void What_was_read_is_not_replaced()
    {
        string rows = _folder.Write("new.csv", "x,g\n1,a\n"), data = _folder.Read("d.csv");
        foreach (string file in (string[])["d.csv", "fit/fit.json", "new.csv"])
        {
            CommandRun run = Of("predict", "--new-data", rows, "--output", _folder.File(file));
            Assert.Equal((ExitCode.WrongInput, ""), (run.Code, run.Out));
            Assert.Contains("was read, and would be replaced. Name another file.", run.Error);
        }
        CommandRun loo = Of("loo", "--pointwise", _folder.File("d.csv"));
        Assert.Equal((ExitCode.WrongInput, ""), (loo.Code, loo.Out));
        Assert.Equal(data, _folder.Read("d.csv"));
        Assert.Equal(["d.csv", "fit", "new.csv"], _folder.Names());
    }

    [Fact]
    public void Data_that_are_other_data_are_said_to_be_even_where_they_have_not_its_columns()
    {
        _folder.Write("d.csv", "a,b\n1,2\n");
        Refuses("The data of * have changed since it was fitted");
    }

    [Fact]
    public void New_levels_are_predicted_where_they_are_allowed()
    {
        string rows = _folder.Write("new.csv", "x,g\n1,a\n1,z\n1,z\n1,y\n");
        CommandRun run = Of("predict", "--new-data", rows, "--allow-new-levels");
        Assert.Equal(0, run.Code);
        Assert.Contains(
            "warning: 2 of the levels of 'g' were not fitted (y, z): their effects are drawn.\n", run.Error);
        string[] lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        // Those that were fitted are predicted as they are without the option, to the digit.
        CommandRun old = Of("predict", "--new-data", _folder.Write("old.csv", "x,g\n1,a\n"), "--allow-new-levels");
        Assert.DoesNotContain("levels", old.Error);
        Assert.Equal(Of("predict", "--new-data", _folder.File("old.csv")).Out, old.Out);
        Assert.Equal(lines[1], old.Out.Split('\n')[1]);
        Assert.Equal(run.Out, Of("predict", "--new-data", rows, "--allow-new-levels").Out);
    }

    [Fact]
    public void Checks_show_observed_beside_replicated_statistics()
    {
        CommandRun run = Of("check");
        Assert.Equal(0, run.Code);
        Match mean = Regex.Match(run.Out, @"^mean +(\S+) +(\S+) +(\S+) +(\S+) +(\S+)", RegexOptions.Multiline);
        Assert.Equal("2.658", mean.Groups[1].Value);
        Assert.True(Number(mean.Groups[2].Value) < 2.658 && 2.658 < Number(mean.Groups[4].Value));
        Assert.Matches(@"(?m)^max +5\.2 ", run.Out);
    }

    [Fact]
    public void Cross_validation_adds_up_over_its_rows()
    {
        CommandRun run = Of("loo", "--pointwise", _folder.File("loo.csv"));
        Assert.Equal(0, run.Code);
        string[] lines = _folder.Read("loo.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(("row,elpd,p,khat,mcse", 13), (lines[0], lines.Length));
        double elpd = lines.Skip(1).Sum(line => Number(line.Split(',')[1]));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"elpd_loo {elpd,10:F1}"), run.Out);
        Assert.Contains("60 draws of 12 observations", run.Out);
    }

    [Fact]
    public void Fits_of_the_same_data_are_ranked_and_others_refused()
    {
        string data = _folder.File("d.csv");
        CommandRun.Of("fit", "--formula", "y ~ 1", "--family", "gaussian", "--data", data, "--quiet", "--draws", "200",
            "--output", _folder.File("worse"));
        CommandRun.Of("fit", "--formula", "log(y) ~ x", "--family", "gaussian", "--data", data, "--quiet", "--draws", "200",
            "--output", _folder.File("other"));
        CommandRun run = CommandRun.Of(
            "compare", _folder.File("worse"), _folder.File("fit"), "--data", data);
        Assert.Equal(0, run.Code);
        string[] lines = run.Out.Split('\n');
        Assert.StartsWith(_folder.File("fit"), lines[1], StringComparison.Ordinal);
        Assert.StartsWith(_folder.File("worse"), lines[2], StringComparison.Ordinal);
        CommandRun refused = CommandRun.Of("compare", _folder.File("fit"), _folder.File("other"), "--data", data);
        Assert.Equal(2, refused.Code);
        Assert.Contains("only models of the same data", refused.Error);
        Assert.Contains("two or more", CommandRun.Of("compare", _folder.File("fit")).Error);
    }

    [Theory]
    [InlineData("d.csv", "1.2", "1.3", "The data of * have changed since it was fitted")]
    [InlineData("fit/fit.json", "\"schema_version\": 1", "\"schema_version\": 2", "has schema version 2")]
    [InlineData("fit/fit.json", "\"unconstrained_hash\"", "\"else\"", "kept no draws to go on from")]
    [InlineData("fit/fit.json", "\"data_hash\"", "\"else\"", "lacks what a fit has")]
    [InlineData("fit/unconstrained.csv", "Intercept", "Interceptor", "it is truncated or was changed")]
    public void What_was_changed_is_refused(string file, string part, string replacement, string message)
    {
        string text = _folder.Read(file);
        int place = text.IndexOf(part, StringComparison.Ordinal);
        _folder.Write(file, text[..place] + replacement + text[(place + part.Length)..]);
        Refuses(message);
    }

    [Theory]
    [InlineData("fit/fit.json", "fit.json is not whole")]
    [InlineData("fit/unconstrained.csv", "it is truncated or was changed")]
    public void What_is_truncated_is_refused(string file, string message)
    {
        _folder.Write(file, _folder.Read(file)[..700]);
        Refuses(message);
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        CommandRun run = CommandRun.Of("loo", _folder.File("nowhere"));
        Assert.Equal(2, run.Code);
        Assert.Contains("Name a folder that reparam fit --output wrote", run.Error);
        run = CommandRun.Of("loo", _folder.File("fit"), "--data", _folder.File("gone.csv"));
        Assert.Equal(2, run.Code);
        Assert.Contains("are not there. Give the file with --data", run.Error);
        run = Of("predict", "--new-data", _folder.Write("new.csv", "x,g\n1,z\n"));
        Assert.Equal(2, run.Code);
        Assert.Contains("'z' is no level of the group 'g' that was fitted", run.Error);
        Assert.Contains("With --allow-new-levels", run.Error);
    }

    [Fact]
    public void A_fit_of_an_example_is_checked_but_has_no_new_rows()
    {
        CommandRun.Of("fit", "--example", "eight-schools", "--quiet", "--draws", "300", "--output", _folder.File("schools"));
        Assert.Equal(0, CommandRun.Of("check", _folder.File("schools")).Code);
        Assert.Equal(0, CommandRun.Of("loo", _folder.File("schools")).Code);
        CommandRun run = CommandRun.Of("predict", _folder.File("schools"));
        Assert.Equal(2, run.Code);
        Assert.Contains("has no formula to predict new rows with", run.Error);
        Assert.Contains("Leave --data out",
            CommandRun.Of("check", _folder.File("schools"), "--data", _folder.File("d.csv")).Error);
    }

    [Fact]
    public void Categories_are_predicted_by_the_probability_of_each()
    {
        CommandRun.Fit(_folder, "y ~ 1", "cumulative", "y;1;1;1;1;1;1;2;2;2;3;1;1", "--quiet", "--draws", "2000",
            "--output", _folder.File("ordered"));
        CommandRun run = CommandRun.Of("predict", _folder.File("ordered"));
        string[] lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(("row,P(1),P(2),P(3)", 13), (lines[0], lines.Length));
        double[] shares = [.. lines[1].Split(',').Skip(1).Select(Number)];
        Assert.Equal(1, shares.Sum(), 1e-12);
        Assert.True(shares[0] > shares[1] && shares[1] > shares[2] && shares[2] > 0);
    }

    private void Refuses(string message)
    {
        foreach (string command in (string[])["predict", "check", "loo"])
        {
            CommandRun run = Of(command);
            Assert.Equal(2, run.Code);
            Assert.Matches(Regex.Escape(message).Replace("\\*", ".*", StringComparison.Ordinal), run.Error);
        }
    }

    private CommandRun Of(string command, params string[] more) =>
        CommandRun.Of([command, _folder.File("fit"), "--data", _folder.File("d.csv"), .. more]);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
