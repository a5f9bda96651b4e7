using System.Globalization;

namespace Reparam.Formulas.Tests;

public class CultureIndependenceTests
{
    [Fact]
    public void The_test_culture_does_write_commas()
    {
        using var culture = new CommaCulture();

        Assert.Equal("−1,5", (-1.5).ToString(CultureInfo.CurrentCulture));
    }

    [Fact]
    public void A_culture_with_decimal_commas_changes_nothing()
    {
        using var culture = new CommaCulture();

        var design = Tables.Design("y ~ I(-1.5 * x) + (1 | g)", Family.Gaussian,
            "y,x,g;1.5,-2.25,10.5;2.5,1e-1,2;4.25,3,2");
        var prior = PriorSpecification.Parse("b ~ normal(-0.5, 2.5)");

        Assert.Equal<double>([1.5, 2.5, 4.25], design.Response);
        Assert.Equal<double>([3.375, -0.15000000000000002, -4.5], design.Columns[0].Values);
        Assert.Equal("IM1.5MUx", design.Columns[0].Name);
        Assert.Equal<string>(["10.5", "2"], design.Groups[0].Levels);
        Assert.Equal("y ~ 1 + I(-1.5 * x) + (1 | g)", design.Formula.ToString());
        Assert.Equal("b ~ normal(-0.5, 2.5)", prior.ToString());
        Assert.Equal("Intercept ~ student_t(3, 2.5, 2.5)", design.ResolvePriors().Intercept!.ToString());
        Assert.Equal(
            "t.csv, line 3: sqrt(x) is not a number where x = -0.25.\n  y ~ sqrt(x)\n      ^^^^^^^\n"
                + "Use a function that is defined there, or leave such rows out of the table.",
            Tables.MessageOf<FormulaException>(() => Tables.Design("y ~ sqrt(x)", Family.Gaussian, "y,x;1,1;2,-0.25")));
    }
}
