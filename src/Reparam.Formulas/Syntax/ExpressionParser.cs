using System.Globalization;

namespace Reparam.Formulas;

/// <summary>Reads arithmetic: + - * / ^ with R's precedence, numbers, columns, functions of one argument.</summary>
internal sealed class ExpressionParser(TokenReader reader)
{
    public Expression ReadSum() => reader.Nested(() =>
    {
        var left = ReadProduct();
        while (reader.Current.Is("+") || reader.Current.Is("-"))
        {
            var operation = reader.Take().Is("+") ? BinaryOperator.Add : BinaryOperator.Subtract;
            left = Binary(operation, left, ReadProduct());
        }

        return left;
    });

    /// <summary>Reads a call; the current word is the function's name.</summary>
    public FunctionCall ReadCall()
    {
        var name = reader.Take();
        if (name.Text != FormulaFunctions.Factor && !FormulaFunctions.Numeric.ContainsKey(name.Text))
        {
            throw reader.Error($"Unknown function '{name.Text}'.", name.Span, FunctionAdvice(name.Text));
        }

        var opening = reader.Take();
        var argument = ReadSum();
        if (reader.Current.Is(","))
        {
            throw reader.Error(
                $"The function {name.Text} takes one argument.",
                reader.Current.Span,
                "Take the comma and the rest away.");
        }

        reader.CloseParenthesis(opening);
        if (name.Text == FormulaFunctions.Factor && argument is not ColumnReference)
        {
            throw reader.Error("factor() takes one column.", argument.Span, "Write factor(x), x being a column.");
        }

        return new(name.Text, argument) { Span = name.Span.To(reader.Previous.Span) };
    }

    public NumberLiteral ReadNumber()
    {
        var token = reader.Take();
        var value = double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value)
            ? new(value) { Span = token.Span }
            : throw reader.Error("The number is too large.", token.Span, "The largest is about 1.8e308.");
    }

    private static BinaryOperation Binary(BinaryOperator operation, Expression left, Expression right) =>
        new(operation, left, right) { Span = left.Span.To(right.Span) };

    private static string FunctionAdvice(string name) => name switch
    {
        "cbind" => "Write a binomial response as successes | trials(n).",
        "as.factor" => "Write factor(x).",
        "ln" => "Write log(x): it is the natural logarithm.",
        "trials" => "trials(n) stands after the response: successes | trials(n) ~ ...",
        _ => NearestNames.Suggest(name, FormulaFunctions.Names, "functions"),
    };

    private Expression ReadProduct()
    {
        var left = ReadSigned();
        while (reader.Current.Is("*") || reader.Current.Is("/"))
        {
            var operation = reader.Take().Is("*") ? BinaryOperator.Multiply : BinaryOperator.Divide;
            left = Binary(operation, left, ReadSigned());
        }

        return left;
    }

    private Expression ReadSigned() => reader.Nested(() =>
    {
        var start = reader.Current.Span;
        if (reader.TryTake("-"))
        {
            var operand = ReadSigned();
            return new Negation(operand) { Span = start.To(operand.Span) };
        }

        return reader.TryTake("+") ? ReadSigned() : ReadPower();
    });

    private Expression ReadPower()
    {
        var left = ReadPrimary();
        return reader.TryTake("^") ? Binary(BinaryOperator.Power, left, ReadSigned()) : left;
    }

    private Expression ReadPrimary()
    {
        var token = reader.Current;
        if (token.Kind == TokenKind.Number)
        {
            return ReadNumber();
        }

        if (reader.AtCall)
        {
            var call = ReadCall();
            return call.IsFactor
                ? throw reader.Error(
                    "factor() makes categories, which have no arithmetic.",
                    call.Span,
                    "Let factor(x) stand by itself as a term.")
                : call;
        }

        if (token.Kind == TokenKind.Name)
        {
            reader.Take();
            return new ColumnReference(token.Text) { Span = token.Span };
        }

        if (token.Is("("))
        {
            reader.Take();
            var inner = ReadSum();
            reader.CloseParenthesis(token);
            return inner with { Span = token.Span.To(reader.Previous.Span) };
        }

        throw reader.Error(
            $"Expected a column or a number but found {token.Description}.",
            token.Span,
            token.Is(":")
                ? "Inside a function a product is written with *."
                : "Write a column's name or a number here.");
    }
}
