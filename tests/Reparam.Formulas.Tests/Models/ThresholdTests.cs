namespace Reparam.Formulas.Tests.Models;

/// <summary>Models of ordered categories.</summary>
public class ThresholdTests
{
    // Ratings with a gap, in no order.
    private const string Rows = ";1,0.1;1,-0.9;2,0.3;5,1.2;2,-0.2;5,0.4;1,-1.1;2,0.8;5,1.9;1,0.2;2,-0.6;5,0.9";

    [Fact]
    public void Thresholds_are_reported_for_the_raw_columns()
    {
        Posterior fit = Fit("y ~ x"), moved = Fit("y ~ I(x + 3)");

        // The priors, at the predictors' means, are the same, and so are the draws.
        foreach (string name in new[] { "b_Intercept[1]", "b_Intercept[2]" })
        {
            Assert.Equal(fit[name].Mean + 3 * fit["b_x"].Mean, moved[name].Mean, 1e-6);
        }
        Assert.Equal(fit["b_x"].Mean, moved["b_IxP3"].Mean, 1e-6);
    }

    [Fact]
    public void The_density_is_that_of_the_ordered_logistic_and_of_the_priors()
    {
        FormulaModel model = Create("y ~ 1");

        // Unconstrained: the first threshold, and the logarithm of the distance to the second, its own Jacobian.
        double first = -0.4, distance = 1.1;
        double actual = model.Model.LogDensity.Evaluate([first, Math.Log(distance)]);

        double Cdf(double c) => 1 / (1 + Math.Exp(-c));
        double expected = 4 * (Math.Log(Cdf(first)) + Math.Log(Cdf(first + distance) - Cdf(first))
            + Math.Log(1 - Cdf(first + distance))) + Math.Log(distance) + Math.Log(2)
            + StudentT(first) + StudentT(first + distance);
        Assert.Equal(expected, actual, 1e-12);
    }

    [Fact]
    public void The_categories_are_the_numbers_that_occur_in_increasing_order()
    {
        Design design = Create("y ~ x").Design;

        Assert.Equal<string>(["1", "2", "5"], design.ResponseLevels);
        Assert.Equal(12, design.Response.Length);
        Assert.Equal<double>([0, 0, 1, 2], design.Response[..4]);
        Assert.Equal(["b_Intercept[1]", "b_Intercept[2]", "b_x"], design.ParameterNames);
    }

    [Fact]
    public void A_prior_with_an_end_is_refused_for_thresholds()
    {
        PriorException refusal = Assert.Throws<PriorException>(() => FormulaModel.Create(Formula.Parse("y ~ x"),
            Family.Parse("cumulative"), Tables.Csv("y,x" + Rows), PriorSpecification.Parse("Intercept ~ gamma(2, 1)")));

        Assert.StartsWith("The thresholds of a cumulative model can be any numbers, but gamma has an end.",
            refusal.Message, StringComparison.Ordinal);
    }

    private static double StudentT(double x) =>
        new Distributions.StudentT(3, 0, 2.5).LogProb(x).ToDouble();

    private static FormulaModel Create(string formula) =>
        FormulaModel.Create(Formula.Parse(formula), Family.Parse("cumulative"), Tables.Csv("y,x" + Rows));

    private static Posterior Fit(string formula) => Inference.Fit(Create(formula).Model, seed: 1);
}
