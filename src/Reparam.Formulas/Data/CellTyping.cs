using System.Globalization;

namespace Reparam.Formulas;

/// <summary>Decides whether the cells of a column read from a file are numbers or text.</summary>
internal static class CellTyping
{
    /// <summary>From this share of numbers on, a cell that is not a number is taken for a slip.</summary>
    private const double MostlyNumeric = 0.9;

    public static DataColumn Type(string name, IReadOnlyList<string?> cells)
    {
        var numbers = new double[cells.Count];
        int present = 0, numeric = 0;
        CellPlace? stray = null, notFinite = null, inexact = null;
        for (var row = 0; row < cells.Count; row++)
        {
            numbers[row] = double.NaN;
            if (cells[row] is not { } cell)
            {
                continue;
            }

            present++;
            if (!TryRead(cell, out numbers[row]))
            {
                stray ??= new(row, cell);
                continue;
            }

            numeric++;
            if (!double.IsFinite(numbers[row]))
            {
                notFinite ??= new(row, cell);
            }
            else if (DataColumn.IsInexact(numbers[row]) && cell.All(c => char.IsAsciiDigit(c) || c is '-' or '+'))
            {
                inexact ??= new(row, cell);
            }
        }

        return stray is null
            ? DataColumn.FromNumbers(name, numbers, cells.Select(cell => cell is null), notFinite, inexact)
            : DataColumn.FromTexts(name, cells, numeric >= MostlyNumeric * present ? stray : null);
    }

    /// <summary>Reads a number with a decimal point, or any common spelling of NaN and infinity.</summary>
    public static bool TryRead(string cell, out double value)
    {
        value = cell.TrimStart('+', '-').ToUpperInvariant() switch
        {
            "NAN" => double.NaN,
            "INF" or "INFINITY" => cell[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            _ => 0,
        };
        return value != 0 || double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
