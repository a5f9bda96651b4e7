namespace Reparam.Formulas.Tests;

public class DesignTests
{
    [Fact]
    public void Parameters_have_the_names_and_order_of_brms()
    {
        var design = Tables.Design(
            "y ~ x * f + (1 + x + I(x^2) | g) + (1 | h)",
            Family.Student,
            "y,x,f,g,h;1,2,a,10,u u;2,3,b,9,v;4,5,a,9,u u;3,7,b,10,v;9,8,a,9,v;5,1,b,10,v");

        Assert.Equal(
            [
                "Intercept", "b_x", "b_fb", "b_x:fb",
                "sd_g__Intercept", "sd_g__x", "sd_g__IxE2", "sd_h__Intercept",
                "cor_g__Intercept__x", "cor_g__Intercept__IxE2", "cor_g__x__IxE2",
                "sigma", "nu",
                "r_g[10,Intercept]", "r_g[9,Intercept]", "r_g[10,x]", "r_g[9,x]", "r_g[10,IxE2]", "r_g[9,IxE2]",
                "r_h[u.u,Intercept]", "r_h[v,Intercept]",
            ],
            design.ParameterNames);
    }

    [Fact]
    public void Columns_carry_their_mean_and_standard_deviation()
    {
        var design = Tables.Design("y ~ x", Family.Gaussian, "y,x;1,2;2,3;4,10");
        var column = design.Columns[0];

        Assert.Equal(5, column.Mean);
        Assert.Equal(Math.Sqrt(19), column.StandardDeviation, 15);
        Assert.Equal(new double[,] { { -3 }, { -2 }, { 5 } }, design.Matrix(isCentred: true));
        Assert.Equal(new double[,] { { 2 }, { 3 }, { 10 } }, design.Matrix(isCentred: false));
        Assert.Equal(new double[3, 0], Tables.Design("y ~ 1", Family.Gaussian, "y;1;2;4").Matrix(isCentred: true));
    }

    [Fact]
    public void Rows_with_missing_values_in_used_columns_are_dropped_and_counted()
    {
        var design = Tables.Design(
            "y ~ x + offset(e) + (1 | g)",
            Family.Gaussian,
            "y,x,e,g,unused;1,NA,0,a,;2,3,0,b,;,,0,a,;4,6,0,NA,;5,5,0,a,;6,9,,b,;7,4,0,a,");

        Assert.Equal((7, 3), (design.TableRowCount, design.RowCount));
        Assert.Equal<double>([2, 5, 7], design.Response);
        Assert.Equal(4, design.Dropped.Total);
        Assert.Equal([("y", 1), ("x", 2), ("e", 1), ("g", 1)], design.Dropped.ByColumn);
        Assert.Equal(
            "4 of 7 rows dropped: missing values in 'y' (1), 'x' (2), 'e' (1), 'g' (1)", design.Dropped.Describe(7));
        Assert.Equal("", Tables.Design("y ~ x", Family.Gaussian, "y,x;1,2;2,3").Dropped.Describe(2));
    }

    [Fact]
    public void Levels_that_only_dropped_rows_have_do_not_count()
    {
        var design = Tables.Design("y ~ f", Family.Gaussian, "y,f;1,b;2,c;NA,a;4,c");

        Assert.Equal(["fc"], design.Columns.Select(column => column.Name));
    }

    [Fact]
    public void Numbers_are_categories_where_they_group_and_inside_factor()
    {
        var design = Tables.Design("y ~ factor(k) + (1 | k)", Family.Gaussian, "y,k;1,308.0;2,10;4,9;1,308;3,9.50");

        Assert.Equal(["10", "308", "9", "9.5"], design.Groups[0].Levels.AsEnumerable());
        Assert.Equal([1, 0, 2, 1, 3], design.Groups[0].LevelIndex.AsEnumerable());
        Assert.Equal(["factork308", "factork9", "factork9.5"], design.Columns.Select(column => column.Name));
    }

    [Fact]
    public void Backticked_columns_lose_what_names_cannot_hold()
    {
        var design = Tables.Design(
            "y ~ `unit price` + (1 | `my group`)", Family.Gaussian, "y,unit price,my group;1,2,a;2,3,b;4,5,a");

        Assert.Equal(
            ["Intercept", "b_unitprice", "sd_mygroup__Intercept", "sigma", "r_mygroup[a,Intercept]",
                "r_mygroup[b,Intercept]"],
            design.ParameterNames);
    }

    [Theory]
    [InlineData("hit;yes;no;no", "no", "yes")]
    [InlineData("hit;TRUE;FALSE;FALSE", "FALSE", "TRUE")]
    public void Of_two_categories_the_second_is_a_success(string csv, string failure, string success)
    {
        var design = Tables.Design("hit ~ 1", Family.Bernoulli, csv);

        Assert.Equal<double>([1, 0, 0], design.Response);
        Assert.Equal<string>([failure, success], design.ResponseLevels);
    }

    [Fact]
    public void Trials_are_a_column_or_a_number()
    {
        Assert.Equal<double>([5, 6], Tables.Design("s | trials(n) ~ 1", Family.Binomial, "s,n;0,5;6,6").Trials);
        Assert.Equal<double>([8, 8], Tables.Design("s | trials(8) ~ 1", Family.Binomial, "s;0;6").Trials);
        Assert.Empty(Tables.Design("s ~ 1", Family.Poisson, "s;0;6").Trials);
    }

    [Fact]
    public void Offsets_are_added_up()
    {
        var design = Tables.Design("s ~ offset(log(e)) + offset(1)", Family.Poisson, "s,e;0,1;6,2");

        Assert.True(design.HasOffset);
        Assert.Equal<double>([1, 1 + Math.Log(2)], design.Offset);
        Assert.Equal<double>([0, 0], Tables.Design("s ~ 1", Family.Poisson, "s;0;6").Offset);
    }

    [Fact]
    public void Without_an_intercept_a_constant_predictor_may_stand_for_it()
    {
        var design = Tables.Design("y ~ 0 + one", Family.Gaussian, "y,one;1,1;2,1");

        Assert.False(design.HasIntercept);
        Assert.Equal("b_one ~ normal(0, 1.7677669529663689)", design.ResolvePriors().Coefficients[0].ToString());
    }

    public static TheoryData<string, string, string, string[]> Warned { get; } = new()
    {
        { "y ~ x", "gaussian", "y,x;1,1;2,2;4,5", [] },
        { "y ~ a + b + c", "gaussian", "y,a,b,c;1,1,4,9;2,2,1,4;4,5,0,5;3,0,2,4;5,3,3,9",
            ["The predictor c is a linear combination of 'a' and 'b': the data cannot tell their coefficients apart, "
                + "only the priors can."] },
        { "y ~ a + b", "gaussian", "y,a,b;1,1,0.3;2,2,0.6;4,5,1.5;3,0,0",
            ["The predictor b is a linear combination of 'a': the data cannot tell their coefficients apart, only the "
                + "priors can."] },
        { "y ~ a + b", "gaussian", "y,a,b;1,1,11;2,2,12;4,5,15;3,0,10",
            ["The predictor b is a linear combination of 'a': the data cannot tell their coefficients apart, only the "
                + "priors can."] },
        { "y ~ 0 + a + b", "gaussian", "y,a,b;1,1,11;2,2,12;4,5,15;3,0,10", [] },
        { "y ~ a + b", "gaussian", "y,a,b;1,1e200,11e-200;2,2e200,12e-200;4,5e200,15e-200;3,0,10e-200",
            ["The predictor b is a linear combination of 'a': the data cannot tell their coefficients apart, only the "
                + "priors can."] },
        { "y ~ a + b", "gaussian", "y,a,b;1,1,1.000001;2,2,2;4,5,5;3,0,0", [] },
        { "y ~ a + b + c", "gaussian", "y,a,b,c;1,1,4,9;2,2,1,4;4,5,0,6",
            ["There are 3 coefficients and 3 rows: the priors decide what the data cannot."] },
        { "y ~ 1", "gaussian", "y;2;2", ["The response y is 2 in all 2 rows in use."] },
        { "y ~ 1", "bernoulli", "y;1;1", ["The response y is 1 in all 2 rows in use."] },
        { "y ~ a*b", "gaussian", "y,a,b;1,p,u;2,q,u;4,p,v;3,p,v;7,q,u;6,p,u",
            ["No row has aq:bv: the data say nothing of its coefficient, which keeps its prior."] },
        { "y ~ (1 | g)", "gaussian", "y,g;1,p;2,q;4,r", ["Every row is a level of its own in the group 'g'."] },
    };

    [Theory]
    [MemberData(nameof(Warned))]
    public void What_can_be_fitted_but_is_odd_is_warned_of(string formula, string family, string csv, string[] warnings)
    {
        Assert.Equal(warnings, Tables.Design(formula, Family.Parse(family), csv).Warnings.AsEnumerable());
    }

    [Fact]
    public void Collinearity_is_found_among_many_columns_and_only_there()
    {
        // Column 30 is 2 (column 3) - column 17 + 5; all others are irregular.
        const int rows = 200;
        double Value(int row, int column) => Math.Sin(1 + (row * 1.618 * (column + 1))) * Math.Pow(10, column % 7);
        var columns = Enumerable.Range(0, 40).Select(column => DataColumn.Numeric(
            $"x{column}",
            Enumerable.Range(0, rows).Select(row =>
                column == 30 ? (2 * Value(row, 3)) - Value(row, 17) + 5 : Value(row, column))));
        var y = DataColumn.Numeric("y", Enumerable.Range(0, rows).Select(row => row % 7.0));
        var terms = string.Join(" + ", Enumerable.Range(0, 40).Select(column => $"x{column}"));
        var formula = Formula.Parse($"y ~ {terms}");

        var design = Design.Create(formula, Family.Gaussian, DataTable.FromColumns([y, .. columns]));

        Assert.Equal(
            ["The predictor x30 is a linear combination of 'x3' and 'x17': the data cannot tell their coefficients "
                + "apart, only the priors can."],
            design.Warnings.AsEnumerable());
    }
}
