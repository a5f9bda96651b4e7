using System.Globalization;

namespace Reparam.Formulas.Tests.Designs;

/// <summary>Designs of new rows keep the levels and means of the rows that were fitted.</summary>
public class NewRowsTests
{
    private const string Fitted = "y,x,f,g,n;1,1,a,u,3;0,2,b,v,4;2,4,c,u,5;1,7,a,w,6;3,3,b,w,7;2,5,c,v,8";

    [Theory]
    [InlineData("y ~ x * f")]
    [InlineData("y ~ 0 + f + log(x) + offset(n)")]
    [InlineData("y ~ I(x^2) + (1 + x | g) + (0 + f || f:g)")]
    public void The_rows_that_were_fitted_have_the_design_that_they_had(string formula)
    {
        Design fitted = Tables.Design(formula, Family.Gaussian, Fitted);
        Design again = fitted.ForNewRows(Tables.Csv("x,f,g,n;4,c,u,5;3,b,w,7"));
        int[] places = [2, 4];
        Assert.Equal(fitted.ParameterNames, again.ParameterNames);
        Assert.Equal(places.Select(i => fitted.Offset[i]), again.Offset);
        for (int j = 0; j < fitted.Columns.Length; j++)
        {
            Assert.Equal(places.Select(i => fitted.Columns[j].Values[i]), again.Columns[j].Values);
            Assert.Equal((fitted.Columns[j].Mean, fitted.Columns[j].StandardDeviation),
                (again.Columns[j].Mean, again.Columns[j].StandardDeviation));
        }
        for (int g = 0; g < fitted.Groups.Length; g++)
        {
            Assert.Equal(fitted.Groups[g].Levels, again.Groups[g].Levels);
            Assert.Equal(places.Select(i => fitted.Groups[g].LevelIndex[i]), again.Groups[g].LevelIndex);
            Assert.Equal(fitted.Groups[g].EffectNames, again.Groups[g].EffectNames);
            foreach (var (old, now) in fitted.Groups[g].Columns.Zip(again.Groups[g].Columns))
            {
                Assert.Equal(places.Select(i => old.Values[i]), now.Values);
            }
        }
    }

    [Fact]
    public void The_response_is_not_read_and_rows_that_lack_a_predictor_are_left_out()
    {
        Design design = Tables.Design("y | trials(n) ~ x", Family.Binomial, Fitted)
            .ForNewRows(Tables.Csv("x,n,y;1,2,many;,3,7;5,6,9"));
        Assert.Equal([0, 2], design.Rows.ToArray());
        Assert.Equal([2, 6], design.Trials.ToArray());
        Assert.Equal([0, 0], design.Response.ToArray());
        Assert.Equal((3, 1), (design.TableRowCount, design.Dropped.Total));
    }

    public static TheoryData<string> Families => [.. Family.All.Select(family => family.Name)];

    [Theory]
    [MemberData(nameof(Families))]
    public void New_rows_of_every_family_can_be_predicted(string name)
    {
        Family family = Family.Parse(name);
        string response = family.HasTrials ? "y | trials(n)" : "y";
        // Three categories where the family has categories.
        bool hasLevels = family.HasThresholds || family.IsCategorical;
        string y = string.Join(';', Enumerable.Range(0, 6).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"{(hasLevels ? i % 3 : family.Response.Example)},{i},9")));
        FormulaModel fitted = FormulaModel.Create(
            Formula.Parse($"{response} ~ x"), family, Tables.Csv($"y,x,n;{y}"));
        FormulaModel again = fitted.ForNewRows(Tables.Csv("x,n;4,3;2,5"));
        var points = new double[3, again.Model.LogDensity.Dimension];
        PredictiveDraws draws = new ModelDraws(again.Model, points, seed: 1).PredictiveDraws();
        Assert.Equal([2], draws.Shape);
        Assert.All(Enumerable.Range(0, 3), d => Assert.All(draws[d].ToArray(), v =>
            Assert.True(family.Response.Admits(v) && !(hasLevels && v is < 0 or > 2), $"{v}")));
    }

    [Fact]
    public void Draws_of_the_unknowns_are_draws_of_the_model_of_new_rows()
    {
        FormulaModel fitted = FormulaModel.Create(
            Formula.Parse("y ~ x + f + (1 + x | g)"), Family.Gaussian, Tables.Csv(Fitted));
        FormulaModel again = fitted.ForNewRows(Tables.Csv("x,f,g;4,c,u;2,b,v"));
        Assert.Equal(fitted.Model.Sites.Select(s => (s.Name, s.Shape)), again.Model.Sites.Select(s => (s.Name, s.Shape)));
        double[,] points = new double[2, fitted.Model.LogDensity.Dimension];
        for (int i = 0; i < points.Length; i++)
        {
            points[i / points.GetLength(1), i % points.GetLength(1)] = 0.3 * Math.Sin(i);
        }
        // The log likelihood of the response that the model of new rows has, 0, tells its means.
        double[,] old = new ModelDraws(fitted.Model.WithObserved("response", new double[6]), points, 1).LogLikelihood(),
            now = new ModelDraws(again.Model, points, 1).LogLikelihood();
        Assert.Equal((old[0, 2], old[1, 2], old[0, 1], old[1, 1]), (now[0, 0], now[1, 0], now[0, 1], now[1, 1]));
    }

    [Theory]
    [InlineData("x,f,g;1,d,u", "t.csv, line 2: 'd' is no category of f that was fitted.")]
    [InlineData("x,f,g;1,a,u;2,b,z", "t.csv, line 3: 'z' is no level of the group 'g' that was fitted.")]
    [InlineData("x,f;1,a", "has no column 'g'")]
    [InlineData("x,f,g;big,a,u", "The column 'x' held numbers in the rows that were fitted, but holds text here.")]
    public void What_was_not_fitted_cannot_be_predicted(string rows, string message)
    {
        Design fitted = Tables.Design("y ~ x + f + (1 | g)", Family.Gaussian, Fitted);
        Assert.Contains(message, Tables.MessageOf<FormulaException>(() => fitted.ForNewRows(Tables.Csv(rows))),
            StringComparison.Ordinal);
    }
}
