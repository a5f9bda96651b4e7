namespace Reparam.Cli.Tests.Commands;

public class MeanShapesTests
{
    [Fact]
    public void The_worst_are_named_and_the_others_counted()
    {
        Assert.Null(new MeanShapes([("a", 0.69), ("b", double.NegativeInfinity)]).Worst());
        Assert.Equal("0.7 or more for the mean of b (0.70)", new MeanShapes([("a", 0.69), ("b", 0.7)]).Worst());
        Assert.Equal("0.7 or more for the means of d (infinite), c (1.20), b (0.80) and 1 other",
            new MeanShapes([("a", 0.75), ("b", 0.8), ("c", 1.2), ("d", double.PositiveInfinity)]).Worst());
    }

    [Fact]
    public void They_are_those_of_the_posterior_on_any_number_of_threads()
    {
        Posterior posterior = Inference.Fit(EightSchools.Problem().Model, seed: 1);
        MeanShapes shapes = MeanShapes.Of(posterior, threads: 1);
        Assert.Equal(posterior.Summaries.Select(s => (s.Name, posterior.ParetoShapeOf(s.Name))), shapes.Values);
        Assert.Equal(shapes.Values, MeanShapes.Of(posterior, threads: 0).Values);
    }

    [Fact]
    public void A_report_names_means_that_weights_do_not_get_right()
    {
        using var folder = new TemporaryFolder();
        CommandRun run = CommandRun.Fit(
            folder, "y ~ x + z", "gaussian", TestData.Collinear, "--approximation", "mean-field");
        Assert.Matches(
            @"\nk-hat    .*\n         0\.7 or more for the means of b_[xz] \(\S+\), b_[xz] \(\S+\)", run.Out);
        CommandRun sound = CommandRun.Of("fit", "--example", "eight-schools");
        Assert.DoesNotContain("0.7 or more", sound.Out, StringComparison.Ordinal);
    }
}
