using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Reparam.Neural;

/// <summary>Reads the JSON of the header of a safetensors file.</summary>
internal static class SafetensorsHeaderParser
{
    /// <summary>Entries in the order of their places, not yet compared with one another.</summary>
    /// <exception cref="InvalidDataException">The text is not a header.</exception>
    public static SafetensorsHeader Parse(byte[] text, string path)
    {
        if (!Utf8.IsValid(text))
        {
            throw Bad(path, FormattableString.Invariant($"byte {IndexOfInvalid(text)} of it is not UTF-8"));
        }
        if (text.Length == 0 || text[0] != (byte)'{')
        {
            throw Bad(path, "it does not begin with '{'");
        }
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 16 });
        try
        {
            reader.Read();
            return Object(ref reader, path);
        }
        catch (JsonException failure)
        {
            throw Bad(path, FormattableString.Invariant(
                $"byte {failure.BytePositionInLine} of its line {failure.LineNumber} is not JSON"), failure);
        }
        catch (InvalidOperationException failure)
        {
            // Escapes of half a character: valid JSON, but no text.
            throw Bad(path, "a text in it has an unpaired surrogate", failure);
        }
    }

    private static SafetensorsHeader Object(ref Utf8JsonReader reader, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name))
            {
                throw Bad(path, $"'{name}' is in it twice");
            }
            reader.Read();
            if (name == SafetensorsHeader.MetadataName)
            {
                ReadMetadata(ref reader, metadata, path);
            }
            else if (name.Length == 0)
            {
                throw Bad(path, "an array has an empty name");
            }
            else
            {
                entries.Add(Entry(ref reader, name, path));
            }
        }
        // Whatever follows the object but spaces is refused by the reader.
        reader.Read();
        IOrderedEnumerable<SafetensorsEntry> ordered =
            entries.OrderBy(e => e.Begin).ThenBy(e => e.End).ThenBy(e => e.Name, StringComparer.Ordinal);
        return new SafetensorsHeader([.. ordered], metadata);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata, string path)
    {
        const string own = SafetensorsHeader.MetadataName;
        Require(reader.TokenType == JsonTokenType.StartObject, own, "an object of texts", path);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            Require(reader.TokenType == JsonTokenType.String, $"{own}.{name}", "a text", path);
            if (!metadata.TryAdd(name, reader.GetString()!))
            {
                throw Bad(path, $"'{own}.{name}' is in it twice");
            }
        }
    }

    private static SafetensorsEntry Entry(ref Utf8JsonReader reader, string name, string path)
    {
        Require(reader.TokenType == JsonTokenType.StartObject, name, "an object", path);
        ArrayType? type = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string property = reader.GetString()!;
            reader.Read();
            switch (property)
            {
                case "dtype":
                    type = Type(ref reader, name, path);
                    break;
                case "shape":
                    shape = Numbers(ref reader, $"{name}.shape", path);
                    break;
                case "data_offsets":
                    offsets = Numbers(ref reader, $"{name}.data_offsets", path);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        Require(type is not null, $"{name}.dtype", "given", path);
        Require(shape is not null, $"{name}.shape", "given", path);
        Require(offsets?.Count == 2, $"{name}.data_offsets", "two numbers, begin and end", path);
        return Checked(name, type!.Value, shape!, offsets![0], offsets[1], path);
    }

    private static ArrayType Type(ref Utf8JsonReader reader, string name, string path)
    {
        Require(reader.TokenType == JsonTokenType.String, $"{name}.dtype", "a text", path);
        string given = reader.GetString()!;
        foreach (ArrayType type in Enum.GetValues<ArrayType>())
        {
            if (type.ToString() == given)
            {
                return type;
            }
        }
        throw new InvalidDataException(
            $"{path}: array '{name}' is of type '{given}', but {string.Join(", ", Enum.GetNames<ArrayType>())} are " +
            "known. Convert it to F32 where it was written.");
    }

    private static SafetensorsEntry Checked(
        string name, ArrayType type, List<long> shape, long begin, long end, string path)
    {
        long size = 1;
        foreach (long length in shape)
        {
            size = Math.Min(size * Math.Min(length, (long)int.MaxValue + 1), (long)int.MaxValue + 1);
        }
        if (shape.Exists(length => length > int.MaxValue) || size > int.MaxValue)
        {
            throw new InvalidDataException(
                $"{path}: array '{name}' has the shape [{string.Join(", ", shape)}], but arrays hold at most 2^31 - " +
                "1 numbers. Split it where it was written.");
        }
        if (end < begin || end - begin != size * SafetensorsEntry.Width(type))
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{path}: array '{name}' of type {type} and shape [{string.Join(", ", shape)}] takes ") +
                FormattableString.Invariant($"{size * SafetensorsEntry.Width(type)} bytes, but its data_offsets are ") +
                FormattableString.Invariant($"[{begin}, {end}]. Write the file again."));
        }
        return new SafetensorsEntry(name, type, Shape.Create([.. shape.Select(length => (int)length)]), begin, end);
    }

    private static List<long> Numbers(ref Utf8JsonReader reader, string name, string path)
    {
        Require(reader.TokenType == JsonTokenType.StartArray, name, "a list of whole numbers, none below 0", path);
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long number = -1;
            bool isWhole = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number);
            Require(isWhole && number >= 0, name, "a list of whole numbers, none below 0", path);
            numbers.Add(number);
        }
        return numbers;
    }

    private static void Require(bool condition, string name, string expected, string path)
    {
        if (!condition)
        {
            throw Bad(path, $"'{name}' must be {expected}");
        }
    }

    private static int IndexOfInvalid(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }
        return at;
    }

    private static InvalidDataException Bad(string path, string why, Exception? inner = null) => new(
        $"{path} is not a safetensors file: of its header, which is JSON in UTF-8, {why}. Give a file that was " +
        "written in this format, or write it again.", inner);
}
