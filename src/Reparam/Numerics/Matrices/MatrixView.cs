namespace Reparam.Numerics;

/// <summary>How the numbers of a matrix lie: (i, j) is at Start + i · RowStride + (j / Run) · ColumnStride + j mod
/// Run.</summary>
/// <remarks>
/// With Run = 1 this is any strided matrix: a transpose has its strides exchanged, an order reversed has them negative.
/// With Run = l the columns come in groups of l neighbours: a matrix whose elements are l draws, side by side, seen as
/// one of numbers with l times as many columns. Run is then a multiple of eight.
/// </remarks>
internal readonly unsafe struct MatrixView<T>
    where T : unmanaged
{
    public MatrixView(T* start, nint rowStride, nint columnStride, int run = 1)
    {
        Start = start;
        RowStride = rowStride;
        // Groups that lie one after another are no groups.
        (ColumnStride, Run) = columnStride == run ? (1, 1) : (columnStride, run);
    }

    public T* Start { get; }

    public nint RowStride { get; }

    public nint ColumnStride { get; }

    public int Run { get; }

    public T* At(nint row, nint column) => Run == 1
        ? Start + row * RowStride + column * ColumnStride
        : Start + row * RowStride + column / Run * ColumnStride + column % Run;

    /// <summary>Whether eight columns from a multiple of eight on lie side by side.</summary>
    public bool HasPacks => Run > 1 || ColumnStride == 1;

    /// <summary>How far the neighbours of such a pack are apart.</summary>
    public nint Apart => Run > 1 ? 1 : ColumnStride;

    /// <summary>Rows for columns; without groups.</summary>
    public MatrixView<T> Transposed => new(Start, ColumnStride, RowStride);

    /// <summary>The same rows from the last to the first.</summary>
    public MatrixView<T> Upward(nint rows) => new(At(rows - 1, 0), -RowStride, ColumnStride, Run);

    /// <summary>The rows from one on.</summary>
    public MatrixView<T> FromRow(nint row) => new(Start + row * RowStride, RowStride, ColumnStride, Run);
}
