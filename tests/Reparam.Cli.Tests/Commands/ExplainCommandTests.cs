namespace Reparam.Cli.Tests;

public class ExplainCommandTests
{
    [Fact]
    public void An_example_is_explained_by_its_unknowns()
    {
        CommandRun run = CommandRun.Of("explain", "--example", "eight-schools");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("tau ~ half_cauchy(0, 5)", run.Out);
        Assert.Contains("Unknowns 10 unconstrained numbers in 3 sites\n", run.Out);
        Assert.Contains("tau: 1 unconstrained number, prior HalfCauchy\n", run.Out);
        Assert.Contains("theta_trans: 8 unconstrained numbers, shape [8], prior Normal\n", run.Out);
        Assert.Contains("Reduced  nothing", run.Out);
    }

    [Fact]
    public void Rows_that_a_linear_model_does_not_visit_are_told()
    {
        using var folder = new TemporaryFolder();
        string rows =
            string.Join('\n', Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"{i % 7},{i}")));
        string data = folder.Write("d.csv", "y,x\n" + rows + "\n");

        CommandRun run = CommandRun.Of("explain", "--formula", "y ~ x", "--family", "gaussian", "--data", data);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("Reduced  response: a sum of squares over 200 rows", run.Out);
    }

    [Fact]
    public void Rows_with_identical_inputs_are_told()
    {
        using var folder = new TemporaryFolder();
        string rows =
            string.Join('\n', Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"{i % 2},{i % 7}")));
        string data = folder.Write("d.csv", "y,x\n" + rows + "\n");

        CommandRun run = CommandRun.Of("explain", "--formula", "y ~ x", "--family", "bernoulli", "--data", data);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("Reduced  response: a sum over 200 rows became one over 7 distinct rows\n", run.Out);
    }

    [Fact]
    public void The_graph_after_each_pass_and_the_loops_are_shown_where_asked()
    {
        CommandRun run = CommandRun.Of("explain", "--example", "eight-schools", "--evaluation");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("== As written, ", run.Out);
        Assert.Contains("== After Simplification, ", run.Out);
        Assert.Contains("== After ConstantFolding, ", run.Out);
        Assert.Contains("\nloop over 8 rows\n    emitted: ", run.Out);
    }

    [Theory]
    [InlineData("error: There is no model. Give --formula,")]
    [InlineData("error: Unknown option '--seed'.", "--seed", "1")]
    [InlineData("error: Unknown example 'schools'.", "--example", "schools")]
    public void Wrong_options_are_refused(string message, params string[] options)
    {
        CommandRun run = CommandRun.Of(["explain", .. options]);

        Assert.Equal((ExitCode.WrongInput, ""), (run.Code, run.Out));
        Assert.StartsWith(message, run.Error);
    }
}
