using System.Globalization;

namespace Reparam.Cli;

/// <summary>Fields of CSV (RFC 4180), the same in every culture.</summary>
internal static class Csv
{
    private static readonly char[] Special = [',', '"', '\n', '\r'];

    /// <summary>A text, in quotes where it needs them.</summary>
    public static string Text(string value) =>
        value.IndexOfAny(Special) < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The shortest digits that read back as the same number; NaN, Inf and -Inf as R writes them.</summary>
    public static string Number(double value) => double.IsFinite(value)
        ? value.ToString("R", CultureInfo.InvariantCulture)
        : double.IsNaN(value) ? "NaN" : value > 0 ? "Inf" : "-Inf";
}
