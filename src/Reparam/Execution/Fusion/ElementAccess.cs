namespace Reparam.Execution.Fusion;

/// <summary>Which element a loop reads or writes in each row: <c>Start + row · Stride</c>,
/// <c>Start + index[row] · Stride</c>, or as a table says.</summary>
/// <param name="Start">The element of the first row.</param>
/// <param name="Stride">Elements from one row to the next; 0 where all rows use the same.</param>
/// <param name="Table">The element of each row, or -1 for none; null where start and stride say it.</param>
/// <param name="Index">The tensor in whose place the index lies, whose numbers are the same in all draws; null where
/// there is none.</param>
internal readonly record struct ElementAccess(int Start, int Stride, int[]? Table, Tensor? Index = null)
{
    /// <summary>Whether all rows use the same element.</summary>
    public bool IsInvariant => Table is null && Stride == 0;

    /// <summary>What an index is read as.</summary>
    public static ElementAccess OfIndex(int rows) => new(0, rows == 1 ? 0 : 1, null);

    /// <summary>Whether some rows use none.</summary>
    public bool HasGaps => Table is not null && Table.AsSpan().Contains(-1);

    /// <summary>The access to a component of each row, through a map of elements where there is one.</summary>
    public static ElementAccess Of(RowShape rows, int component, int[]? map)
    {
        int start = rows.Element(0, component);
        int stride = rows.RowsInner ? 1 : rows.Components;
        if (map is null)
        {
            return new(start, rows.Rows == 1 ? 0 : stride, null);
        }
        int first = map[start], step = rows.Rows == 1 ? 0 : map[start + stride] - first;
        bool regular = first >= 0;
        for (int row = 0; row < rows.Rows && regular; row++)
        {
            regular = map[start + row * stride] == first + row * step;
        }
        // A map that is the table itself stays the same object, so that a loop reads it once for all who share it.
        return regular ? new(first, step, null)
            : new(0, 0, rows.Components == 1 ? map
                : [.. Enumerable.Range(0, rows.Rows).Select(r => map[start + r * stride])]);
    }

    /// <summary>The component of another tensor which this is in every row, or null where it is not a whole
    /// component.</summary>
    public int? ComponentOf(RowShape other, int rows)
    {
        if (other.Rows != rows || Table is not null || Index is not null)
        {
            return null;
        }
        var (row, component) = other.Place(Start);
        int stride = rows == 1 ? 0 : other.RowsInner ? 1 : other.Components;
        return row == 0 && Stride == stride ? component : null;
    }
}
