namespace Reparam.Formulas;

/// <summary>One word of a formula.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A symbol as written; a name without its backticks; a number as written.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="IsQuoted">Whether a name stood in backticks.</param>
internal readonly record struct Token(TokenKind Kind, string Text, SourceSpan Span, bool IsQuoted = false)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>How an error message calls it.</summary>
    public string Description => Kind == TokenKind.End ? "the end of the formula" : $"'{Text}'";
}
