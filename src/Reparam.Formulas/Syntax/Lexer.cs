using System.Text;

namespace Reparam.Formulas;

/// <summary>Cuts a formula into words. Names are those of R (letters, digits, dots and underscores, not beginning with
/// a digit or with a dot and a digit) and whatever stands in backticks.</summary>
internal static class Lexer
{
    private const string SingleSymbols = "~+-*/^:()|,";

    public static IReadOnlyList<Token> Read(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                tokens.Add(new(TokenKind.End, "", new(at, 0)));
                return tokens;
            }

            var token = Next(text, at);
            tokens.Add(token);
            at = token.Span.End;
        }
    }

    /// <summary>Whether a name may stand without backticks.</summary>
    public static bool IsPlainName(string name) => name.Length > 0 && NameLength(name, 0) == name.Length && name != ".";

    private static Token Next(string text, int at)
    {
        if (text[at] == '`')
        {
            return Quoted(text, at);
        }

        if (NumberLength(text, at) is > 0 and var digits)
        {
            return new(TokenKind.Number, text.Substring(at, digits), new(at, digits));
        }

        if (NameLength(text, at) is > 0 and var letters)
        {
            return new(TokenKind.Name, text.Substring(at, letters), new(at, letters));
        }

        if (text.AsSpan(at).StartsWith("||"))
        {
            return new(TokenKind.Symbol, "||", new(at, 2));
        }

        if (SingleSymbols.Contains(text[at], StringComparison.Ordinal))
        {
            return new(TokenKind.Symbol, text[at].ToString(), new(at, 1));
        }

        var length = char.IsSurrogatePair(text, at) ? 2 : 1;
        throw new FormulaException(
            $"'{text.Substring(at, length)}' has no meaning in a formula.",
            text,
            new(at, length),
            "A formula is made of column names, numbers, ~ + - * : ( ) | and functions. "
                + "A column name with other characters stands in backticks: `unit price`.");
    }

    private static Token Quoted(string text, int start)
    {
        var name = new StringBuilder();
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] == '`')
            {
                var span = new SourceSpan(start, at + 1 - start);
                return name.Length > 0
                    ? new(TokenKind.Name, name.ToString(), span, IsQuoted: true)
                    : throw new FormulaException(
                        "There is no name between the backticks.", text, span, "Write a column's name: `unit price`.");
            }

            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '`' or '\\')
            {
                at++;
            }

            name.Append(text[at]);
        }

        throw new FormulaException(
            "The backtick that begins here has no partner.",
            text,
            new(start, text.Length - start),
            "End the column's name with a second backtick: `unit price`.");
    }

    private static int NameLength(string text, int start)
    {
        var at = start;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '.' or '_'
            || (at > start
                && char.GetUnicodeCategory(text[at]) == System.Globalization.UnicodeCategory.NonSpacingMark)))
        {
            at++;
        }

        var beginsAsNumber = at > start
            && (char.IsDigit(text[start]) || (text[start] == '.' && at > start + 1 && char.IsDigit(text[start + 1])));
        return beginsAsNumber ? 0 : at - start;
    }

    private static int NumberLength(string text, int start)
    {
        var at = Digits(text, start);
        var count = at - start;
        if (at < text.Length && text[at] == '.')
        {
            var end = Digits(text, at + 1);
            count += end - at - 1;
            at = end;
        }

        if (count == 0)
        {
            return 0;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            var sign = at + 1 < text.Length && text[at + 1] is '+' or '-' ? 1 : 0;
            var end = Digits(text, at + 1 + sign);
            at = end > at + 1 + sign ? end : at;
        }

        return at - start;
    }

    private static int Digits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }
}
