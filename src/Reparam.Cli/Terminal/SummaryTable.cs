using System.Globalization;
using Reparam.Diagnostics;

namespace Reparam.Cli;

/// <summary>The table of summaries: a row has as many decimals as its standard deviation deserves, and points stand
/// under points.
/// </summary>
internal static class SummaryTable
{
    /// <summary>Digits of the standard deviation that are shown.</summary>
    private const int SignificantDigits = 3;

    /// <summary>Rows that would need more decimals, or have a number wider than this, are in scientific
    /// notation.</summary>
    private const int MostDecimals = 6;

    private const double WidestNumber = 1e9;

    private static readonly string[] Headers = ["mean", "sd", "5%", "50%", "95%"];

    /// <summary>The lines, with their header.</summary>
    /// <param name="summaries">The rows.</param>
    /// <param name="responses">Standard deviations by linear response, which stand after the others; null for
    /// none.</param>
    public static IEnumerable<string> Lines(
        IReadOnlyList<ParameterSummary> summaries, IReadOnlyList<double>? responses = null)
    {
        string[] headers = responses is null ? Headers : [.. Headers[..2], "sd_lr", .. Headers[2..]];
        string[][] rows = [.. summaries.Select((s, i) => Cells(s.Summary, responses?[i]))];
        int nameWidth = summaries.Max(s => s.Name.Length), columns = headers.Length;
        int[] before = new int[columns], after = new int[columns], width = new int[columns];
        for (int c = 0; c < columns; c++)
        {
            before[c] = rows.Max(row => Point(row[c]));
            after[c] = rows.Max(row => row[c].Length - Point(row[c]));
            width[c] = Math.Max(before[c] + after[c], headers[c].Length);
        }
        yield return Line("", headers);
        for (int r = 0; r < rows.Length; r++)
        {
            yield return Line(summaries[r].Name, rows[r].Select((cell, c) => cell
                + new string(' ', after[c] - cell.Length + Point(cell))));
        }

        string Line(string name, IEnumerable<string> cells) =>
            (name.PadRight(nameWidth) + string.Concat(cells.Select((cell, c) => "  " + cell.PadLeft(width[c]))))
                .TrimEnd();
    }

    private static string[] Cells(WeightedSummary s, double? response)
    {
        double[] more = response is { } one ? [one] : [];
        double[] values = [s.Mean, s.StandardDeviation, .. more, s.Quantile05, s.Median, s.Quantile95];
        string format = Format(values, s.StandardDeviation);
        return [.. values.Select(value => value.ToString(format, CultureInfo.InvariantCulture))];
    }

    private static string Format(double[] values, double standardDeviation)
    {
        double largest = values.Max(Math.Abs);
        double unit = double.IsFinite(standardDeviation) && standardDeviation > 0 ? standardDeviation : largest;
        if (!double.IsFinite(unit) || unit == 0)
        {
            return "G4";
        }
        int decimals = Math.Max(0, SignificantDigits - 1 - (int)Math.Floor(Math.Log10(unit)));
        return decimals > MostDecimals || largest >= WidestNumber ? "0.000e+00"
            : string.Create(CultureInfo.InvariantCulture, $"F{decimals}");
    }

    private static int Point(string cell) =>
        cell.IndexOf('.', StringComparison.Ordinal) is >= 0 and var at ? at : cell.Length;
}
