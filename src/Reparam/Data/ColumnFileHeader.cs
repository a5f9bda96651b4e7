using System.Text;

namespace Reparam.Data;

/// <summary>The header of a column file: what docs/column-files.md describes.</summary>
/// <param name="RowCount">The number of rows.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Offsets">Where each begins, in bytes.</param>
/// <param name="FileLength">The length of the whole file in bytes.</param>
/// <param name="Bytes">The header as it is written.</param>
internal sealed record ColumnFileHeader(
    long RowCount, IReadOnlyList<SourceColumn> Columns, long[] Offsets, long FileLength, byte[] Bytes)
{
    /// <summary>Columns begin at multiples of this: a cache line, and a vector of eight doubles.</summary>
    public const int Alignment = 64;

    public const int Version = 1;

    /// <summary>Bytes before the columns' descriptions.</summary>
    public const int FixedLength = 36;

    private const int NumberType = 1, CategoryType = 2;

    public static ReadOnlySpan<byte> Magic => "RPCOLUMN"u8;

    /// <summary>Bytes that a row of the column takes.</summary>
    public static int Width(SourceColumn column) => column.Levels is null ? sizeof(double) : sizeof(int);

    /// <summary>Lays out a file.</summary>
    public static ColumnFileHeader Of(long rowCount, IReadOnlyList<SourceColumn> columns)
    {
        // The length of a header does not depend on the numbers in it.
        var offsets = new long[columns.Count];
        long next = Aligned(Write(rowCount, columns, offsets, 0).Length);
        for (int c = 0; c < offsets.Length; c++)
        {
            offsets[c] = next;
            next = Aligned(checked(next + Width(columns[c]) * rowCount));
        }
        return new ColumnFileHeader(rowCount, columns, offsets, next, Write(rowCount, columns, offsets, next));
    }

    /// <summary>Reads the header of a file.</summary>
    /// <exception cref="InvalidDataException">It is not one, of another version, or damaged.</exception>
    public static ColumnFileHeader Read(Stream file, string path)
    {
        var start = new byte[FixedLength];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length
            || !start.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            throw new InvalidDataException(
                $"{path} is not a column file: it does not begin with '{Encoding.ASCII.GetString(Magic)}'. Convert " +
                "a CSV file with 'reparam convert table.csv table.columns'.");
        }
        uint version = BitConverter.ToUInt32(start, 8);
        if (version != Version)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{path} is a column file of version {version}, but this program reads version {Version}. Convert ") +
                "the data again, or use a newer program.");
        }
        uint length = BitConverter.ToUInt32(start, 12);
        if (length < FixedLength + sizeof(ulong) || length > Math.Min(file.Length, int.MaxValue))
        {
            throw Damaged(path);
        }
        var bytes = new byte[length];
        start.CopyTo(bytes, 0);
        file.ReadExactly(bytes.AsSpan(FixedLength));
        if (BitConverter.ToUInt64(bytes, bytes.Length - sizeof(ulong)) != Hash(bytes.AsSpan(..^sizeof(ulong))))
        {
            throw Damaged(path);
        }
        ColumnFileHeader header = Parse(bytes);
        // The layout follows from the rest: whatever else stands there was not written by the rules.
        return header.Bytes.AsSpan().SequenceEqual(bytes) && header.RowCount > 0
            ? header.FileLength == file.Length ? header : throw new InvalidDataException(FormattableString.Invariant(
                $"{path} has {file.Length} bytes, but its header says {header.FileLength}: it is truncated, or ") +
                "something was appended. Copy or convert it again.")
            : throw Damaged(path);
    }

    private static ColumnFileHeader Parse(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        reader.BaseStream.Position = 16;
        long rows = reader.ReadInt64();
        reader.BaseStream.Position = 32;
        var columns = new SourceColumn[reader.ReadUInt32()];
        for (int c = 0; c < columns.Length; c++)
        {
            bool isNumber = reader.ReadUInt32() == NumberType;
            reader.ReadInt64();
            string name = reader.ReadString();
            string[]? levels = isNumber ? null : new string[reader.ReadUInt32()];
            for (int level = 0; level < levels?.Length; level++)
            {
                levels[level] = reader.ReadString();
            }
            columns[c] = new SourceColumn(name, levels);
        }
        return Of(rows, columns);
    }

    private static byte[] Write(long rowCount, IReadOnlyList<SourceColumn> columns, long[] offsets, long fileLength)
    {
        var memory = new MemoryStream();
        // Little-endian on every machine; strings as their length in bytes, seven bits at a time, and UTF-8.
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write((uint)Version);
        writer.Write(0u);
        writer.Write(rowCount);
        writer.Write(fileLength);
        writer.Write((uint)columns.Count);
        for (int c = 0; c < columns.Count; c++)
        {
            IReadOnlyList<string>? levels = columns[c].Levels;
            writer.Write((uint)(levels is null ? NumberType : CategoryType));
            writer.Write(offsets[c]);
            writer.Write(columns[c].Name);
            if (levels is not null)
            {
                writer.Write((uint)levels.Count);
                foreach (string level in levels)
                {
                    writer.Write(level);
                }
            }
        }
        writer.BaseStream.Position = 12;
        writer.Write((uint)(memory.Length + sizeof(ulong)));
        writer.BaseStream.Position = memory.Length;
        writer.Write(Hash(memory.ToArray()));
        return memory.ToArray();
    }

    /// <summary>FNV-1a, 64 bits (G. Fowler, L. C. Noll and K.-P. Vo, 1991).</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * 0x100000001B3;
        }
        return hash;
    }

    private static long Aligned(long offset) => checked(offset + Alignment - 1) / Alignment * Alignment;

    private static InvalidDataException Damaged(string path) => new(
        $"The header of the column file {path} is damaged: its checksum does not fit. Copy or convert it again.");
}
