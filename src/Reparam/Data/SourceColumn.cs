namespace Reparam.Data;

/// <summary>A column of a table that is read in blocks of rows.</summary>
/// <param name="Name">Its name, unique in the table.</param>
/// <param name="Levels">For a column of categories the names of its levels: its numbers are their zero-based places.
/// Null for a column of numbers.</param>
public sealed record SourceColumn(string Name, IReadOnlyList<string>? Levels = null)
{
    /// <summary>Refuses a list of columns that no table can have.</summary>
    /// <exception cref="ArgumentException">There are none, two have one name, a name is blank, or a column of
    /// categories has no levels or one of them twice.</exception>
    internal static void Check(string who, IReadOnlyList<SourceColumn> columns)
    {
        if (columns.Count == 0)
        {
            throw new ArgumentException($"{who}: at least one column is needed, but there is none.", nameof(columns));
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (SourceColumn column in columns)
        {
            if (string.IsNullOrWhiteSpace(column.Name) || !names.Add(column.Name))
            {
                throw new ArgumentException(
                    $"{who}: each column needs a name of its own, but '{column.Name}' is blank or stands twice. " +
                    "Rename the column.", nameof(columns));
            }
            if (column.Levels is { } levels
                && (levels.Count == 0 || levels.Distinct(StringComparer.Ordinal).Count() < levels.Count))
            {
                throw new ArgumentException(
                    $"{who}: the categories of column '{column.Name}' need one or more different levels, but there " +
                    "are none, or one stands twice. Give each level once.", nameof(columns));
            }
        }
    }

    /// <summary>The first of some numbers that this column cannot hold, or -1: one that is not finite, or not the place
    /// of a level.</summary>
    internal int FirstInvalid(ReadOnlySpan<double> values) => Levels is { } levels
        ? values.IndexOfInvalidCode(levels.Count)
        : values.IndexOfNonFinite();

    /// <summary>What each number must be, in words that complete "must be ...".</summary>
    internal string Expectation => Levels is null
        ? "finite. Remove rows with missing values, or model them"
        : FormattableString.Invariant($"a whole number from 0 to {Levels.Count - 1}, the place of a level");
}
