using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Reparam.Neural;

/// <summary>Reads the content of a PNG file: colour types 0, 2, 3, 4 and 6 of 8 bits, not interlaced.</summary>
internal sealed class PngReader(byte[] content, string path)
{
    private const int MostExpansion = GzipFile.MostExpansion;

    private readonly List<byte> _data = [];
    private int _width;
    private int _height;
    private byte _colour;
    private byte[] _palette = [];
    private byte[] _transparency = [];

    /// <summary>Bytes that a pixel takes in the file.</summary>
    private int Step => _colour switch
    {
        PngFormat.GreyAlpha => 2,
        PngFormat.Rgb => 3,
        PngFormat.Rgba => 4,
        _ => 1,
    };

    public PngImage Read()
    {
        if (!content.AsSpan().StartsWith(PngFormat.Signature))
        {
            throw Bad("it does not begin with the signature of PNG files", "Give a PNG file");
        }
        ReadChunks();
        return Image(Unfiltered());
    }

    private void ReadChunks()
    {
        int at = PngFormat.Signature.Length;
        string type = "";
        while (type != "IEND")
        {
            if (content.Length - at < 12)
            {
                throw Bad(Invariant($"it is truncated: a chunk was expected at byte {at} of {content.Length}"));
            }
            uint length = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(at));
            string before = type;
            type = Encoding.Latin1.GetString(content, at + 4, 4);
            if (length > content.Length - at - 12)
            {
                throw Bad(Invariant($"it is truncated: chunk {type} at byte {at} has {length} bytes"));
            }
            ReadOnlySpan<byte> data = content.AsSpan(at + 8, (int)length);
            uint checksum = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(at + 8 + (int)length));
            if (checksum != PngFormat.Checksum(content.AsSpan(at + 4, (int)length + 4)))
            {
                throw Bad(Invariant($"it is damaged: the checksum of chunk {type} at byte {at} does not fit"));
            }
            if ((before.Length == 0) != (type == "IHDR"))
            {
                throw Bad(Invariant($"chunk {type} at byte {at} is out of place: IHDR comes first, and once"));
            }
            Take(type, before, data, at);
            at += 12 + (int)length;
        }
    }

    private void Take(string type, string before, ReadOnlySpan<byte> data, int at)
    {
        switch (type)
        {
            case "IHDR":
                TakeHeader(data);
                break;
            case "PLTE" when data.Length % 3 == 0 && data.Length is > 0 and <= 768 && _palette.Length == 0:
                _palette = data.ToArray();
                break;
            case "tRNS":
                _transparency = data.ToArray();
                break;
            case "IDAT" when _data.Count == 0 || before == "IDAT":
                _data.AddRange(data);
                break;
            case "IEND":
                break;
            default:
                // Chunks whose type begins with a small letter may be left out (specification, section 5.4).
                if (!char.IsAsciiLetterLower(type[0]))
                {
                    throw Bad(Invariant($"chunk {type} at byte {at} is not known, or out of place"));
                }
                break;
        }
    }

    private void TakeHeader(ReadOnlySpan<byte> data)
    {
        if (data.Length != 13)
        {
            throw Bad(Invariant($"its header has {data.Length} bytes, not 13"));
        }
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
        {
            throw Bad(Invariant($"its size is {width} x {height} pixels"));
        }
        if (data[8] != 8)
        {
            throw Bad(Invariant($"it has {data[8]} bits a channel, but 8 were expected"), "Save it with 8 bits");
        }
        _colour = data[9];
        bool isKnown =
            _colour is PngFormat.Grey or PngFormat.Rgb or PngFormat.Palette or PngFormat.GreyAlpha or PngFormat.Rgba;
        if (!isKnown || data[10] != 0 || data[11] != 0 || data[12] > 1)
        {
            throw Bad(Invariant($"colour type {_colour}, compression {data[10]}, filter {data[11]} and interlacing ") +
                Invariant($"{data[12]} are not all of the format"));
        }
        if (data[12] == 1)
        {
            throw Bad("it is interlaced (Adam7), which is not read", "Save it without interlacing");
        }
        (_width, _height) = ((int)width, (int)height);
    }

    /// <summary>The pixels as the file has them.</summary>
    private byte[] Unfiltered()
    {
        long length = (long)_width * Step + 1, size = length * _height;
        // Before memory is taken for it: a header can claim anything.
        if (size > Array.MaxLength || size > _data.Count * MostExpansion)
        {
            throw Bad(Invariant(
                $"it is truncated: {_data.Count} compressed bytes do not hold {_width} x {_height} pixels"));
        }
        var rows = new byte[size];
        using var stream = new ZLibStream(new MemoryStream([.. _data]), CompressionMode.Decompress);
        int read;
        bool isMore;
        try
        {
            read = stream.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false);
            isMore = stream.ReadByte() >= 0;
        }
        catch (InvalidDataException failure)
        {
            throw Bad($"its pixels are damaged ({failure.Message.TrimEnd('.')})");
        }
        if (read < rows.Length)
        {
            throw Bad(Invariant($"it is truncated: the pixels end in row {read / length} of {_height}"));
        }
        if (isMore)
        {
            throw Bad(Invariant($"more pixels are in it than {_width} x {_height}"));
        }
        var pixels = new byte[size - _height];
        for (int y = 0; y < _height; y++)
        {
            Unfilter(rows.AsSpan((int)(y * length), (int)length), pixels, y);
        }
        return pixels;
    }

    private void Unfilter(ReadOnlySpan<byte> filtered, byte[] pixels, int y)
    {
        int length = filtered.Length - 1, step = Step;
        Span<byte> row = pixels.AsSpan(y * length, length);
        ReadOnlySpan<byte> above = y == 0 ? new byte[length] : pixels.AsSpan((y - 1) * length, length);
        if (filtered[0] > 4)
        {
            throw Bad(Invariant($"row {y} has filter {filtered[0]}, but 0 to 4 are known"));
        }
        for (int i = 0; i < length; i++)
        {
            int left = i < step ? 0 : row[i - step], corner = i < step ? 0 : above[i - step];
            int guess = filtered[0] switch
            {
                0 => 0,
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                _ => PngFormat.Paeth(left, above[i], corner),
            };
            row[i] = (byte)(filtered[i + 1] + guess);
        }
    }

    private PngImage Image(byte[] pixels)
    {
        bool isGrey = _colour switch
        {
            PngFormat.Palette => PaletteIsGrey(),
            PngFormat.Grey or PngFormat.GreyAlpha => true,
            _ => false,
        };
        int channels = isGrey ? 1 : 3, step = Step;
        if (channels == step && _transparency.Length == 0 && _colour != PngFormat.Palette)
        {
            return new PngImage(_width, _height, channels, pixels);
        }
        var result = new byte[checked(_width * _height * channels)];
        for (int i = 0; i < _width * _height; i++)
        {
            ReadOnlySpan<byte> pixel = pixels.AsSpan(i * step, step);
            if (!IsOpaque(pixel))
            {
                throw Bad(Invariant($"the pixel in row {i / _width}, column {i % _width} is not opaque"),
                    "Save it without transparency, on a background");
            }
            Colour(pixel, i)[..channels].CopyTo(result.AsSpan(i * channels));
        }
        return new PngImage(_width, _height, channels, result);
    }

    private bool IsOpaque(ReadOnlySpan<byte> pixel) => _colour switch
    {
        PngFormat.Palette => pixel[0] >= _transparency.Length || _transparency[pixel[0]] == 255,
        PngFormat.GreyAlpha or PngFormat.Rgba => pixel[^1] == 255,
        // The colour that is transparent, in two bytes a channel.
        _ => _transparency.Length != 2 * pixel.Length || !IsTransparentColour(pixel),
    };

    private bool IsTransparentColour(ReadOnlySpan<byte> pixel)
    {
        for (int c = 0; c < pixel.Length; c++)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(_transparency.AsSpan(2 * c)) != pixel[c])
            {
                return false;
            }
        }
        return true;
    }

    private ReadOnlySpan<byte> Colour(ReadOnlySpan<byte> pixel, int i)
    {
        if (_colour != PngFormat.Palette)
        {
            return pixel;
        }
        return 3 * pixel[0] < _palette.Length ? _palette.AsSpan(3 * pixel[0], 3) : throw Bad(
            Invariant($"the pixel in row {i / _width}, column {i % _width} has colour {pixel[0]}, but its palette ") +
            Invariant($"has {_palette.Length / 3}"));
    }

    private bool PaletteIsGrey()
    {
        for (int i = 0; i < _palette.Length; i += 3)
        {
            if (_palette[i] != _palette[i + 1] || _palette[i] != _palette[i + 2])
            {
                return false;
            }
        }
        return true;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private InvalidDataException Bad(string why, string mend = "Copy or save it again") => new(
        $"{path} cannot be read as a PNG image of 8 bits a channel: {why}. {mend}.");
}
