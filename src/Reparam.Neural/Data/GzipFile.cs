using System.IO.Compression;

namespace Reparam.Neural;

/// <summary>Opens files that may be compressed, which their first bytes say, whatever their names.</summary>
internal static class GzipFile
{
    /// <summary>Deflate makes at most so many bytes of one, so a file bounds what it can hold.</summary>
    public const int MostExpansion = 1032;

    /// <summary>Opens a file, decompressed.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="mostBytes">No more than this can come of it.</param>
    public static Stream Open(string path, out long mostBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            bool isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            mostBytes = isGzip ? checked(file.Length * MostExpansion) : file.Length;
            return isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads until the destination is full or the file ends, and returns how much that was.</summary>
    /// <exception cref="InvalidDataException">It cannot be decompressed.</exception>
    public static int Read(Stream stream, Span<byte> destination, string path)
    {
        try
        {
            return stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException failure)
        {
            throw Damaged(path, failure);
        }
    }

    /// <summary>What is said of a file whose compressed content is not valid.</summary>
    public static InvalidDataException Damaged(string path, InvalidDataException failure) => new(
        $"{path} cannot be decompressed: it is damaged or truncated ({failure.Message.TrimEnd('.')}), but a whole " +
        "gzip file was expected. Copy it again.", failure);
}
