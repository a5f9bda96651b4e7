namespace Reparam.Cli.Tests;

public class CalibrateCommandTests
{
    [Fact]
    public void A_formula_model_is_calibrated_by_data_from_its_priors()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("d.csv", TestData.Line.Replace(';', '\n') + "\n");
        string[] command = ["calibrate", "--formula", "y ~ x", "--family", "gaussian", "--data", data, "--prior",
            "Intercept ~ normal(0, 1)", "--prior", "sigma ~ normal(1, 0.5)", "--simulations", "24"];

        CommandRun run = CommandRun.Of(command);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("Intercept ~ normal(0, 1)", run.Out);
        Assert.Contains("symmetric  uniform", run.Out);
        Assert.Contains("24 simulations: ", run.Out);
        // The chance that 24 exact simulations raise an alarm is 1 %.
        Assert.Contains("\nCalibrated: ", run.Out);
        Assert.Equal(run.Out, CommandRun.Of([.. command, "--threads", "1"]).Out);
    }

    [Theory]
    [InlineData("error: There is no model. Give --formula,")]
    [InlineData("error: --simulations is '5', but must be a whole number from 20", "--simulations", "5")]
    public void What_is_wrong_is_said_with_exit_code_2(string message, params string[] options)
    {
        CommandRun run = CommandRun.Of(["calibrate", .. options]);
        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error);
    }
}
