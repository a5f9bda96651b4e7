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
            return isGzip ? new GzipFileStream(file, path) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
