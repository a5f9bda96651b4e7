namespace Reparam.Cli.Tests;

public class FitCommandTests
{
    [Theory]
    [InlineData("There is no model. Give --formula, --family and --data, or --example eight-schools.")]
    [InlineData("--family and --data are missing: a model needs --formula, --family and --data.", "--formula", "y ~ x")]
    [InlineData("--data is missing: a model needs", "--formula", "y ~ x", "--family", "gaussian")]
    [InlineData("--formula and --family and --data are missing", "--prior", "b ~ normal(0, 1)")]
    [InlineData(
        "--example brings its own model and data, but --data, --prior came with it.", "--example", "eight-schools",
        "--data", "d.csv", "--prior", "b ~ normal(0, 1)")]
    [InlineData("Unknown example 'eight_schools'. Did you mean 'eight-schools'?", "--example", "eight_schools")]
    [InlineData("Unknown approximation 'meanfield'. Did you mean 'mean-field'?", "--example", "eight-schools",
        "--approximation", "meanfield")]
    [InlineData("--k-hat is '0', but must be a number above 0.", "--example", "eight-schools", "--k-hat", "0")]
    [InlineData("--seconds is 'soon', but must be a number", "--example", "eight-schools", "--seconds", "soon")]
    [InlineData("--evaluations is '-1', but must be", "--example", "eight-schools", "--evaluations", "-1")]
    [InlineData("--output is empty. Give it a value", "--example", "eight-schools", "--output", "")]
    [InlineData("--data is empty. Give it a value", "--formula", "y ~ x", "--family", "gaussian", "--data", " ")]
    [InlineData(
        "--draws is '0', but must be a whole number from 1 to 1000000.", "--example", "eight-schools", "--draws", "0")]
    [InlineData("--draws is '1e3', but must be a whole number", "--example", "eight-schools", "--draws", "1e3")]
    [InlineData("--seed is '-3', but must be a whole number from 0 to 18446744073709551615.", "--example",
        "eight-schools", "--seed", "-3")]
    [InlineData(
        "--seed is '18446744073709551616', but", "--example", "eight-schools", "--seed", "18446744073709551616")]
    [InlineData("--threads is 'many', but must be a whole number from 1 to 1024.", "--example", "eight-schools",
        "--threads", "many")]
    [InlineData("Option '--seed' expects a single argument but 2 were provided.", "--example", "eight-schools",
        "--seed", "1", "--seed", "2")]
    [InlineData("Required argument missing for option: '--example'.", "--example")]
    public void Wrong_options_are_refused(string message, params string[] options)
    {
        CommandRun run = CommandRun.Of(["fit", .. options]);

        Assert.Equal((ExitCode.WrongInput, ""), (run.Code, run.Out));
        Assert.StartsWith("error: " + message, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public void A_lower_k_hat_is_climbed_for_and_the_budget_ends_the_climb()
    {
        // No weights of eight schools have a k-hat of 0.000001 or less unless they are bounded.
        CommandRun climbed = CommandRun.Of("fit", "--example", "eight-schools", "--k-hat", "1e-6", "--approximation", "auto");
        CommandRun ended = CommandRun.Of(
            "fit", "--example", "eight-schools", "--k-hat", "1e-6", "--evaluations", "1000");

        Assert.Equal((0, 0), (climbed.Code, ended.Code));
        Assert.Contains("sinh-arcsinh: ELBO", climbed.Out);
        Assert.DoesNotContain("sinh-arcsinh", ended.Out);
    }

    [Theory]
    [InlineData("structured")]
    [InlineData("low-rank")]
    [InlineData("student-t")]
    [InlineData("sinh-arcsinh")]
    [InlineData("mixture")]
    [InlineData("autoregressive-flow")]
    public void Approximations_have_names(string name)
    {
        CommandRun run = CommandRun.Of("fit", "--example", "eight-schools", "--approximation", name);

        Assert.Equal(0, run.Code);
        Assert.Contains("tau", run.Out);
    }

    [Fact]
    public void The_greatest_seed_is_allowed()
    {
        CommandRun run = CommandRun.Of("fit", "--example", "eight-schools", "--seed", "18446744073709551615");

        Assert.Equal(0, run.Code);
        Assert.Contains("seed 18446744073709551615", run.Out);
    }

    [Theory]
    [InlineData("--seconds", "1e300")]
    [InlineData("--seconds", "1e-12")]
    [InlineData("--evaluations", "0.5")]
    [InlineData("--evaluations", "1e300")]
    [InlineData("--k-hat", "1e-300")]
    public void Limits_may_be_as_small_or_great_as_one_likes(string option, string value) =>
        Assert.Equal((ExitCode.Fitted, ""), CommandRun.Of("fit", "--example", "eight-schools", option, value) switch
        {
            var run => (run.Code, run.Error),
        });

    [Fact]
    public void Warnings_precede_the_message_of_a_fit_that_cannot_be_made()
    {
        using var folder = new TemporaryFolder();
        CommandRun run = CommandRun.Fit(folder, "y ~ x", "gaussian", "y,x;1,1;1,2;1,3");
        Assert.Equal((ExitCode.WrongInput, ""), (run.Code, run.Out));
        Assert.StartsWith(
            "warning: The response y is 1 in all 3 rows in use.\nerror: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_whose_spread_overflows_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        CommandRun run = CommandRun.Fit(folder, "y ~ x", "gaussian", "y,x;1e308,1;-1e308,2;1e308,3");
        Assert.Equal(ExitCode.WrongInput, run.Code);
        Assert.StartsWith("error: The numbers of the response are so large", run.Error, StringComparison.Ordinal);
        run = CommandRun.Fit(folder, "y ~ x", "poisson", "x,y;1e308,1;-1e308,2;1e308,3");
        Assert.StartsWith("error: The numbers of x are so large", run.Error, StringComparison.Ordinal);
    }
}
