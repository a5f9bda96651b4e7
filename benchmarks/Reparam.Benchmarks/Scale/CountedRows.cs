using Reparam.Data;

namespace Reparam.Benchmarks.Scale;

/// <summary>A source of rows that counts what is read from it.</summary>
internal sealed class CountedRows(IRowSource source) : IRowSource
{
    private long _values;

    public long RowCount => source.RowCount;

    public IReadOnlyList<SourceColumn> Columns => source.Columns;

    /// <summary>Values read so far, in passes over all rows of all columns.</summary>
    public double Passes => (double)_values / (RowCount * Columns.Count);

    public void Read(int column, long firstRow, Span<double> destination)
    {
        _values += destination.Length;
        source.Read(column, firstRow, destination);
    }
}
