namespace Reparam.Formulas.Tests;

public class FormulaErrorTests
{
    private const string TermAdvice =
        "Write a column's name, a function such as log(x), 1, 0, or a group term such as (1 | g).";

    private const string JoinAdvice =
        "Put an operator such as + between the two, or the name in backticks if it has a space: `unit price`.";

    public static TheoryData<string, string, string, string> Bad { get; } = new()
    {
        { "", "^", "The response is missing.", "Write what is to be explained before the ~: y ~ x." },
        { "~ x", "^", "The response is missing.", "Write what is to be explained before the ~: y ~ x." },
        { "y", " ^", "Expected ~ but found the end of the formula.",
            "A formula is the response, a ~ and the predictors: y ~ x." },
        { "y = x", "  ^", "'=' has no meaning in a formula.",
            "A formula is made of column names, numbers, ~ + - * : ( ) | and functions. "
            + "A column name with other characters stands in backticks: `unit price`." },
        { "y x ~ z", "  ^", "Expected ~ but found 'x'.", "A formula is the response, a ~ and the predictors: y ~ x." },
        { "1 ~ x", "^", "The response names no column.", "Write a column before the ~: y ~ x." },
        { "y ~", "   ^", "Expected a term but found the end of the formula.", TermAdvice },
        { "y ~ x +", "       ^", "Expected a term but found the end of the formula.", TermAdvice },
        { "y ~ x + + z", "        ^", "Expected a term but found '+'.", TermAdvice },
        { "y ~ x z", "      ^", "Expected the end of the formula but found 'z'.", JoinAdvice },
        { "y ~ x ~ z", "      ^", "Expected the end of the formula but found '~'.", "A formula has one ~." },
        { "y ~ x)", "     ^", "Expected the end of the formula but found ')'.",
            "It closes nothing: take it away, or add the missing (." },
        { "y ~ x, z", "     ^", "Expected the end of the formula but found ','.",
            "Take it away, or join the terms with +." },
        { "y ~ x | g", "      ^", "Expected the end of the formula but found '|'.",
            "Write group terms in parentheses: (1 | g)." },
        { "y ~ (x + z", "    ^", "This parenthesis is not closed.", "Add the missing )." },
        { "y ~ (1 | g", "    ^", "This parenthesis is not closed.", "Add the missing )." },
        { "y ~ log(x", "       ^", "This parenthesis is not closed.", "Add the missing )." },
        { "y ~ log(x z)", "          ^", "Expected ) but found 'z'.", JoinAdvice },
        { "y ~ (1 | g h)", "           ^", "Expected ) but found 'h'.", JoinAdvice },
        { "y ~ ( | g)", "      ^", "Expected a term but found '|'.",
            "Write group terms in parentheses with effects before the bar: (1 | g)." },
        { "y ~ (1 | )", "         ^", "Expected a grouping column but found ')'.",
            "Write a column's name after the bar: (1 | g). Numbers there are taken as categories." },
        { "y ~ (1 | 3)", "         ^", "Expected a grouping column but found '3'.",
            "Write a column's name after the bar: (1 | g). Numbers there are taken as categories." },
        { "y ~ (1 | factor(g))", "         ^^^^^^", "A group is a column, not a function such as factor().",
            "Write a column's name after the bar: (1 | g). Numbers there are taken as categories." },
        { "y ~ (0 | g)", "     ^", "No effect varies by group here.", "Write (1 | g) or (0 + x | g)." },
        { "y ~ (1 | i | g)", "           ^", "Correlations between group terms, (1 |id| g), are not supported.",
            "Write (1 | g), with all correlated effects of one group inside one pair of parentheses." },
        { "y ~ (offset(x) | g)", "     ^^^^^^", "Only an intercept and columns can vary by group.",
            "Move the rest out of the parentheses." },
        { "y ~ x:(1 | g)", "      ^^^^^^^", "Only columns and functions of columns can stand beside ':'.",
            "Numbers, offset(...) and group terms (1 | g) are joined to the rest with +." },
        { "y ~ 1 * x", "    ^", "Only columns and functions of columns can stand beside '*'.",
            "Numbers, offset(...) and group terms (1 | g) are joined to the rest with +." },
        { "y ~ a*b*c*d*e*f*g*h*i*j*k*l*m*n*o*p", "                       ^",
            "This product has more than 1000 terms.", "Write out the interactions that are wanted with ':'." },
        { "y ~ x - (1 | g)", "      ^^^^^^^^^", "Only terms can be taken away.", "Leave it out instead." },
        { "y ~ x - z", "      ^^^", "The term z is taken away but was not there.",
            "Take away a term that stands before it, as in a*b - a:b." },
        { "y ~ 2 + x", "    ^", "The number 2 cannot be a term.",
            "1 is the intercept and 0 is none; arithmetic stands inside I(...), as in I(2 * x)." },
        { "y ~ x^2", "     ^", "'^' has no meaning between terms.",
            "For a power of a column write I(x^2); for interactions write a*b." },
        { "y ~ a/b", "     ^", "'/' has no meaning between terms.",
            "For a quotient of columns write I(a / b); for b nested in a write a + a:b." },
        { "y ~ .", "    ^", "'.' (all other columns) is not supported.", "Name the columns, joined with +." },
        { "y ~ lgo(x)", "    ^^^", "Unknown function 'lgo'.", "Did you mean 'log'?" },
        { "y ~ ln(x)", "    ^^", "Unknown function 'ln'.", "Write log(x): it is the natural logarithm." },
        { "y ~ as.factor(x)", "    ^^^^^^^^^", "Unknown function 'as.factor'.", "Write factor(x)." },
        { "cbind(a, b) ~ x", "^^^^^", "Unknown function 'cbind'.",
            "Write a binomial response as successes | trials(n)." },
        { "y ~ poly(x, 2)", "    ^^^^", "Unknown function 'poly'.",
            "The functions are 'I', 'abs', 'cos', 'exp', 'log', 'log10', 'log2', 'sin', 'sqrt', 'tan', 'tanh', "
                + "'factor' and 1 more." },
        { "y ~ log(x, 2)", "         ^", "The function log takes one argument.", "Take the comma and the rest away." },
        { "y ~ log()", "        ^", "Expected a column or a number but found ')'.",
            "Write a column's name or a number here." },
        { "y ~ I(a:b)", "       ^", "Expected ) but found ':'.", "Close the parenthesis before it, or take it away." },
        { "y ~ I(2)", "    ^^^^", "I(2) names no column.", "It is the same in every row: leave it out." },
        { "y ~ factor(x + 1)", "           ^^^^^", "factor() takes one column.", "Write factor(x), x being a column." },
        { "y ~ I(factor(x))", "      ^^^^^^^^^", "factor() makes categories, which have no arithmetic.",
            "Let factor(x) stand by itself as a term." },
        { "y | n ~ x", "    ^", "Expected trials(...) but found 'n'.",
            "Only a number of trials can follow the response: successes | trials(n) ~ ..." },
        { "y | weights(n) ~ x", "    ^^^^^^^", "Expected trials(...) but found 'weights'.",
            "Only a number of trials can follow the response: successes | trials(n) ~ ..." },
        { "y ~ trials(n)", "    ^^^^^^", "Unknown function 'trials'.",
            "trials(n) stands after the response: successes | trials(n) ~ ..." },
        { "y ~ `unit price", "    ^^^^^^^^^^^", "The backtick that begins here has no partner.",
            "End the column's name with a second backtick: `unit price`." },
        { "y ~ ``", "    ^^", "There is no name between the backticks.", "Write a column's name: `unit price`." },
        { "y ~ I(1e999 * x)", "      ^^^^^", "The number is too large.", "The largest is about 1.8e308." },
        { "é\u0301 ~ 👍", "    ^", "'👍' has no meaning in a formula.",
            "A formula is made of column names, numbers, ~ + - * : ( ) | and functions. "
            + "A column name with other characters stands in backticks: `unit price`." },
        { "y\n~\tx x", "      ^", "Expected the end of the formula but found 'x'.", JoinAdvice },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void The_message_points_at_the_place(string formula, string carets, string problem, string remedy)
    {
        var shown = formula.Replace('\n', ' ').Replace('\t', ' ');

        Assert.Equal(
            $"{problem}\n  {shown}\n  {carets}\n{remedy}",
            Assert.Throws<FormulaException>(() => Formula.Parse(formula)).Message);
    }
}
