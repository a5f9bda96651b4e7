using System.IO.MemoryMappedFiles;

namespace Reparam.Data;

/// <summary>
/// A table in a memory-mapped file, column by column: read without copying, and without a place in memory that grows
/// with it. docs/column-files.md describes the format.
/// </summary>
public sealed unsafe class ColumnFile : IRowSource, IDisposable
{
    private readonly ColumnFileHeader _header;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    private ColumnFile(ColumnFileHeader header, MemoryMappedFile file)
    {
        (_header, _file) = (header, file);
        _view = file.CreateViewAccessor(0, header.FileLength, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    /// <inheritdoc/>
    public long RowCount => _header.RowCount;

    /// <inheritdoc/>
    public IReadOnlyList<SourceColumn> Columns => _header.Columns;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="InvalidDataException">It is not a column file, of another version, truncated or
    /// damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine is not little-endian.</exception>
    public static ColumnFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireLittleEndian();
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            ColumnFileHeader header = ColumnFileHeader.Read(stream, path);
            return new ColumnFile(header, MemoryMappedFile.CreateFromFile(
                stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Starts a file. It appears under its name when it is complete; an earlier one is then
    /// replaced.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="rowCount">The number of rows, at least 1.</param>
    /// <param name="columns">The columns.</param>
    /// <exception cref="ArgumentException">The columns are none, or their names or levels are not
    /// different.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no rows.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static ColumnFileWriter Create(string path, long rowCount, IReadOnlyList<SourceColumn> columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(columns);
        RequireLittleEndian();
        if (rowCount < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(rowCount), rowCount,
                $"ColumnFile.Create: at least 1 row is needed, but rowCount = {rowCount}.");
        }
        SourceColumn.Check("ColumnFile.Create", columns);
        return new ColumnFileWriter(path, ColumnFileHeader.Of(rowCount, columns));
    }

    /// <summary>Rows of a column of numbers, where they lie.</summary>
    /// <param name="column">The place of the column.</param>
    /// <param name="firstRow">The first row, from 0.</param>
    /// <param name="count">How many rows.</param>
    /// <returns>To be used only while the file is open.</returns>
    /// <exception cref="ArgumentException">The column holds categories.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or not so many rows.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public ReadOnlySpan<double> Numbers(int column, long firstRow, int count) => Columns[column].Levels is null
        ? new((double*)Place(column, firstRow, count), count)
        : throw new ArgumentException(
            $"ColumnFile: column '{Columns[column].Name}' holds categories. Ask for Codes.", nameof(column));

    /// <summary>Rows of a column of categories, where they lie: zero-based places of levels.</summary>
    /// <inheritdoc cref="Numbers"/>
    /// <exception cref="ArgumentException">The column holds numbers.</exception>
    public ReadOnlySpan<int> Codes(int column, long firstRow, int count) => Columns[column].Levels is not null
        ? new((int*)Place(column, firstRow, count), count)
        : throw new ArgumentException(
            $"ColumnFile: column '{Columns[column].Name}' holds numbers. Ask for Numbers.", nameof(column));

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or not so many rows.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public void Read(int column, long firstRow, Span<double> destination)
    {
        if (Columns[column].Levels is null)
        {
            Numbers(column, firstRow, destination.Length).CopyTo(destination);
            return;
        }
        ReadOnlySpan<int> codes = Codes(column, firstRow, destination.Length);
        for (int i = 0; i < codes.Length; i++)
        {
            destination[i] = codes[i];
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (_start != null)
        {
            _start = null;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }

    private byte* Place(int column, long firstRow, int count)
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        if (firstRow < 0 || count < 0 || firstRow > RowCount - count)
        {
            throw new ArgumentOutOfRangeException(nameof(firstRow), FormattableString.Invariant(
                $"ColumnFile: rows {firstRow}..{firstRow + count} do not lie within 0..{RowCount}."));
        }
        return _start + _header.Offsets[column] + firstRow * ColumnFileHeader.Width(Columns[column]);
    }

    private static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException(
                "ColumnFile: column files are little-endian and are used where they lie, but this machine is not.");
        }
    }
}
