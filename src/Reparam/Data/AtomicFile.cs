namespace Reparam.Data;

/// <summary>A whole file or none: written beside its place first, to the disk, and then renamed.</summary>
/// <remarks>Whenever the process ends, or the disk is full, the file of that name is a whole one: the old or the
/// new.</remarks>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _place, _partial;
    private bool _isComplete;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where it will be; an earlier one is replaced.</param>
    /// <exception cref="IOException">It cannot be written, or another one is writing it.</exception>
    public AtomicFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _place = Path.GetFullPath(path);
        // Always the same one, so that what a process left that was ended is overwritten, not kept for ever.
        _partial = _place + ".partial";
        Stream = new FileStream(_partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    /// <summary>The content, without a buffer of its own: give it large pieces.</summary>
    public FileStream Stream { get; }

    /// <summary>Writes a file.</summary>
    /// <param name="path">Where it will be; an earlier one is replaced.</param>
    /// <param name="write">Writes the content, in large pieces.</param>
    /// <exception cref="IOException">It cannot be written; an earlier one is as it was.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            using var file = new AtomicFile(path);
            write(file.Stream);
            file.Complete();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{path} could not be written: {failure.Message.TrimEnd('.')}. An earlier file of that name is " +
                "unchanged. Make room on the disk, or give a path in a folder that can be written to.", failure);
        }
    }

    /// <summary>Puts the file in its place.</summary>
    public void Complete()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_partial, _place, overwrite: true);
        _isComplete = true;
    }

    /// <summary>Removes what is not complete.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (_isComplete)
        {
            return;
        }
        try
        {
            File.Delete(_partial);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What went wrong first is what the caller must hear of.
        }
    }
}
