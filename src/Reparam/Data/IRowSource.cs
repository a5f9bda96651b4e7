namespace Reparam.Data;

/// <summary>A table whose rows are read in blocks: a <see cref="ColumnFile"/>, <see cref="MemoryRows"/>, or anything
/// else that can give rows by number.</summary>
/// <remarks>The rows must not change while a model that reads them is in use. Readers check what they are given:
/// numbers that are not finite, and categories without a level, are refused.</remarks>
public interface IRowSource
{
    /// <summary>N, the number of rows, at least 1.</summary>
    long RowCount { get; }

    /// <summary>The columns.</summary>
    IReadOnlyList<SourceColumn> Columns { get; }

    /// <summary>Reads rows of one column.</summary>
    /// <param name="column">The place of the column in <see cref="Columns"/>.</param>
    /// <param name="firstRow">The first row, from 0.</param>
    /// <param name="destination">Receives as many rows as fit; for categories, the places of their levels.</param>
    void Read(int column, long firstRow, Span<double> destination);
}
