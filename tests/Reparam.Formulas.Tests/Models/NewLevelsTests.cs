using Reparam.Random;

namespace Reparam.Formulas.Tests.Models;

/// <summary>Levels of groups that were not fitted: their effects are draws from the fitted distribution of the group's
/// effects.</summary>
public sealed class NewLevelsTests
{
    /// <summary>Deviations allowed, in standard errors: one false alarm in two million, if seeds were not
    /// fixed.</summary>
    private const double Errors = 5;

    private const string Rows = "x,g;0.5,new;-1.5,new;0.5,other;2,b";

    [Theory]
    [InlineData("y ~ x + (1 | g)")]
    [InlineData("y ~ x + (1 + x | g)")]
    [InlineData("y ~ x + (1 + x || g)")]
    [InlineData("y ~ x + (1 | g) + (0 + x | g)")]
    public void Predictions_of_a_mixed_model_have_the_mean_and_covariance_of_the_closed_form(string formula)
    {
        FormulaModel fitted = Model(formula);
        Posterior posterior = Inference.Fit(fitted.Model, seed: 1, new FitOptions { PosteriorDraws = 8000 });
        var (design, points) = fitted.WithNewLevels(Tables.Csv(Rows), posterior.ModelDraws);
        PredictiveDraws draws = points.PredictiveDraws();
        Assert.Equal([8, 8, 9, 1], design.Groups[0].LevelIndex.ToArray());

        double[] x = [0.5, -1.5, 0.5];
        double[] intercept = Draws("Intercept"), slope = Draws("b_x"), sigma = Draws("sigma");
        double[] sd0 = Draws("sd_g__Intercept"), sd1 = Draws("sd_g__x"), correlation = Draws("cor_g__Intercept__x");
        double centre = design.Columns[0].Mean;
        double Mean(int d, int i) => intercept[d] + slope[d] * (x[i] - centre);
        // Of the effects of one level in two rows.
        double Covariance(int d, int i, int j) => sd0[d] * sd0[d] + sd1[d] * sd1[d] * x[i] * x[j]
            + correlation[d] * sd0[d] * sd1[d] * (x[i] + x[j]);
        double Deviation(int d, int i) => Math.Sqrt(Covariance(d, i, i) + sigma[d] * sigma[d]);
        double Standard(int d, int i) => (draws[d][i] - Mean(d, i)) / Deviation(d, i);

        for (int i = 0; i < 3; i++)
        {
            // Mixtures over the draws of the posterior: E y and Var y = Var E y + E Var y.
            double[] y = draws.Element(i), means = Each(d => Mean(d, i));
            double[] variances = Each(d => Math.Pow(Deviation(d, i), 2));
            double mean = means.Average(), variance = Variance(means) + variances.Average();
            Assert.Equal(mean, y.Average(), Errors * Math.Sqrt(variance / y.Length));
            double fourth = y.Average(v => Math.Pow(v - mean, 4));
            Assert.Equal(variance, Variance(y), Errors * Math.Sqrt((fourth - variance * variance) / y.Length));
            // Draw by draw each is standard normal, which is sharper.
            CheckMean(0, d => Standard(d, i));
            CheckMean(1, d => Standard(d, i) * Standard(d, i));
        }
        // Rows of one level share its effects; another level has its own.
        CheckMean(0, d => Standard(d, 0) * Standard(d, 1) - Covariance(d, 0, 1) / (Deviation(d, 0) * Deviation(d, 1)));
        CheckMean(0, d => Standard(d, 0) * Standard(d, 2));
        CheckMean(0, d => Standard(d, 1) * Standard(d, 2));

        double[] Draws(string name) => posterior.Summaries.Any(s => s.Name == name)
            ? [.. posterior.Draws(name)]
            : new double[8000];
        double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, 8000).Select(value)];
        void CheckMean(double expected, Func<int, double> value)
        {
            double[] values = Each(value);
            Assert.Equal(expected, values.Average(), Errors * Math.Sqrt(Variance(values) / values.Length));
        }
    }

    [Fact]
    public void A_level_has_the_same_draws_whatever_else_is_predicted_and_others_with_another_seed()
    {
        FormulaModel fitted = Model("y ~ x + (1 + x | g)");
        double[,] points = Points(fitted);
        double[] Of(string rows, string level, ulong seed)
        {
            var (design, draws) = fitted.WithNewLevels(Tables.Csv(rows), new ModelDraws(fitted.Model, points, seed));
            int place = design.Groups[0].Levels.IndexOf(level), levels = design.Groups[0].Levels.Length;
            // The effects are the third site, after the intercept, the coefficient and two scales.
            double[,] all = draws.Unconstrained();
            return [.. Enumerable.Range(0, draws.Count).SelectMany(d =>
                new[] { all[d, 4 + place], all[d, 4 + levels + place] })];
        }
        double[] expected = Of("x,g;1,new", "new", 1);
        Assert.Equal(expected.Length, expected.Distinct().Count());
        Assert.Equal(expected, Of("x,g;3,zoo;2,a;1,new;0,another;2,new", "new", 1));
        Assert.Empty(expected.Intersect(Of("x,g;1,new;2,other", "other", 1)));
        Assert.Empty(expected.Intersect(Of("x,g;1,new", "new", 2)));
    }

    [Theory]
    [InlineData("y ~ x + (1 + x | g) + (1 | h)", "gaussian")]
    [InlineData("y ~ x + (1 | g:h) + (1 | g) + (0 + x | g)", "gaussian")]
    [InlineData("c ~ x + (1 + x | g)", "categorical")]
    public void Levels_that_were_fitted_have_the_effects_that_they_had(string formula, string family)
    {
        FormulaModel fitted = Model(formula, family);
        var draws = new ModelDraws(fitted.Model, Points(fitted), seed: 1);
        DataTable few = Tables.Csv("x,g,h;0.5,b,q;1,c,p");
        DataTable many = Tables.Csv("x,g,h;0.5,b,q;1,c,p;3,new,r;1,c,r;2,new,p");
        double[,] expected = new ModelDraws(fitted.ForNewRows(few).Model, Points(fitted), seed: 1).LogLikelihood(),
            actual = fitted.WithNewLevels(many, draws).Draws.LogLikelihood();
        for (int d = 0; d < draws.Count; d++)
        {
            Assert.Equal((expected[d, 0], expected[d, 1]), (actual[d, 0], actual[d, 1]));
        }
        Assert.Equal(draws.Unconstrained(), fitted.WithNewLevels(few, draws).Draws.Unconstrained());
    }

    [Fact]
    public void Draws_of_another_model_are_refused()
    {
        FormulaModel one = Model("y ~ x + (1 | g)"), other = Model("y ~ x + (1 | h)");
        string message = Tables.MessageOf<ArgumentException>(() => one.WithNewLevels(
            Tables.Csv(Rows), new ModelDraws(other.Model, Points(other), seed: 1)));
        Assert.Contains("the draws are of a model with other unknowns", message, StringComparison.Ordinal);
    }

    /// <summary>Eight groups of eight with effects, in which x is not centred.</summary>
    private static FormulaModel Model(string formula, string family = "gaussian")
    {
        RandomKey key = RandomKey.FromSeed(5);
        double Normal(string what, long i) => Noise.Normal(key.Fold(what), 0, 0, i);
        IEnumerable<string> rows = Enumerable.Range(0, 64).Select(i =>
        {
            int g = i / 8;
            double x = 1 + Normal("x", i);
            double y = 2 + 1.5 * Normal("a", g) + (0.5 + 0.8 * Normal("b", g)) * x + 0.5 * Normal("e", i);
            return FormattableString.Invariant($"{y},{x},{(char)('a' + g)},{(i % 2 == 0 ? 'p' : 'q')},{i % 3}");
        });
        return FormulaModel.Create(Formula.Parse(formula), Family.Parse(family),
            Tables.Csv("y,x,g,h,c;" + string.Join(';', rows)));
    }

    private static double[,] Points(FormulaModel model)
    {
        var points = new double[5, model.Model.LogDensity.Dimension];
        for (int i = 0; i < points.Length; i++)
        {
            points[i / points.GetLength(1), i % points.GetLength(1)] = 0.3 * Math.Sin(i);
        }
        return points;
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }
}
