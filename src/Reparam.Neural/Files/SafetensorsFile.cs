using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Reparam.Data;

namespace Reparam.Neural;

/// <summary>A file of named arrays in the safetensors format, in which weights of networks are exchanged.</summary>
/// <remarks>
/// <para>The format: the length N of the header in eight bytes, little-endian; N bytes of JSON, which says of each
/// array its type, shape and place; the numbers, one array after another without gaps. Source: Hugging Face,
/// "safetensors" (2022), section "Format".</para>
/// <para>Arrays of the types of <see cref="ArrayType"/> are known. Those of widest numbers are written first, so that
/// all begin at multiples of their size, and those of one type in the order of their names: the same arrays make the
/// same bytes. Numbers go from the file into the arrays and from there to the file: nothing holds them twice.</para>
/// </remarks>
public sealed class SafetensorsFile
{
    /// <summary>Bytes that are read or written at once.</summary>
    private const int PieceBytes = 1 << 20;

    private readonly Dictionary<string, NamedArray> _byName;

    private SafetensorsFile(string path, NamedArray[] arrays, IReadOnlyDictionary<string, string> metadata)
    {
        (Path, Arrays, Metadata) = (path, arrays, metadata);
        _byName = arrays.ToDictionary(array => array.Name, StringComparer.Ordinal);
    }

    /// <summary>Where it was read.</summary>
    public string Path { get; }

    /// <summary>The arrays, in the order of their places in the file.</summary>
    public IReadOnlyList<NamedArray> Arrays { get; }

    /// <summary>What was written beside the arrays; empty where there was nothing.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The array of a name.</summary>
    /// <param name="name">The name, in which case counts.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public NamedArray this[string name] => TryGet(name, out NamedArray? array) ? array : throw new KeyNotFoundException(
        $"{Path} has no array '{name}', but these {Arrays.Count}: {Listed()}. Ask for one of them, or read the file " +
        "that this name was written to.");

    /// <summary>Looks for the array of a name.</summary>
    /// <param name="name">The name, in which case counts.</param>
    /// <param name="array">The array, where there is one.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out NamedArray? array) => _byName.TryGetValue(name, out array);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="InvalidDataException">It is not such a file, or truncated, or longer than its header says;
    /// arrays overlap or leave gaps; an array is of a type that is not known, or larger than 2³¹ - 1
    /// numbers.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine is not little-endian.</exception>
    public static SafetensorsFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireLittleEndian();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        SafetensorsHeader header = SafetensorsHeader.Read(file, path);
        var arrays = new NamedArray[header.Entries.Count];
        for (int i = 0; i < arrays.Length; i++)
        {
            SafetensorsEntry entry = header.Entries[i];
            Array values = entry.Type switch
            {
                ArrayType.F32 => Numbers<float>(file, entry, path),
                ArrayType.F64 => Numbers<double>(file, entry, path),
                ArrayType.U8 => Numbers<byte>(file, entry, path),
                _ => Numbers<long>(file, entry, path),
            };
            arrays[i] = new NamedArray(entry.Name, entry.Type, values, entry.Shape);
        }
        return new SafetensorsFile(path, arrays, header.Metadata);
    }

    /// <summary>Writes a file. It appears under its name when it is whole and on the disk; an earlier one is then
    /// replaced, and stays as it was if anything fails.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="arrays">The arrays, no two of one name.</param>
    /// <param name="metadata">Texts to be written beside them.</param>
    /// <exception cref="ArgumentException">Two arrays have one name, or one is named "__metadata__"; a text is not
    /// valid UTF-16; the header would be longer than the format allows.</exception>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine is not little-endian.</exception>
    public static void Write(
        string path, IReadOnlyList<NamedArray> arrays, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(arrays);
        RequireLittleEndian();
        NamedArray[] ordered = [.. arrays.OrderByDescending(array => SafetensorsEntry.Width(array.Type))
            .ThenBy(array => array.Type).ThenBy(array => array.Name, StringComparer.Ordinal)];
        byte[] start = SafetensorsHeader.Write(ordered, metadata ?? new Dictionary<string, string>());
        AtomicFile.Write(path, file =>
        {
            file.Write(start);
            foreach (NamedArray array in ordered)
            {
                switch (array.Type)
                {
                    case ArrayType.F32:
                        WriteNumbers(file, array.Floats);
                        break;
                    case ArrayType.F64:
                        WriteNumbers(file, array.Doubles);
                        break;
                    case ArrayType.U8:
                        WriteNumbers(file, array.Bytes);
                        break;
                    default:
                        WriteNumbers(file, array.Integers);
                        break;
                }
            }
        });
    }

    private static unsafe T[] Numbers<T>(FileStream file, SafetensorsEntry entry, string path)
        where T : unmanaged
    {
        T[] values = GC.AllocateUninitializedArray<T>(entry.Shape.Size);
        int most = PieceBytes / sizeof(T);
        for (int first = 0; first < values.Length; first += most)
        {
            Span<byte> piece = MemoryMarshal.AsBytes(values.AsSpan(first, Math.Min(most, values.Length - first)));
            if (file.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false) < piece.Length)
            {
                throw new InvalidDataException(
                    $"{path} became shorter while it was read: the numbers of '{entry.Name}' end too early. Copy it " +
                    "again, and read it when nothing writes to it.");
            }
        }
        return values;
    }

    private static unsafe void WriteNumbers<T>(Stream file, T[] values)
        where T : unmanaged
    {
        int most = PieceBytes / sizeof(T);
        for (int first = 0; first < values.Length; first += most)
        {
            file.Write(MemoryMarshal.AsBytes(values.AsSpan(first, Math.Min(most, values.Length - first))));
        }
    }

    private string Listed()
    {
        const int most = 8;
        string names = string.Join(", ", Arrays.Take(most).Select(array => $"'{array.Name}'"));
        return Arrays.Count > most ? names + ", ..." : names;
    }

    private static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException(
                "SafetensorsFile: the format is little-endian and numbers are copied as they are, but this machine " +
                "is big-endian. Use a machine that is little-endian.");
        }
    }
}
