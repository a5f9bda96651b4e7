namespace Reparam.Formulas;

/// <summary>Reads formulas by recursive descent. In order of binding: + and -, then *, then :, as in R.</summary>
internal sealed class FormulaParser
{
    /// <summary>More interactions than anyone fits; a*b*c*... doubles them with every factor.</summary>
    private const int GreatestProduct = 1000;

    private readonly TokenReader reader;
    private readonly ExpressionParser expressions;

    /// <summary>The columns and functions of the predictor being read, in order of appearance.</summary>
    private List<Expression> variables = [];

    private FormulaParser(string text)
    {
        reader = new(text);
        expressions = new(reader);
    }

    public static Formula Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new FormulaParser(text).ReadFormula();
    }

    private Formula ReadFormula()
    {
        if (reader.Current.Kind == TokenKind.End || reader.Current.Is("~"))
        {
            throw reader.Error(
                "The response is missing.", reader.Current.Span, "Write what is to be explained before the ~: y ~ x.");
        }

        var response = expressions.ReadSum();
        if (!response.Columns.Any())
        {
            throw reader.Error("The response names no column.", response.Span, "Write a column before the ~: y ~ x.");
        }

        var trials = ReadTrials();
        if (!reader.TryTake("~"))
        {
            throw reader.Error(
                $"Expected ~ but found {reader.Current.Description}.",
                reader.Current.Span,
                "A formula is the response, a ~ and the predictors: y ~ x.");
        }

        var sum = ReadSum();
        if (reader.Current.Kind != TokenKind.End)
        {
            throw Unexpected();
        }

        var population = new TermList(sum.Intercept ?? true, sum.Terms, variables);
        return new(response, trials, population, sum.Offsets, sum.Groups, reader.Text);
    }

    private Expression? ReadTrials()
    {
        if (!reader.TryTake("|"))
        {
            return null;
        }

        var name = reader.Current;
        if (!reader.AtCall || name.Text != "trials")
        {
            throw reader.Error(
                $"Expected trials(...) but found {name.Description}.",
                name.Span,
                "Only a number of trials can follow the response: successes | trials(n) ~ ...");
        }

        reader.Take();
        var opening = reader.Take();
        var trials = expressions.ReadSum();
        reader.CloseParenthesis(opening);
        return trials;
    }

    private TermSum ReadSum() => reader.Nested(() =>
    {
        var sum = new TermSum { Span = reader.Current.Span };
        var sign = reader.Current.Is("+") || reader.Current.Is("-") ? reader.Take() : default;
        while (true)
        {
            var part = ReadProduct();
            if (sign.Is("-"))
            {
                Remove(part, sum, sign);
            }
            else
            {
                sum.Add(part);
            }

            if (!reader.Current.Is("+") && !reader.Current.Is("-"))
            {
                return sum;
            }

            sign = reader.Take();
        }
    });

    private void Remove(TermSum part, TermSum sum, Token sign)
    {
        if (part.Offsets.Count > 0 || part.Groups.Count > 0)
        {
            throw reader.Error("Only terms can be taken away.", sign.Span.To(part.Span), "Leave it out instead.");
        }

        sum.Intercept = part.Intercept is { } written ? !written : sum.Intercept;
        foreach (var term in part.Terms)
        {
            if (sum.Terms.RemoveAll(term.HasSameFactorsAs) == 0)
            {
                throw reader.Error(
                    $"The term {term} is taken away but was not there.",
                    sign.Span.To(part.Span),
                    "Take away a term that stands before it, as in a*b - a:b.");
            }
        }
    }

    private TermSum ReadProduct()
    {
        var left = ReadInteraction();
        while (reader.Current.Is("*"))
        {
            var sign = reader.Take();
            var right = ReadInteraction();
            var interaction = Interact(left, right, sign);
            var product = new TermSum { Span = interaction.Span };
            product.Add(left);
            product.Add(right);
            product.Add(interaction);
            left = product;
        }

        return left;
    }

    private TermSum ReadInteraction()
    {
        var left = ReadAtom();
        while (reader.Current.Is(":"))
        {
            var sign = reader.Take();
            left = Interact(left, ReadAtom(), sign);
        }

        if (reader.Current.Is("^") || reader.Current.Is("/"))
        {
            var sign = reader.Current;
            throw reader.Error(
                $"'{sign.Text}' has no meaning between terms.",
                sign.Span,
                sign.Is("^")
                    ? "For a power of a column write I(x^2); for interactions write a*b."
                    : "For a quotient of columns write I(a / b); for b nested in a write a + a:b.");
        }

        return left;
    }

    private TermSum Interact(TermSum left, TermSum right, Token sign)
    {
        foreach (var side in new[] { left, right })
        {
            if (!side.IsTermsOnly)
            {
                throw reader.Error(
                    $"Only columns and functions of columns can stand beside '{sign.Text}'.",
                    side.Span,
                    "Numbers, offset(...) and group terms (1 | g) are joined to the rest with +.");
            }
        }

        return left.Terms.Count * right.Terms.Count <= GreatestProduct
            ? left.Interact(right)
            : throw reader.Error(
                $"This product has more than {GreatestProduct} terms.",
                sign.Span,
                "Write out the interactions that are wanted with ':'.");
    }

    private TermSum ReadAtom()
    {
        var token = reader.Current;
        if (token.Kind == TokenKind.Number)
        {
            return ReadInterceptSwitch();
        }

        if (token.Is("("))
        {
            return ReadParenthesis();
        }

        if (reader.AtCall)
        {
            return token.Text == "offset" ? ReadOffset() : Variable(ReadVariableCall());
        }

        if (token is { Kind: TokenKind.Name, Text: ".", IsQuoted: false })
        {
            throw reader.Error(
                "'.' (all other columns) is not supported.", token.Span, "Name the columns, joined with +.");
        }

        if (token.Kind == TokenKind.Name)
        {
            reader.Take();
            return Variable(new ColumnReference(token.Text) { Span = token.Span });
        }

        throw reader.Error(
            $"Expected a term but found {token.Description}.",
            token.Span,
            token.Is("|") ? "Write group terms in parentheses with effects before the bar: (1 | g)."
                : "Write a column's name, a function such as log(x), 1, 0, or a group term such as (1 | g).");
    }

    private FunctionCall ReadVariableCall()
    {
        var call = expressions.ReadCall();
        return call.Columns.Any()
            ? call
            : throw reader.Error($"{call} names no column.", call.Span, "It is the same in every row: leave it out.");
    }

    private TermSum Variable(Expression expression)
    {
        variables.Add(expression);
        return new() { Terms = [new([expression])], Span = expression.Span };
    }

    private TermSum ReadInterceptSwitch()
    {
        var number = expressions.ReadNumber();
        return number.Value is 0 or 1
            ? new() { Intercept = number.Value == 1, Span = number.Span }
            : throw reader.Error(
                $"The number {number} cannot be a term.",
                number.Span,
                "1 is the intercept and 0 is none; arithmetic stands inside I(...), as in I(2 * x).");
    }

    private TermSum ReadOffset()
    {
        var name = reader.Take();
        var opening = reader.Take();
        var offset = expressions.ReadSum();
        reader.CloseParenthesis(opening);
        return new() { Offsets = [offset], Span = name.Span.To(reader.Previous.Span) };
    }

    private TermSum ReadParenthesis()
    {
        var opening = reader.Take();
        var outerVariables = variables;
        variables = [];
        var inner = ReadSum();
        if (reader.Current.Is("|") || reader.Current.Is("||"))
        {
            var groups = GroupTermParser.Read(reader, inner, variables, opening);
            variables = outerVariables;
            return new() { Groups = groups, Span = opening.Span.To(reader.Previous.Span) };
        }

        reader.CloseParenthesis(opening);
        outerVariables.AddRange(variables);
        variables = outerVariables;
        return inner with { Span = opening.Span.To(reader.Previous.Span) };
    }

    private FormulaException Unexpected()
    {
        var token = reader.Current;
        var remedy = token switch
        {
            _ when token.Is("|") || token.Is("||") => "Write group terms in parentheses: (1 | g).",
            _ when token.Is("~") => "A formula has one ~.",
            _ when token.Is(")") => "It closes nothing: take it away, or add the missing (.",
            { Kind: TokenKind.Name or TokenKind.Number } =>
                "Put an operator such as + between the two, or the name in backticks if it has a space: `unit price`.",
            _ => "Take it away, or join the terms with +.",
        };
        return reader.Error($"Expected the end of the formula but found {token.Description}.", token.Span, remedy);
    }
}
