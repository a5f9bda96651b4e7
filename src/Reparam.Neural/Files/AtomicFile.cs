namespace Reparam.Neural;

/// <summary>Writes a whole file or none: beside its place first, to the disk, and then renamed.</summary>
/// <remarks>Whenever the process ends, or the disk is full, the file of that name is a whole one: the old or the
/// new.</remarks>
internal static class AtomicFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Where it will be; an earlier one is replaced.</param>
    /// <param name="write">Writes the content to a stream that has no buffer of its own: give it large pieces.</param>
    /// <exception cref="IOException">It cannot be written; an earlier one is as it was.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string place = Path.GetFullPath(path);
        // Always the same one, so that what a process left that was ended is overwritten, not kept for ever.
        string partial = place + ".partial";
        try
        {
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                // Behind the opening: where another one is writing, its file is not removed.
                try
                {
                    write(file);
                    file.Flush(flushToDisk: true);
                }
                catch
                {
                    file.Dispose();
                    Remove(partial);
                    throw;
                }
            }
            Rename(partial, place);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{path} could not be written: {failure.Message.TrimEnd('.')}. An earlier file of that name is " +
                "unchanged. Make room on the disk, or give a path in a folder that can be written to.", failure);
        }
    }

    private static void Rename(string partial, string place)
    {
        try
        {
            File.Move(partial, place, overwrite: true);
        }
        catch
        {
            Remove(partial);
            throw;
        }
    }

    private static void Remove(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What went wrong first is what the caller must hear of.
        }
    }
}
