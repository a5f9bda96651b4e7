namespace Reparam.Cli.Tests;

/// <summary>What users get wrong, from the command line to the message.</summary>
public class FormulaProblemTests
{
    [Theory]
    [InlineData("y ~ xx", "d.csv has no column 'xx'.\n  y ~ xx\n      ^^\nDid you mean 'x'?")]
    [InlineData("y ~ x + (1 | grp)", "d.csv has no column 'grp'.\n  y ~ x + (1 | grp)\n               ^^^\n")]
    [InlineData("y ~ x +", "\n  y ~ x +\n         ^\n")]
    [InlineData("y ~ x)", "\n  y ~ x)\n       ^\n")]
    [InlineData("y x", "  y x\n    ^\n")]
    public void A_formula_that_cannot_be_used_is_quoted_with_a_caret(string formula, string message) =>
        Refused(message, formula, "gaussian", TestData.Line);

    [Theory]
    [InlineData("gausian", "Unknown family 'gausian'. Did you mean 'gaussian'?")]
    [InlineData("zip",
        "Unknown family 'zip'. The families are 'gaussian', 'bernoulli', 'binomial', 'poisson', 'negbinomial'")]
    public void An_unknown_family_is_refused(string family, string message) =>
        Refused(message, "y ~ x", family, TestData.Line);

    [Theory]
    [InlineData("b ~ nrmal(0, 1)", "'nrmal'")]
    [InlineData("bb ~ normal(0, 1)", "Unknown class 'bb'.")]
    [InlineData("b(z) ~ normal(0, 1)", "'z' is not among the model's coefficients.")]
    [InlineData("b ~ normal(0, -1)", "  b ~ normal(0, -1)\n                ^^\n")]
    [InlineData("b ~ normal(0, 0)", "  b ~ normal(0, 0)\n                ^\n")]
    [InlineData("shape ~ gamma(1, 1)", "This gaussian model has no shape.")]
    [InlineData("b", "There is no ~ in the prior.")]
    public void A_prior_that_cannot_be_used_is_quoted_with_a_caret(string prior, string message) =>
        Refused(message, "y ~ x", "gaussian", TestData.Line, "--prior", prior);

    [Theory]
    [InlineData(
        "y,x;1,1;2,2;3,3;4,4;5,5;6,6;7,7;8,8;9,9;10,1o", "y ~ x", "d.csv, line 11, column 'x': '1o' is not a number")]
    [InlineData("y,x;1,1;2,2,2;3,3", "y ~ x", "d.csv, line 3: the row has 3 fields but the header has 2")]
    [InlineData("y,x;1,1;2;3,3", "y ~ x", "d.csv, line 3: the row has 1 field but the header has 2")]
    [InlineData("y,x;1,1;2,inf;3,3", "y ~ x", "d.csv, line 3, column 'x': inf is not a finite number.")]
    [InlineData("y,x;1,1;NaN,2;3,3", "y ~ x", "d.csv, line 3, column 'y': NaN is not a finite number.")]
    [InlineData("y,x;1,4;2,4;3,4", "y ~ x", "The predictor x is 4 in all 3 rows in use: it repeats the intercept.")]
    [InlineData("y,x,g;1,1,a;2,2,a;3,4,a", "y ~ x + (1 | g)", "The group 'g' has one level, 'a', in the rows in use.")]
    [InlineData("y,x;1,NA;NA,2", "y ~ x",
        "No row of d.csv is complete. 2 of 2 rows dropped: missing values in 'y' (1), 'x' (1).")]
    public void A_table_that_cannot_be_used_is_refused(string lines, string formula, string message) =>
        Refused(message, formula, "gaussian", lines);

    [Theory]
    [InlineData("bernoulli", "y ~ x", "y,x;0,1;1,2;2,3", "d.csv, line 4: y is 2, but a bernoulli response is 0 or 1.")]
    [InlineData("poisson", "y ~ x", "y,x;0,1;-1,2;2,3",
        "d.csv, line 3: y is -1, but a poisson response is a whole number, 0 or above.")]
    [InlineData("negbinomial", "y ~ x", "y,x;0,1;1.5,2;2,3",
        "d.csv, line 3: y is 1.5, but a negbinomial response is a whole number")]
    [InlineData("binomial", "y | trials(n) ~ x", "y,x,n;1,1,3;4,2,3;2,3,3",
        "d.csv, line 3: 4 successes out of 3 trials, more than there are.")]
    [InlineData("binomial", "y ~ x", "y,x;0,1;1,2;0,3", "A binomial response needs its number of trials.")]
    public void A_response_that_the_family_cannot_have_is_refused(
        string family, string formula, string lines, string message) =>
        Refused(message, formula, family, lines);

    [Fact]
    public void An_empty_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        CheckRefusal(CommandRun.Of("fit", "--formula", "y ~ x", "--family", "gaussian",
            "--data", folder.Write("d.csv", "")), "d.csv is empty.");
    }

    [Fact]
    public void A_missing_file_is_refused_with_the_nearest_name()
    {
        using var folder = new TemporaryFolder();
        folder.Write("wells.csv", "y,x\n1,1\n");

        CommandRun run =
            CommandRun.Of("fit", "--formula", "y ~ x", "--family", "gaussian", "--data", folder.File("well.csv"));

        CheckRefusal(run, $"There is no file '{folder.File("well.csv")}'. Did you mean 'wells.csv'?");
    }

    [Fact]
    public void A_model_whose_density_is_never_finite_is_refused()
    {
        // Poisson rates of exp(1000), which the prior of the intercept does not allow to be brought down.
        Refused("The log density is not finite", "y ~ 1 + offset(o)", "poisson", "y,o;1,1000;3,1000;2,1000",
            "--prior", "Intercept ~ normal(0, 1)");
    }

    [Fact]
    public void Collinear_predictors_are_a_warning_that_names_them()
    {
        using var folder = new TemporaryFolder();

        CommandRun run =
            CommandRun.Fit(folder, "y ~ x + z", "gaussian", "y,x,z;1.2,1,2;1.9,2,4;3.1,3,6;4.2,4,8;4.8,5,10");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("Warning  The predictor z is a linear combination of 'x'", run.Out);
    }

    private static void Refused(string message, string formula, string family, string lines, params string[] more)
    {
        using var folder = new TemporaryFolder();

        CommandRun run = CommandRun.Fit(folder, formula, family, lines, ["--output", folder.File("new/out"), .. more]);

        CheckRefusal(run, message);
        Assert.Equal(["d.csv"], folder.Names());
    }

    private static void CheckRefusal(CommandRun run, string message)
    {
        Assert.Equal((ExitCode.WrongInput, ""), (run.Code, run.Out));
        Assert.StartsWith("error: ", run.Error);
        Assert.Contains(message, run.Error);
        Assert.DoesNotContain("Exception", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }
}
