using System.Globalization;

namespace Reparam.Cli.Tests.Commands;

/// <summary><c>reparam fit --linear-response</c>.</summary>
public sealed class LinearResponsesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_predictors_that_hang_together_they_are_right_where_mean_field_is_not()
    {
        // The full-rank fit, whose weights are sound, is the reference.
        CommandRun exact = Fit("--output", _folder.File("exact"));
        Assert.Contains("\nVerdict  passed.", exact.Out, StringComparison.Ordinal);
        CommandRun run = Fit("--approximation", "mean-field", "--linear-response", "--output", _folder.File("mf"));

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches(@"\n +mean +sd +sd_lr +5% +50% +95%\n", run.Out);
        Assert.Contains("\nsd_lr    by linear response", run.Out, StringComparison.Ordinal);
        Assert.Contains("sd_lr the better one", run.Out, StringComparison.Ordinal);
        Assert.StartsWith(
            "name,mean,sd,q5,q50,q95,khat,sd_lr\n", _folder.Read("mf/summary.csv"), StringComparison.Ordinal);
        foreach (string name in (string[])["b_x", "b_z"])
        {
            double sd = Cell("exact", name, 2);
            Assert.InRange(Cell("mf", name, 2) / sd, 0, 0.3);
            Assert.InRange(Cell("mf", name, 7) / sd, 0.8, 1.25);
        }
    }

    [Fact]
    public void An_algorithm_without_an_optimum_is_refused_before_the_fit()
    {
        CommandRun run = Fit("--approximation", "pathfinder", "--linear-response");
        Assert.Equal((ExitCode.WrongInput, ""), (run.Code, run.Out));
        Assert.Contains("--linear-response needs an optimum, but --approximation pathfinder has none", run.Error,
            StringComparison.Ordinal);
    }

    private CommandRun Fit(params string[] more) =>
        CommandRun.Fit(_folder, "y ~ x + z", "gaussian", TestData.Collinear, more);

    private double Cell(string fit, string name, int column) => double.Parse(
        _folder.Read($"{fit}/summary.csv").Split('\n')
            .Single(line => line.StartsWith(name + ",", StringComparison.Ordinal))
            .Split(',')[column], CultureInfo.InvariantCulture);
}
