using System.Collections.Immutable;

namespace Reparam.Formulas;

/// <summary>A table of named columns of equal length, read from a file or made in memory. Immutable.</summary>
public sealed class DataTable
{
    private readonly Dictionary<string, DataColumn> byName;
    private readonly ImmutableArray<int> lines;

    internal DataTable(string? source, IReadOnlyList<DataColumn> columns, ImmutableArray<int> lines)
    {
        Source = source;
        Columns = columns;
        this.lines = lines;
        RowCount = columns[0].Count;
        byName = columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
    }

    /// <summary>The file's name, for messages; null for a table made in memory.</summary>
    public string? Source { get; }

    /// <summary>The columns, in the file's order.</summary>
    public IReadOnlyList<DataColumn> Columns { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Reads a CSV file: a header line, commas, decimal points whatever the machine's culture, RFC 4180
    /// quotes, UTF-8 (or UTF-16 with its mark); gzip is recognised by its first bytes. Missing: an empty cell, or
    /// NA.</summary>
    /// <exception cref="UserInputException">The file is missing, not readable, empty or malformed; the message says on
    /// which line and how to mend it.</exception>
    public static DataTable ReadCsv(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return CsvFile.Read(path);
    }

    /// <summary>A table of columns made in memory.</summary>
    /// <exception cref="ArgumentException">There is no column or no row, lengths differ, or a name is empty or used
    /// twice.</exception>
    public static DataTable FromColumns(params IReadOnlyList<DataColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0 || columns[0].Count == 0)
        {
            throw new ArgumentException(
                "A table needs at least one column and one row, but was given none. Pass columns with values.",
                nameof(columns));
        }

        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            if (column.Name.Length == 0 || columns.Take(i).Any(earlier => earlier.Name == column.Name))
            {
                throw new ArgumentException(
                    $"Each column needs a name of its own, but columns[{i}] is named '{column.Name}'. Rename it.",
                    nameof(columns));
            }

            if (column.Count != columns[0].Count)
            {
                throw new ArgumentException(
                    $"Columns must be equally long, but '{column.Name}' has {column.Count} rows and "
                        + $"'{columns[0].Name}' has {columns[0].Count}. Use null for missing values.",
                    nameof(columns));
            }
        }

        return new(source: null, [.. columns], lines: default);
    }

    /// <summary>The column of this name.</summary>
    /// <exception cref="UserInputException">There is none.</exception>
    public DataColumn Column(string name) => TryColumn(name) ?? throw new UserInputException(
        $"{Source ?? "The table"} has no column '{name}'. {SuggestColumn(name)}");

    internal DataColumn? TryColumn(string name) => byName.GetValueOrDefault(name);

    internal string SuggestColumn(string name) =>
        NearestNames.Suggest(name, [.. Columns.Select(column => column.Name)], "columns");

    /// <summary>How messages call a row: "wells.csv, line 7", or "Row 6" (from 1) of a table made in memory.</summary>
    internal string Place(int row) => Source is null ? $"Row {row + 1}" : $"{Source}, line {lines[row]}";
}
