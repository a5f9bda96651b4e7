using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reparam.Neural;

/// <summary>The header of a safetensors file.</summary>
/// <param name="Entries">The arrays, in the order of their places: each begins where the one before ends.</param>
/// <param name="Metadata">Texts beside them.</param>
internal sealed record SafetensorsHeader(
    IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    public const string MetadataName = "__metadata__";

    /// <summary>The longest header that readers of the format take, in bytes.</summary>
    public const int MostBytes = 100_000_000;

    /// <summary>Bytes before the header, which say its length; numbers begin at a multiple of it.</summary>
    public const int LengthBytes = 8;

    /// <summary>Reads and checks the header of a file, and leaves the stream at the first number.</summary>
    /// <exception cref="InvalidDataException">It is not one, or does not fit the file.</exception>
    public static SafetensorsHeader Read(Stream file, string path)
    {
        var start = new byte[LengthBytes];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read < start.Length)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{path} is not a safetensors file: it has {read} bytes, but the length of its header alone takes ") +
                $"{LengthBytes}. It is truncated; copy or write it again.");
        }
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > MostBytes)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{path} is not a safetensors file: its header would have {length} bytes, but the format allows at ") +
                FormattableString.Invariant($"most {MostBytes}. Give a file that was written in this format."));
        }
        if (length > (ulong)(file.Length - LengthBytes))
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{path} is truncated within its header: that has {length} bytes, but only ") +
                FormattableString.Invariant($"{file.Length - LengthBytes} follow. Copy or write it again."));
        }
        var text = new byte[length];
        file.ReadExactly(text);
        SafetensorsHeader header = SafetensorsHeaderParser.Parse(text, path);
        header.CheckPlaces(file.Length - LengthBytes - (long)length, path);
        return header;
    }

    /// <summary>The bytes before the numbers of arrays that follow one another in this order.</summary>
    /// <exception cref="ArgumentException">A name is there twice or belongs to the format, a text is not valid, or the
    /// header is too long.</exception>
    public static byte[] Write(IReadOnlyList<NamedArray> arrays, IReadOnlyDictionary<string, string> metadata)
    {
        var content = new MemoryStream();
        content.Write(new byte[LengthBytes]);
        // Relaxed: the header is read by parsers of JSON, never within a page, and names stay legible.
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(content, options))
        {
            writer.WriteStartObject();
            WriteMetadata(writer, metadata);
            WriteArrays(writer, arrays);
            writer.WriteEndObject();
        }
        while (content.Length % LengthBytes != 0)
        {
            content.WriteByte((byte)' ');
        }
        if (content.Length - LengthBytes > MostBytes)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"SafetensorsFile.Write: the header would have {content.Length - LengthBytes} bytes, but the format ") +
                FormattableString.Invariant($"allows at most {MostBytes}. Write less metadata, or several files."),
                nameof(metadata));
        }
        byte[] bytes = content.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)(bytes.Length - LengthBytes));
        return bytes;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
        {
            return;
        }
        writer.WriteStartObject(MetadataName);
        foreach ((string name, string text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (text is null || NamedArray.IndexOfUnpairedSurrogate(name + "\0" + text) >= 0)
            {
                throw new ArgumentException(
                    $"SafetensorsFile.Write: metadata['{name}'] is null or has an unpaired surrogate, but a text in " +
                    "valid UTF-16 was expected. Leave it out, or write another text.", nameof(metadata));
            }
            writer.WriteString(name, text);
        }
        writer.WriteEndObject();
    }

    private static void WriteArrays(Utf8JsonWriter writer, IReadOnlyList<NamedArray> arrays)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { MetadataName };
        long next = 0;
        foreach (NamedArray array in arrays)
        {
            if (!names.Add(array.Name))
            {
                string what = array.Name == MetadataName ? "which the format keeps for texts" : "as another one is";
                throw new ArgumentException(
                    $"SafetensorsFile.Write: an array is named '{array.Name}', {what}, but each needs a name of its " +
                    "own. Rename it.", nameof(arrays));
            }
            writer.WriteStartObject(array.Name);
            writer.WriteString("dtype", array.Type.ToString());
            writer.WriteStartArray("shape");
            foreach (int length in array.Shape)
            {
                writer.WriteNumberValue(length);
            }
            writer.WriteEndArray();
            writer.WriteStartArray("data_offsets");
            writer.WriteNumberValue(next);
            next += (long)array.Shape.Size * SafetensorsEntry.Width(array.Type);
            writer.WriteNumberValue(next);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }

    private void CheckPlaces(long available, string path)
    {
        long next = 0;
        string before = "the header";
        foreach (SafetensorsEntry entry in Entries)
        {
            if (entry.Begin != next)
            {
                string how = entry.Begin < next ? "overlaps" : "leaves a gap after";
                throw new InvalidDataException(FormattableString.Invariant(
                    $"{path}: array '{entry.Name}' begins at byte {entry.Begin} and {how} {before}, which ends at ") +
                    FormattableString.Invariant($"byte {next}, but arrays follow one another. Write the file again."));
            }
            (next, before) = (entry.End, $"'{entry.Name}'");
        }
        if (available != next)
        {
            string what = available < next ? "is truncated" : "has bytes that belong to no array";
            throw new InvalidDataException(FormattableString.Invariant(
                $"{path} {what}: after the header it has {available} bytes, but its arrays take {next}. Copy or ") +
                "write it again.");
        }
    }
}
