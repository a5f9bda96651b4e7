using System.Buffers.Binary;
using System.IO.Compression;

namespace Reparam.Neural;

/// <summary>Writes an image as the content of a PNG file.</summary>
internal static class PngWriter
{
    public static byte[] Content(PngImage image)
    {
        var content = new MemoryStream();
        content.Write(PngFormat.Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = 8;
        header[9] = image.Channels == 1 ? PngFormat.Grey : PngFormat.Rgb;
        WriteChunk(content, "IHDR"u8, header);
        WriteChunk(content, "IDAT"u8, Compressed(image));
        WriteChunk(content, "IEND"u8, []);
        return content.ToArray();
    }

    private static byte[] Compressed(PngImage image)
    {
        var data = new MemoryStream();
        using (var stream = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            int length = image.Width * image.Channels;
            var candidate = new byte[length + 1];
            var best = new byte[length + 1];
            ReadOnlySpan<byte> above = new byte[length];
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> row = image.Pixels.AsSpan(y * length, length);
                long least = long.MaxValue;
                // The customary guess of the filter that compresses best: least sum of signed bytes without signs.
                for (byte filter = 0; filter <= 4; filter++)
                {
                    long sum = Filter(filter, row, above, image.Channels, candidate);
                    if (sum < least)
                    {
                        least = sum;
                        (best, candidate) = (candidate, best);
                    }
                }
                stream.Write(best);
                above = row;
            }
        }
        return data.ToArray();
    }

    private static long Filter(byte filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, byte[] filtered)
    {
        filtered[0] = filter;
        long sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < step ? 0 : row[i - step], corner = i < step ? 0 : above[i - step];
            int guess = filter switch
            {
                0 => 0,
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                _ => PngFormat.Paeth(left, above[i], corner),
            };
            byte value = (byte)(row[i] - guess);
            filtered[i + 1] = value;
            sum += Math.Abs((int)(sbyte)value);
        }
        return sum;
    }

    private static void WriteChunk(MemoryStream content, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        content.Write(number);
        int begin = (int)content.Length;
        content.Write(type);
        content.Write(data);
        uint checksum = PngFormat.Checksum(content.GetBuffer().AsSpan(begin, (int)content.Length - begin));
        BinaryPrimitives.WriteUInt32BigEndian(number, checksum);
        content.Write(number);
    }
}
