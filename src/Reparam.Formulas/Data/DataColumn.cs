using System.Collections.Immutable;
using System.Globalization;

namespace Reparam.Formulas;

/// <summary>A named column of numbers or of text, with missing cells allowed. Immutable.</summary>
public sealed class DataColumn
{
    /// <summary>Whole numbers beyond this are not all different as doubles: 2^53.</summary>
    private const double GreatestExactInteger = 9007199254740992;

    private readonly ImmutableArray<double> numbers;
    private readonly ImmutableArray<string?> texts;
    private readonly ImmutableArray<bool> missing;

    private DataColumn(string name, ImmutableArray<double> numbers, ImmutableArray<bool> missing)
        : this(name, ColumnKind.Numeric, missing) => this.numbers = numbers;

    private DataColumn(string name, ImmutableArray<string?> texts)
        : this(name, ColumnKind.Text, [.. texts.Select(text => text is null)]) => this.texts = texts;

    private DataColumn(string name, ColumnKind kind, ImmutableArray<bool> missing)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Kind = kind;
        this.missing = missing;
        MissingCount = missing.Count(isMissing => isMissing);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Numbers or text.</summary>
    public ColumnKind Kind { get; }

    /// <summary>Number of cells.</summary>
    public int Count => missing.Length;

    /// <summary>Number of missing cells.</summary>
    public int MissingCount { get; }

    /// <summary>In a text column of which at least nine tenths of the cells read as numbers, the first that does not:
    /// probably a slip.</summary>
    internal CellPlace? Stray { get; init; }

    /// <summary>The first NaN or infinity of a column read from a file.</summary>
    internal CellPlace? NotFinite { get; init; }

    /// <summary>The first whole number that a double cannot tell from its neighbour.</summary>
    internal CellPlace? Inexact { get; init; }

    /// <summary>A column of numbers.</summary>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public static DataColumn Numeric(string name, IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Numeric(name, values.Select(value => (double?)value));
    }

    /// <summary>A column of numbers of which some, the nulls, are missing.</summary>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public static DataColumn Numeric(string name, IEnumerable<double?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var array = values.ToArray();
        var bad = Array.FindIndex(array, value => value is { } number && !double.IsFinite(number));
        if (bad >= 0)
        {
            var shown = array[bad]!.Value.ToString(CultureInfo.InvariantCulture);
            throw new ArgumentException(
                $"Column '{name}': values must be finite, but values[{bad}] = {shown}. Pass null where a value is "
                    + "missing.",
                nameof(values));
        }

        var inexact = Array.FindIndex(array, value => value is { } number && IsInexact(number));
        return new(name, [.. array.Select(value => value ?? double.NaN)], [.. array.Select(value => value is null)])
        {
            Inexact = inexact < 0 ? null : new(inexact, Print(array[inexact]!.Value)),
        };
    }

    /// <summary>A column of text; null is missing.</summary>
    public static DataColumn Text(string name, IEnumerable<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(name, [.. values]);
    }

    /// <summary>Whether the cell is missing.</summary>
    public bool IsMissing(int row) => missing[row];

    /// <summary>The number in a cell of a numeric column; NaN where missing.</summary>
    /// <exception cref="InvalidOperationException">The column holds text.</exception>
    public double Number(int row) => Kind == ColumnKind.Numeric
        ? numbers[row]
        : throw new InvalidOperationException($"Column '{Name}' holds text. Ask for Category({row}).");

    /// <summary>The cell as a category: its text, or its number printed invariantly (308, not 308.0); null where
    /// missing.</summary>
    public string? Category(int row) =>
        Kind == ColumnKind.Text ? texts[row] : IsMissing(row) ? null : Print(numbers[row]);

    internal static bool IsInexact(double value) => Math.Abs(value) >= GreatestExactInteger;

    internal static DataColumn FromCells(string name, IReadOnlyList<string?> cells) => CellTyping.Type(name, cells);

    internal static DataColumn FromNumbers(
        string name,
        double[] values,
        IEnumerable<bool> missing,
        CellPlace? notFinite,
        CellPlace? inexact) =>
        new(name, [.. values], [.. missing]) { NotFinite = notFinite, Inexact = inexact };

    internal static DataColumn FromTexts(string name, IEnumerable<string?> values, CellPlace? stray) =>
        new(name, [.. values]) { Stray = stray };

    // Negative zero is the same category as zero.
    private static string Print(double value) => (value + 0.0).ToString("R", CultureInfo.InvariantCulture);
}
