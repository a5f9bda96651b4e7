using System.Runtime.InteropServices;

namespace Reparam.Data;

/// <summary>
/// Writes a <see cref="ColumnFile"/>: values are appended to columns, in any order among them, and the file appears
/// under its name when it is complete.
/// </summary>
/// <remarks>Memory is one buffer a column. Not for use by two callers at once.</remarks>
public sealed class ColumnFileWriter : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly ColumnFileHeader _header;
    private readonly byte[][] _buffers;
    private readonly int[] _buffered;
    private readonly long[] _rows;
    private readonly long[] _written;
    private AtomicFile? _file;

    internal ColumnFileWriter(string path, ColumnFileHeader header)
    {
        _header = header;
        _buffers = [.. header.Columns.Select(_ => new byte[BufferBytes])];
        _buffered = new int[header.Columns.Count];
        _rows = new long[header.Columns.Count];
        _written = new long[header.Columns.Count];
        _file = new AtomicFile(path);
        try
        {
            _file.Stream.SetLength(header.FileLength);
            RandomAccess.Write(_file.Stream.SafeFileHandle, header.Bytes, 0);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Appends rows to a column.</summary>
    /// <param name="column">The place of the column.</param>
    /// <param name="values">Finite numbers, or zero-based places of levels.</param>
    /// <exception cref="ArgumentException">A value is not such, or there are more than rows.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer was closed.</exception>
    public void Append(int column, ReadOnlySpan<double> values)
    {
        ObjectDisposedException.ThrowIf(_file is null, this);
        SourceColumn description = _header.Columns[column];
        if (values.Length > _header.RowCount - _rows[column])
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"ColumnFileWriter: column '{description.Name}' would have {_rows[column] + values.Length} rows, ") +
                FormattableString.Invariant($"but the table has {_header.RowCount}. Append one value a row."),
                nameof(values));
        }
        int bad = description.FirstInvalid(values);
        if (bad >= 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"ColumnFileWriter: column '{description.Name}' is {values[bad]} in row {_rows[column] + bad}, but ") +
                $"must be {description.Expectation}.", nameof(values));
        }
        _rows[column] += values.Length;
        int width = ColumnFileHeader.Width(description);
        while (!values.IsEmpty)
        {
            int count = Math.Min(values.Length, (BufferBytes - _buffered[column]) / width);
            Span<byte> target = _buffers[column].AsSpan(_buffered[column], count * width);
            if (description.Levels is null)
            {
                MemoryMarshal.AsBytes(values[..count]).CopyTo(target);
            }
            else
            {
                Span<int> codes = MemoryMarshal.Cast<byte, int>(target);
                for (int i = 0; i < count; i++)
                {
                    codes[i] = (int)values[i];
                }
            }
            values = values[count..];
            _buffered[column] += count * width;
            if (_buffered[column] == BufferBytes)
            {
                Flush(column);
            }
        }
    }

    /// <summary>Puts the file in place, under its name.</summary>
    /// <exception cref="InvalidOperationException">A column has fewer values than the table has rows.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer was closed.</exception>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_file is null, this);
        for (int c = 0; c < _rows.Length; c++)
        {
            if (_rows[c] != _header.RowCount)
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"ColumnFileWriter: column '{_header.Columns[c].Name}' has {_rows[c]} values, but the table has ") +
                    FormattableString.Invariant($"{_header.RowCount} rows. Append the others first."));
            }
            Flush(c);
        }
        _file.Complete();
        _file = null;
    }

    /// <summary>Closes the writer; what is not complete is removed.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Flush(int column)
    {
        RandomAccess.Write(_file!.Stream.SafeFileHandle, _buffers[column].AsSpan(0, _buffered[column]),
            _header.Offsets[column] + _written[column]);
        _written[column] += _buffered[column];
        _buffered[column] = 0;
    }
}
