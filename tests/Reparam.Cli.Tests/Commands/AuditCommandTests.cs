using Reparam.Distributions;
using Reparam.Gradients;

namespace Reparam.Cli.Tests;

public class AuditCommandTests
{
    [Fact]
    public void An_example_is_audited_site_by_site()
    {
        CommandRun run = CommandRun.Of("audit", "--example", "eight-schools");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("tau ~ half_cauchy(0, 5)", run.Out);
        Assert.Contains("  valid: gradient and expectation may be interchanged at every site\n", run.Out);
        Assert.Contains("  tau [StickingTheLanding]: the path is right\n", run.Out);
        Assert.Contains("  score function: agrees, at most ", run.Out);
        Assert.Contains("  finite differences with common noise: agrees, at most ", run.Out);
        Assert.Equal(run.Out, CommandRun.Of("audit", "--example", "eight-schools", "--seed", "1").Out);
    }

    [Fact]
    public void A_formula_is_audited()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("d.csv", "y,x\n1,0.5\n0,-0.2\n1,1.1\n0,0.3\n1,0.9\n0,-1.4\n");

        CommandRun run = CommandRun.Of("audit", "--formula", "y ~ x", "--family", "bernoulli", "--data", data);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("Pathwise gradient\n  valid", run.Out);
    }

    [Fact]
    public void A_gradient_that_is_wrong_is_exit_code_3_with_the_report()
    {
        // No formula jumps, let alone where the library cannot see it; a model can.
        AuditReport wrong = Model.Define(m =>
        {
            Tensor x = m.Sample("x", new Normal(0, 1));
            m.Factor("hidden", Tensor.Select(Tensor.StopGradient(x < 0.5), 0, 3));
        }).Audit(options: new() { Estimator = new Pathwise(), ThrowOnDisagreement = false });
        AuditReport right = Model.Define(m => m.Sample("x", new Normal(0, 1))).Audit();
        var text = new StringWriter { NewLine = "\n" };
        var runner = new AuditRunner(new Streams(text, new StringWriter()));

        Assert.Equal(3, runner.Show(wrong));
        Assert.Contains("\n" + wrong + "\n", text.ToString());
        Assert.Contains("DISAGREES", text.ToString());
        Assert.Equal(0, runner.Show(right));
    }

    [Theory]
    [InlineData("error: There is no model. Give --formula,")]
    [InlineData("error: Unknown option '--draws'.", "--draws", "1")]
    public void What_is_wrong_is_said_with_exit_code_2(string message, params string[] options)
    {
        CommandRun run = CommandRun.Of(["audit", .. options]);

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error);
    }
}
