namespace Reparam.Data;

/// <summary>A table in memory. Immutable.</summary>
/// <example><code>
/// var rows = new MemoryRows().With("distance", distance).With("carrier", carrier);
/// </code></example>
public sealed class MemoryRows : IRowSource
{
    private readonly SourceColumn[] _columns;
    private readonly double[][] _values;

    /// <summary>A table without columns.</summary>
    public MemoryRows() : this([], [])
    {
    }

    private MemoryRows(SourceColumn[] columns, double[][] values) => (_columns, _values) = (columns, values);

    /// <inheritdoc/>
    public long RowCount => _values.Length == 0 ? 0 : _values[0].Length;

    /// <inheritdoc/>
    public IReadOnlyList<SourceColumn> Columns => _columns;

    /// <summary>The table with one more column, of numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">One finite number a row; copied.</param>
    /// <exception cref="ArgumentException">The name is taken, a number is not finite, or there are not as many as
    /// rows.</exception>
    public MemoryRows With(string name, ReadOnlySpan<double> values) =>
        With(new SourceColumn(name), values.ToArray());

    /// <summary>The table with one more column, of categories; their levels are in ordinal order.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="categories">One category a row.</param>
    /// <exception cref="ArgumentException">The name is taken, a category is null, or there are not as many as
    /// rows.</exception>
    public MemoryRows With(string name, IReadOnlyList<string> categories)
    {
        ArgumentNullException.ThrowIfNull(categories);
        for (int row = 0; row < categories.Count; row++)
        {
            if (categories[row] is null)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"MemoryRows: a category of column '{name}' is null, in row {row}. Remove the row, or give ") +
                    "missing values a level of their own.", nameof(categories));
            }
        }
        string[] levels = [.. categories.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, int> places = levels.Index().ToDictionary(l => l.Item, l => l.Index, StringComparer.Ordinal);
        return With(new SourceColumn(name, levels), [.. categories.Select(c => (double)places[c])]);
    }

    /// <inheritdoc/>
    public void Read(int column, long firstRow, Span<double> destination) =>
        _values[column].AsSpan(checked((int)firstRow), destination.Length).CopyTo(destination);

    private MemoryRows With(SourceColumn column, double[] values)
    {
        SourceColumn[] columns = [.. _columns, column];
        if (values.Length == 0 || (_values.Length > 0 && values.Length != RowCount))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"MemoryRows: column '{column.Name}' has {values.Length} rows, but ") +
                (_values.Length > 0 ? FormattableString.Invariant($"{RowCount} are") : "at least 1 is") +
                " needed. Give one value a row.", nameof(values));
        }
        SourceColumn.Check("MemoryRows", columns);
        int bad = column.FirstInvalid(values);
        return bad < 0 ? new MemoryRows(columns, [.. _values, values]) : throw new ArgumentException(
            FormattableString.Invariant(
                $"MemoryRows: column '{column.Name}' is {values[bad]} in row {bad}, but must be {column.Expectation}."),
            nameof(values));
    }
}
