namespace Reparam.Formulas;

/// <summary>The words of a formula and the place of reading.</summary>
internal sealed class TokenReader(string text)
{
    /// <summary>Deeper nesting than anyone writes, and far from where the stack would end.</summary>
    private const int GreatestDepth = 100;

    private readonly IReadOnlyList<Token> tokens = Lexer.Read(text);
    private int position;
    private int depth;

    public string Text => text;

    public Token Current => tokens[position];

    public Token Following => tokens[Math.Min(position + 1, tokens.Count - 1)];

    public Token Previous => tokens[position - 1];

    /// <summary>Whether the current word is a function's name with its opening parenthesis.</summary>
    public bool AtCall => Current is { Kind: TokenKind.Name, IsQuoted: false } && Following.Is("(");

    public Token Take() => tokens[position == tokens.Count - 1 ? position : position++];

    public bool TryTake(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }

        Take();
        return true;
    }

    public void CloseParenthesis(Token opening)
    {
        if (!TryTake(")"))
        {
            throw Current.Kind == TokenKind.End
                ? Error("This parenthesis is not closed.", opening.Span, "Add the missing ).")
                : Error($"Expected ) but found {Current.Description}.", Current.Span, OperatorAdvice);
        }
    }

    /// <summary>Reads something nested, and refuses nesting that would exhaust the stack.</summary>
    public T Nested<T>(Func<T> read)
    {
        if (++depth > GreatestDepth)
        {
            throw Error($"The formula is nested more than {GreatestDepth} deep.", Current.Span,
                "Take parentheses away.");
        }

        var result = read();
        depth--;
        return result;
    }

    public FormulaException Error(string problem, SourceSpan place, string remedy) => new(problem, text, place, remedy);

    private string OperatorAdvice => Current.Kind is TokenKind.Name or TokenKind.Number
        ? "Put an operator such as + between the two, or the name in backticks if it has a space: `unit price`."
        : "Close the parenthesis before it, or take it away.";
}
