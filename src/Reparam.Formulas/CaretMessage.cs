using System.Globalization;

namespace Reparam.Formulas;

/// <summary>Messages that quote one line of the user's text and point at the place with carets.</summary>
internal static class CaretMessage
{
    private const string Indent = "  ";

    public static string Compose(string problem, string text, SourceSpan place, string remedy) =>
        $"{problem}\n{Quote(text, place)}\n{remedy}";

    private static string Quote(string text, SourceSpan place)
    {
        // One character a column: line breaks and tabs become spaces, so that the carets stand under the place.
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        var before = Columns(line.AsSpan(0, place.Start));
        var under = Math.Max(1, Columns(line.AsSpan(place.Start, place.Length)));
        return $"{Indent}{line}\n{Indent}{new string(' ', before)}{new string('^', under)}";
    }

    private static int Columns(ReadOnlySpan<char> text)
    {
        // A combining mark stands on its letter, and the second half of a surrogate pair on the first.
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (System.Text.Rune.GetUnicodeCategory(rune) is not
                (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format))
            {
                columns++;
            }
        }

        return columns;
    }
}
