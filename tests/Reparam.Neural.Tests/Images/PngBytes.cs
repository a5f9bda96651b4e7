using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Reparam.Neural.Tests.Images;

/// <summary>PNG files made piece by piece, checksums included, by nothing that the library has.</summary>
internal static class PngBytes
{
    public static byte[] Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] End => Chunk("IEND");

    public static byte[] Header(int width, int height, byte colour, byte bits = 8, byte interlacing = 0)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9], data[12]) = (bits, colour, interlacing);
        return Chunk("IHDR", data);
    }

    public static byte[] Data(params byte[] filteredRows) => Chunk("IDAT", Compressed(filteredRows));

    public static byte[] Chunk(string type, params byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
        return [.. BigEndian((uint)data.Length), .. named, .. BigEndian(Checksum(named))];
    }

    public static byte[] Compressed(byte[] bytes)
    {
        var memory = new MemoryStream();
        using (var stream = new ZLibStream(memory, CompressionMode.Compress))
        {
            stream.Write(bytes);
        }
        return memory.ToArray();
    }

    /// <summary>A gzip file ends with the checksum that chunks have, of what was compressed.</summary>
    private static uint Checksum(byte[] bytes)
    {
        var memory = new MemoryStream();
        using (var stream = new GZipStream(memory, CompressionMode.Compress))
        {
            stream.Write(bytes);
        }
        return BinaryPrimitives.ReadUInt32LittleEndian(memory.ToArray().AsSpan(^8));
    }

    private static byte[] BigEndian(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
