namespace Reparam.Formulas.Tests;

public class DesignErrorTests
{
    private const string Mostly = "y,x;1,1;2,2;3,3;4,4;5,5;6,6;7,7;8,8;9,9;10,oops";

    /// <summary>Formula, family, table, and the message with the formula's line as {} and its carets after
    /// it.</summary>
    public static TheoryData<string, string, string, string> Bad { get; } = new()
    {
        { "y ~ armenic", "gaussian", "y,arsenic,assoc;1,2,3",
            "t.csv has no column 'armenic'.\n{}\n      ^^^^^^^\nDid you mean 'arsenic'?" },
        { "y ~ x + (1 | vilage)", "gaussian", "y,x,village;1,2,3",
            "t.csv has no column 'vilage'.\n{}\n               ^^^^^^\nDid you mean 'village'?" },
        { "y ~ log(q + 1)", "gaussian", "y,x;1,2",
            "t.csv has no column 'q'.\n{}\n          ^\nDid you mean 'x' or 'y'?" },
        { "y ~ `no such`", "gaussian", "y,x;1,2",
            "t.csv has no column 'no such'.\n{}\n      ^^^^^^^^^\nThe columns are 'y' and 'x'." },
        { "y ~ x", "gaussian", "y,x;1,2;2,NaN",
            "t.csv, line 3, column 'x': NaN is not a finite number. Write NA or leave the cell empty where a value is "
                + "missing." },
        { "y ~ (1 | x)", "gaussian", "y,x;1,-inf;2,3",
            "t.csv, line 2, column 'x': -inf is not a finite number. Write NA or leave the cell empty where a value "
                + "is missing." },
        { "y ~ x", "gaussian", "y,x;1,1e999;2,3",
            "t.csv, line 2, column 'x': 1e999 is not a finite number. Write NA or leave the cell empty where a value "
                + "is missing." },
        { "y ~ x", "gaussian", Mostly,
            "t.csv, line 11, column 'x': 'oops' is not a number, though at least nine tenths of the column are. "
                + "Correct the cell; a missing value is NA or empty, and decimals have a point." },
        { "x ~ y", "gaussian", Mostly,
            "t.csv, line 11, column 'x': 'oops' is not a number, though at least nine tenths of the column are. "
                + "Correct the cell; a missing value is NA or empty, and decimals have a point." },
        { "y ~ log(f)", "gaussian", "y,f;1,3;2,b",
            "The column 'f' is used as a number but holds text.\n{}\n          ^\n"
            + "t.csv, line 3: 'b' is not a number. Name a numeric column here." },
        { "f ~ y", "poisson", "y,f;1,a;2,b",
            "The column 'f' is used as a number but holds text.\n{}\n  ^\n"
            + "t.csv, line 2: 'a' is not a number. Name a numeric column here." },
        { "y ~ (1 | id)", "gaussian", "y,id;1,5;2,12345678901234567891;3,12345678901234567890",
            "t.csv, line 3, column 'id': 12345678901234567891 is beyond 2^53, where numbers with the same first 16 "
                + "digits are one, so it cannot tell categories apart. Put a letter in front of each." },
        { "y ~ x", "gaussian", "y,x;1,NA;NA,2",
            "No row of t.csv is complete. 2 of 2 rows dropped: missing values in 'y' (1), 'x' (1). Leave such columns "
                + "out of the formula, or fill them in." },
        { "y ~ log(x)", "gaussian", "y,x;1,2;2,0",
            "t.csv, line 3: log(x) is minus infinity where x = 0.\n{}\n      ^^^^^^\n"
            + "Use a function that is defined there, or leave such rows out of the table." },
        { "y ~ I(x/z)", "gaussian", "y,x,z;1,2,0;2,0,1",
            "t.csv, line 2: I(x/z) is infinite where x = 2, z = 0.\n{}\n      ^^^^^^\n"
            + "Use a function that is defined there, or leave such rows out of the table." },
        { "log(y) ~ 1", "gaussian", "y;1;-2",
            "t.csv, line 3: log(y) is not a number where y = -2.\n{}\n  ^^^^^^\n"
            + "Use a function that is defined there, or leave such rows out of the table." },
        { "y ~ 1 + x", "gaussian", "y,x;1,3;2,3;4,3",
            "The predictor x is 3 in all 3 rows in use: it repeats the intercept.\n{}\n          ^\n"
            + "Take it out of the formula, or take the intercept out with 0 + ..." },
        { "y ~ 0 + x", "gaussian", "y,x;1,0;2,0;4,0",
            "The predictor x is 0 in all 3 rows in use: it has no effect.\n{}\n          ^\nTake it out of the "
                + "formula." },
        { "y ~ (1 + x | g)", "gaussian", "y,x,g;1,3,a;2,3,b;4,3,b",
            "The predictor x is 3 in all 3 rows in use: it repeats the intercept.\n{}\n           ^\n"
            + "Take it out of the formula, or take the intercept out with 0 + ..." },
        { "y ~ f", "gaussian", "y,f;1,a;2,a;3,a",
            "The categories of f are 'a' in all 3 rows in use: they repeat the intercept.\n{}\n      ^\n"
            + "Take the term out of the formula." },
        { "y ~ (1 | g)", "gaussian", "y,g;1,7;2,7;3,7",
            "The group 'g' has one level, '7', in the rows in use.\n{}\n           ^\n"
            + "Differences between groups need two groups, and better five: leave the group term out." },
        { "y ~ (1 | g) + (x | g)", "gaussian", "y,g,x;1,a,2;2,b,3;3,a,6",
            "The effect Intercept varies by 'g' in two group terms.\n{}\n                     ^\n"
            + "Keep it in one of them; a term without an intercept is written (0 + x | g)." },
        { "y ~ (1 | g)", "gaussian", "y,g;1,a b;2,a.b;3,a.b",
            "The levels of the group 'g' 'a b' and 'a.b' would both be called 'r_[a.b,]'. Rename one in the table." },
        { "y ~ x_ + `x,_`", "gaussian", "y,x_,\"x,_\";1,2,2;2,3,5;3,5,7",
            "The predictors 'x_' and 'x,_' would both be called 'x_'. Rename one in the table." },
        { "y ~ x", "bernoulli", "y,x;0,1;1,2;2,3",
            "t.csv, line 4: y is 2, but a bernoulli response is 0 or 1.\n{}\n  ^\n"
            + "Recode the column, or choose a family that fits, such as poisson for counts." },
        { "y ~ x", "bernoulli", "y,x;0.5,1;1,2",
            "t.csv, line 2: y is 0.5, but a bernoulli response is 0 or 1.\n{}\n  ^\n"
            + "Recode the column, or choose a family that fits, such as poisson for counts." },
        { "y ~ x", "bernoulli", "y,x;no,1;yes,2;maybe,3",
            "A bernoulli response is 0 or 1, or has two categories, but 'y' has 3: 'maybe', 'no', 'yes'.\n{}\n  ^\n"
            + "Recode the column to 0 and 1." },
        { "y ~ 1", "bernoulli", "y,x;no,1;no,2",
            "A bernoulli response is 0 or 1, or has two categories, but 'y' has 1: 'no'.\n{}\n  ^\n"
            + "Recode the column to 0 and 1." },
        { "y ~ x", "poisson", "y,x;0,1;-1,2",
            "t.csv, line 3: y is -1, but a poisson response is a whole number, 0 or above.\n{}\n  ^\n"
            + "Recode it, or choose another family." },
        { "y ~ x", "negbinomial", "y,x;0,1;1.5,2",
            "t.csv, line 3: y is 1.5, but a negbinomial response is a whole number, 0 or above.\n{}\n  ^\n"
            + "Recode it, or choose another family." },
        { "y ~ x", "gamma", "y,x;2,1;0,2",
            "t.csv, line 3: y is 0, but a gamma response is above 0.\n{}\n  ^\n"
            + "Recode it, or choose another family." },
        { "y ~ x", "exponential", "y,x;2,1;-0.5,2",
            "t.csv, line 3: y is -0.5, but an exponential response is above 0.\n{}\n  ^\n"
            + "Recode it, or choose another family." },
        { "y ~ x", "hurdle_lognormal", "y,x;0,1;-0.5,2",
            "t.csv, line 3: y is -0.5, but a hurdle_lognormal response is 0 or above.\n{}\n  ^\n"
            + "Recode it, or choose another family." },
        { "y ~ x", "beta", "y,x;0.5,1;1,2",
            "t.csv, line 3: y is 1, but a beta response is above 0 and below 1.\n{}\n  ^\n"
            + "Recode it, or choose another family." },
        { "y ~ x", "von_mises", "y,x;3,1;90,2",
            "t.csv, line 3: y is 90, but a von_mises response is an angle from -pi to pi, in radians.\n{}\n  ^\n"
            + "Turn it into radians, and take whole turns off." },
        { "y ~ x", "zero_inflated_poisson", "y,x;0,1;1.5,2",
            "t.csv, line 3: y is 1.5, but a zero_inflated_poisson response is a whole number, 0 or above.\n{}\n  ^\n"
            + "Recode it, or choose another family." },
        { "y ~ x", "cumulative", "y,x;1,1;2.5,2",
            "t.csv, line 3: y is 2.5, but a cumulative response is a whole number.\n{}\n  ^\n"
            + "Number the categories in their order, such as 1 to 5." },
        { "y ~ x", "cumulative", "y,x;3,1;3,2",
            "A cumulative response has at least two categories, but y is 3 in all rows in use.\n{}\n  ^\n"
            + "There is nothing to tell apart." },
        { "y ~ x", "categorical", "y,x;a,1;a,2",
            "A categorical response has at least two categories, but y is a in all rows in use.\n{}\n  ^\n"
            + "There is nothing to tell apart." },
        { "y ~ x", "categorical", "y,x;1,1;2.5,2",
            "t.csv, line 3: y is 2.5, but a categorical response is a category, in text or a whole number.\n{}\n"
            + "  ^\nNumber the categories, or name them." },
        { "y ~ 0 + x", "cumulative", "y,x;1,1;2,2",
            "The thresholds of cumulative take the place of the intercept, which cannot be taken out.\n{}\n"
            + "           ^\nTake 0 + or - 1 away." },
        { "y ~ x", "zero_inflated_binomial", "y,x;3,4",
            "A zero_inflated_binomial response needs its number of trials.\n{}\n  ^\n"
            + "Write y | trials(n) ~ ..., n being a column or a number; for a response of 0 and 1 take the family "
            + "bernoulli." },
        { "y | trials(4) ~ x", "binomial", "y,x;0.25,1;1,2",
            "t.csv, line 2: y is 0.25, but a binomial response is a whole number, 0 or above.\n{}\n  ^\n"
            + "Give the number of successes, not a share." },
        { "y | trials(n) ~ x", "binomial", "y,n,x;3,4,1;5,4,2",
            "t.csv, line 3: 5 successes out of 4 trials, more than there are.\n{}\n  ^^^^^^^^^^^^\n"
            + "Check which column is which: successes | trials(n)." },
        { "y | trials(n) ~ x", "binomial", "y,n,x;3,4.5,1;5,4,2",
            "t.csv, line 2: trials are 4.5, but must be a whole number above 0.\n{}\n             ^\n"
            + "Correct the cell, or leave out rows without trials." },
        { "y ~ x", "binomial", "y,x;3,4",
            "A binomial response needs its number of trials.\n{}\n  ^\n"
            + "Write y | trials(n) ~ ..., n being a column or a number; for a response of 0 and 1 take the family "
            + "bernoulli." },
        { "y | trials(n) ~ x", "poisson", "y,n,x;3,4,1",
            "The family poisson has no trials.\n{}\n             ^\n"
            + "Take | trials(...) away, or choose the family binomial." },
        { "y ~ x + y", "gaussian", "y,x;1,2;2,4",
            "y is both the response and a predictor.\n{}\n          ^\nTake it out of the predictors." },
        { "y ~ 0", "poisson", "y,x;1,2;2,4", "There is nothing to estimate.\n{}\n       ^\nWrite at least y ~ 1." },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_formula_that_does_not_fit_the_table_is_refused(
        string formula, string family, string csv, string message)
    {
        Assert.Equal(
            message.Replace("{}", $"  {formula}"),
            Assert.ThrowsAny<UserInputException>(() => Tables.Design(formula, Family.Parse(family), csv)).Message);
    }

    [Fact]
    public void A_table_in_memory_has_rows_in_place_of_lines()
    {
        var table = DataTable.FromColumns(DataColumn.Numeric("y", [0.0, -1.0]));

        Assert.Equal(
            "Row 2: y is -1, but a poisson response is a whole number, 0 or above.\n  y ~ 1\n  ^\n"
                + "Recode it, or choose another family.",
            Tables.MessageOf<FormulaException>(() => Design.Create(Formula.Parse("y ~ 1"), Family.Poisson, table)));
        Assert.Equal(
            "The table has no column 'q'.\n  y ~ q\n      ^\nDid you mean 'y'?",
            Tables.MessageOf<FormulaException>(() => Design.Create(Formula.Parse("y ~ q"), Family.Poisson, table)));
    }

    [Fact]
    public void What_is_wrong_in_unused_columns_does_not_matter()
    {
        var design = Tables.Design("y ~ 1", Family.Gaussian, "y,x,z;1,NaN,oops;2,3,1;NA,4,1");

        Assert.Equal(2, design.RowCount);
    }

    [Fact]
    public void A_mostly_numeric_column_may_group()
    {
        var design = Tables.Design("y ~ (1 | x)", Family.Gaussian, Mostly);

        Assert.Contains("oops", design.Groups[0].Levels);
    }
}
