using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reparam.Cli.Tests;

public class FitRunnerTests
{
    [Fact]
    public void A_report_has_the_model_its_priors_the_table_the_bound_and_the_verdict()
    {
        using var folder = new TemporaryFolder();

        CommandRun run = CommandRun.Fit(
            folder, "y ~ x", "gaussian", "y,x;NA,1;" + TestData.Line["y,x;".Length..],
            "--prior", "b ~ normal(0, 2)", "--draws", "500");

        Assert.Equal((0, ""), (run.Code, run.Error));
        string report = Regex.Replace(run.Out, @"-?\d+\.\d+", "#");
        Assert.StartsWith("""
            Model    y ~ 1 + x
                     gaussian, identity link
                     8 rows of d.csv; 1 of 9 rows dropped: missing values in 'y' (1)
            Priors   Intercept ~ student_t(3, #, #)  (default)
                     b_x ~ normal(0, 2)
                     sigma ~ half_student_t(3, 0, #)  (default)
            Fit      full-rank, seed 1, 500 draws


            """.ReplaceLineEndings("\n"), report);
        Assert.Matches(
            @"\n +mean +sd +5% +50% +95%\nIntercept +# +# +# +# +#\nb_x +# +# +# +# +#\nsigma +# +# +# +# +#\n\n",
            report);
        Assert.Matches(
            @"\nELBO     # ± # nats\nk-hat    #, (\d+ effective draws after weighting|draws left without weights)\n",
            report);
        Assert.Matches(@"\nTime     # s, \d+ evaluations of the log density\n", report);
        Assert.Matches(@"\nVerdict  (passed|doubtful|failed)\. ", report);
        Assert.DoesNotContain('\u001b', run.Out);
    }

    [Fact]
    public void The_answer_is_that_of_least_squares_where_the_priors_are_wide()
    {
        using var folder = new TemporaryFolder();

        CommandRun run = CommandRun.Fit(folder, "y ~ x", "gaussian", TestData.Line, "--prior", "b ~ normal(0, 100)",
            "--prior", "Intercept ~ normal(0, 100)", "--output", folder.File("out"));

        // Least squares: slope 41.45 / 42, mean of y 4.5625. The Monte Carlo error is a few thousandths.
        Assert.Equal(0, run.Code);
        Dictionary<string, double[]> summary = Summary(folder.Read("out/summary.csv"));
        Assert.Equal(41.45 / 42, summary["b_x"][0], 0.01);
        Assert.Equal(4.5625, summary["Intercept"][0], 0.01);
    }

    [Fact]
    public void The_same_seed_writes_the_same_bytes_on_any_number_of_threads_and_in_any_culture()
    {
        using var folder = new TemporaryFolder();
        string[] Run(string name, string threads)
        {
            CommandRun run = CommandRun.Fit(folder, "y ~ x + (1 | g)", "gaussian", TestData.Groups,
                "--output", folder.File(name), "--threads", threads, "--seed", "7", "--quiet");
            Assert.Equal(0, run.Code);
            return [folder.Read($"{name}/summary.csv"), folder.Read($"{name}/draws.csv"),
                Regex.Replace(folder.Read($"{name}/fit.json"), "(_seconds\": )[^,\n]+", "$1")];
        }

        string[] first = Run("first", "1");

        Assert.Equal(first, Run("second", "1"));
        Assert.Equal(first, Run("third", "2"));
        using var culture = new CommaCulture();
        Assert.Equal(first, Run("fourth", "2"));
    }

    [Fact]
    public void Another_seed_gives_other_draws()
    {
        using var folder = new TemporaryFolder();
        CommandRun.Fit(folder, "y ~ x", "gaussian", TestData.Line, "--output", folder.File("a"), "--seed", "1");
        CommandRun.Fit(folder, "y ~ x", "gaussian", TestData.Line, "--output", folder.File("b"), "--seed", "2");

        Assert.NotEqual(folder.Read("a/draws.csv"), folder.Read("b/draws.csv"));
    }

    [Fact]
    public void A_report_does_not_depend_on_the_culture()
    {
        string expected = CommandRun.Of("fit", "--example", "eight-schools").Out;
        using var culture = new CommaCulture();

        CommandRun run = CommandRun.Of("fit", "--example", "eight-schools");

        static string WithoutTime(string report) => Regex.Replace(report, @"\d\.\d\d s,", "");
        Assert.Equal(WithoutTime(expected), WithoutTime(run.Out));
    }

    [Fact]
    public void Quiet_prints_nothing_of_a_fit_that_passed()
    {
        CommandRun run = CommandRun.Of("fit", "--example", "eight-schools", "--quiet");

        Assert.Equal(new CommandRun(0, "", ""), run);
    }

    [Fact]
    public void Quiet_does_not_silence_warnings()
    {
        using var folder = new TemporaryFolder();

        CommandRun run = CommandRun.Fit(folder, "y ~ x + z", "gaussian",
            "y,x,z;1.2,1,2;1.9,2,4;3.1,3,6;4.2,4,8;4.8,5,10", "--quiet");

        Assert.Equal((0, ""), (run.Code, run.Out));
        Assert.StartsWith("warning: The predictor z is a linear combination of 'x'", run.Error);
    }

    [Theory]
    [InlineData("mean-field")]
    [InlineData("full-rank")]
    [InlineData("laplace")]
    [InlineData("pathfinder")]
    public void The_approximation_can_be_chosen(string approximation)
    {
        using var folder = new TemporaryFolder();

        CommandRun run = CommandRun.Of(
            "fit", "--example", "eight-schools", "--approximation", approximation,
            "--output", folder.File("out"), "--quiet");

        Assert.Equal(0, run.Code);
        using JsonDocument json = JsonDocument.Parse(folder.Read("out/fit.json"));
        Assert.StartsWith(
            approximation, json.RootElement.GetProperty("approximation").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Many_group_effects_are_left_out_of_the_table_and_counted()
    {
        using var folder = new TemporaryFolder();

        CommandRun run =
            CommandRun.Fit(folder, "y ~ 1 + (1 | g)", "gaussian", TestData.ManyGroups, "--output", folder.File("out"));

        Assert.Equal(0, run.Code);
        Assert.DoesNotContain("\nr_g[", run.Out);
        Assert.Contains("and 25 group effects r_...: they are in summary.csv", run.Out);
        Assert.Contains($"Written  summary.csv, draws.csv, unconstrained.csv and fit.json in {folder.File("out")}", run.Out);
        Assert.Equal(25, folder.Read("out/summary.csv").Split('\n').Count(line =>
            line.StartsWith("\"r_g[", StringComparison.Ordinal)));
    }

    [Fact]
    public void Few_group_effects_are_in_the_table()
    {
        using var folder = new TemporaryFolder();

        CommandRun run = CommandRun.Fit(folder, "y ~ x + (1 | g)", "gaussian", TestData.Groups);

        Assert.Equal(0, run.Code);
        Assert.Contains("\nr_g[b,c,Intercept] ", run.Out);
    }

    private static Dictionary<string, double[]> Summary(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
        .Select(line => line.Split(',')).ToDictionary(
            cells => cells[0],
            cells => cells[1..].Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))
                .ToArray());
}
