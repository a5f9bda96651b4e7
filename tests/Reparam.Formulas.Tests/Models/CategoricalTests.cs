namespace Reparam.Formulas.Tests.Models;

/// <summary>Models of categories in no order.</summary>
public class CategoricalTests
{
    private const string Rows = "y,x,g;red,0.1,a;blue,-0.9,b;green,0.3,a;blue,1.2,b;red,-0.2,a;green,0.4,b";

    [Fact]
    public void Each_category_but_the_first_has_a_predictor_of_its_own()
    {
        FormulaModel model = Create("y ~ x + (1 + x | g)", Rows);

        Assert.Equal<string>(["blue", "green", "red"], model.Design.ResponseLevels);
        string[] names =
        [
            "Intercept_mugreen", "Intercept_mured", "b_mugreen_x", "b_mured_x",
            "sd_g__mugreen_Intercept", "sd_g__mugreen_x", "sd_g__mured_Intercept", "sd_g__mured_x",
            "cor_g__mugreen_Intercept__mugreen_x", "cor_g__mured_Intercept__mured_x",
            "r_g__mugreen[a,Intercept]", "r_g__mugreen[b,Intercept]", "r_g__mugreen[a,x]", "r_g__mugreen[b,x]",
            "r_g__mured[a,Intercept]", "r_g__mured[b,Intercept]", "r_g__mured[a,x]", "r_g__mured[b,x]",
        ];
        Assert.Equal(names, model.Design.ParameterNames);
        Assert.Equal(names, Inference.Fit(model.Model, seed: 1).Summaries.Select(s => s.Name));
    }

    [Fact]
    public void Numbers_are_categories_in_increasing_order()
    {
        FormulaModel model = Create("y ~ 1", "y;10;2;1;2");

        Assert.Equal<string>(["1", "2", "10"], model.Design.ResponseLevels);
        Assert.Equal<double>([2, 1, 0, 1], model.Design.Response);
        Assert.Equal(["Intercept_mu2", "Intercept_mu10"], model.Design.ParameterNames);
    }

    [Fact]
    public void The_density_is_that_of_the_categories_and_of_the_priors()
    {
        double second = 0.7, third = -0.4;
        double actual = Create("y ~ 1", "y;10;2;1;2").Model.LogDensity.Evaluate([second, third]);

        double Prior(double x) => new Distributions.StudentT(3, 0, 2.5).LogProb(x).ToDouble();
        double expected = third + 2 * second - 4 * Math.Log(1 + Math.Exp(second) + Math.Exp(third))
            + Prior(second) + Prior(third);
        Assert.Equal(expected, actual, 1e-12);
    }

    [Fact]
    public void Two_categories_are_a_logistic_regression()
    {
        const string rows = "y,x;0,0.1;1,-0.9;1,0.3;0,1.2;1,-0.2;0,0.4";
        Posterior two = Inference.Fit(Create("y ~ x", rows).Model, seed: 1);
        Posterior logistic = Inference.Fit(
            FormulaModel.Create(Formula.Parse("y ~ x"), Family.Bernoulli, Tables.Csv(rows)).Model, seed: 1);

        Assert.Equal(logistic["Intercept"].Mean, two["Intercept_mu1"].Mean, 1e-6);
        Assert.Equal(logistic["b_x"].StandardDeviation, two["b_mu1_x"].StandardDeviation, 1e-6);
    }

    [Fact]
    public void Categories_whose_parameters_would_have_one_name_are_refused()
    {
        UserInputException refusal = Assert.Throws<UserInputException>(() => Create("y ~ 1", "y;a b;ab;c"));

        Assert.Equal("The categories of y 'a b' and 'ab' would both be called 'muab'. Rename one in the table.",
            refusal.Message);
    }

    private static FormulaModel Create(string formula, string csv) =>
        FormulaModel.Create(Formula.Parse(formula), Family.Parse("categorical"), Tables.Csv(csv));
}
