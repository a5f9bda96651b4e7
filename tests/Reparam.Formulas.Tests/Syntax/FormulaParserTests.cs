namespace Reparam.Formulas.Tests;

public class FormulaParserTests
{
    [Theory]
    [InlineData("y ~ x", "y ~ 1 + x")]
    [InlineData("y~1", "y ~ 1")]
    [InlineData("y ~ 0", "y ~ 0")]
    [InlineData("y ~ -1", "y ~ 0")]
    [InlineData("y ~ x - 1", "y ~ 0 + x")]
    [InlineData("y ~ 0 + x + 1", "y ~ 1 + x")]
    [InlineData("y ~ x - 0", "y ~ 1 + x")]
    [InlineData("y ~ +x", "y ~ 1 + x")]
    [InlineData("  y\t~\n x  ", "y ~ 1 + x")]
    [InlineData("y ~ x + x", "y ~ 1 + x")]
    [InlineData("y ~ x:x", "y ~ 1 + x")]
    [InlineData("y ~ a*b", "y ~ 1 + a + b + a:b")]
    [InlineData("y ~ a*b*c", "y ~ 1 + a + b + c + a:b + a:c + b:c + a:b:c")]
    [InlineData("y ~ a:b + a", "y ~ 1 + a + a:b")]
    [InlineData("y ~ b:a + a", "y ~ 1 + b:a + a")]
    [InlineData("y ~ a + b + b:a", "y ~ 1 + a + b + a:b")]
    [InlineData("y ~ a*b - a", "y ~ 1 + a:b + b")]
    [InlineData("y ~ a*b - a:b", "y ~ 1 + a + b")]
    [InlineData("y ~ a*b*c - a:b:c - a", "y ~ 1 + a:b:c + b + c + a:b + a:c + b:c - a:b:c")]
    [InlineData("y ~ (a + b):c", "y ~ 1 + a:b:c + a:c + b:c - a:b:c")]
    [InlineData("y ~ (a + b) * c", "y ~ 1 + a + b + c + a:c + b:c")]
    [InlineData("y ~ (a)", "y ~ 1 + a")]
    [InlineData("y ~ a:b*c", "y ~ 1 + a:b:c + c + a:b")]
    [InlineData("y ~ (0 + x)", "y ~ 0 + x")]
    [InlineData("y ~ (1 | g)", "y ~ 1 + (1 | g)")]
    [InlineData("y ~ x + (x | g)", "y ~ 1 + x + (1 + x | g)")]
    [InlineData("y ~ (1 + x||g)", "y ~ 1 + (1 + x || g)")]
    [InlineData("y ~ (0 + x | g) + (1 | h)", "y ~ 1 + (0 + x | g) + (1 | h)")]
    [InlineData("y ~ (x - 1 | g)", "y ~ 1 + (0 + x | g)")]
    [InlineData("y ~ (a*b | g:h)", "y ~ 1 + (1 + a + b + a:b | g:h)")]
    [InlineData("y ~ (1 | g/h)", "y ~ 1 + (1 | g) + (1 | g:h)")]
    [InlineData("y ~ (1 | g/h/i)", "y ~ 1 + (1 | g) + (1 | g:h) + (1 | g:h:i)")]
    [InlineData("s | trials(n) ~ x", "s | trials(n) ~ 1 + x")]
    [InlineData("s|trials(20)~x", "s | trials(20) ~ 1 + x")]
    [InlineData("y ~ offset(log(e)) + x", "y ~ 1 + x + offset(log(e))")]
    [InlineData("y ~ x + offset(a/b + 1)", "y ~ 1 + x + offset(a/b + 1)")]
    [InlineData("log(y) ~ log(x)", "log(y) ~ 1 + log(x)")]
    [InlineData("y/10 - 1 ~ x", "y/10 - 1 ~ 1 + x")]
    [InlineData("y ~ I(x^2) + exp(x) + sqrt(x)", "y ~ 1 + I(x^2) + exp(x) + sqrt(x)")]
    [InlineData("y ~ I(-x^2)", "y ~ 1 + I(-x^2)")]
    [InlineData("y ~ I((-x)^2)", "y ~ 1 + I((-x)^2)")]
    [InlineData("y ~ I(2^-x^3)", "y ~ 1 + I(2^-x^3)")]
    [InlineData("y ~ I((2^x)^3)", "y ~ 1 + I((2^x)^3)")]
    [InlineData("y ~ I(a-(b-c)-d)", "y ~ 1 + I(a - (b - c) - d)")]
    [InlineData("y ~ I((a-b)-c)", "y ~ 1 + I(a - b - c)")]
    [InlineData("y ~ I(a/(b*c)*d)", "y ~ 1 + I(a/(b * c) * d)")]
    [InlineData("y ~ I((a+b)*c)", "y ~ 1 + I((a + b) * c)")]
    [InlineData("y ~ I(1.50e3 * x + .5)", "y ~ 1 + I(1500 * x + 0.5)")]
    [InlineData("y ~ I(+x)", "y ~ 1 + I(x)")]
    [InlineData("y ~ factor(x):z", "y ~ 1 + factor(x):z")]
    [InlineData("y.1 ~ x.2 + .x + x_3", "y.1 ~ 1 + x.2 + .x + x_3")]
    [InlineData("`my y` ~ `unit price` + `a`", "`my y` ~ 1 + `unit price` + a")]
    [InlineData("y ~ `a\\`b` + `a\\\\b` + `1x` + `.` + `.2`", "y ~ 1 + `a\\`b` + `a\\\\b` + `1x` + `.` + `.2`")]
    [InlineData("Größe ~ 年齢", "Größe ~ 1 + 年齢")]
    [InlineData("y ~ offset + log + I", "y ~ 1 + offset + log + I")]
    public void Formulas_are_read_into_their_canonical_form(string text, string canonical)
    {
        var formula = Formula.Parse(text);

        Assert.Equal(canonical, formula.ToString());
        Assert.Equal(text, formula.Text);
        Assert.Equal(formula, Formula.Parse(canonical));
    }

    [Fact]
    public void Precedence_is_that_of_R()
    {
        var expression = (FunctionCall)Formula.Parse("y ~ I(-a^b^2*c - 3/d)").Population.Variables[0];

        var a = new ColumnReference("a");
        var power = new BinaryOperation(
            BinaryOperator.Power, a,
                new BinaryOperation(BinaryOperator.Power, new ColumnReference("b"), new NumberLiteral(2)));
        Assert.Equal(
            new BinaryOperation(
                BinaryOperator.Subtract,
                new BinaryOperation(BinaryOperator.Multiply, new Negation(power), new ColumnReference("c")),
                new BinaryOperation(BinaryOperator.Divide, new NumberLiteral(3), new ColumnReference("d"))),
            expression.Argument);
    }

    [Fact]
    public void Formulas_with_different_meaning_differ()
    {
        string[] texts =
        [
            "y ~ x", "z ~ x", "y ~ 0 + x", "y ~ x + (1 | g)", "y ~ x + (1 | h)", "y ~ x + (x | g)", "y ~ x + (x || g)",
            "y ~ x + offset(z)", "y | trials(n) ~ x", "y ~ log(x)", "y ~ a*b", "y ~ b*a", "y ~ I(x + 1)",
                "y ~ I(x - 1)",
        ];

        Assert.Equal(texts.Length, texts.Select(Formula.Parse).Distinct().Count());
    }

    [Fact]
    public void Deep_nesting_is_refused_before_the_stack_ends()
    {
        foreach (var nest in new[] { "(", "I(", "-", "I(-(" })
        {
            var text = "y ~ " + string.Concat(Enumerable.Repeat(nest, 100_000)) + "x";
            Assert.Throws<FormulaException>(() => Formula.Parse(text));
        }
    }
}
