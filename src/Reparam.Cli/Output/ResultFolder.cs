using System.Text;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>
/// A folder of results that appears whole or not at all: files are written to a new folder beside it, which is renamed
/// in the end. A folder of earlier results is replaced; any other file in it is a reason to refuse.
/// </summary>
internal sealed class ResultFolder : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The names of its files.</summary>
    public static readonly string[] OwnFiles = ["summary.csv", "draws.csv", "fit.json", "unconstrained.csv"];

    private readonly string _given;
    private readonly string _path;
    private readonly string _partial;
    private readonly List<string> _newParents = [];
    private readonly Lock _renaming = new();

    private ResultFolder(string given)
    {
        _given = given;
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(given));
        // A link stays, and what it points to is replaced.
        FileSystemInfo? target = !Directory.Exists(path) ? null
            : Directory.ResolveLinkTarget(path, returnFinalTarget: true);
        _path = target?.FullName ?? path;
        _partial = FormattableString.Invariant($"{_path}.partial-{Environment.ProcessId}");
    }

    /// <summary>Checks that a folder can be written, without touching what is in it.</summary>
    /// <exception cref="UserInputException">It cannot, or it holds something else.</exception>
    public static ResultFolder Open(string path) => Attempt(path, () =>
    {
        var folder = new ResultFolder(path);
        folder.CheckTarget();
        try
        {
            folder.Prepare();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    });

    /// <summary>Writes one of the files, with LF and UTF-8 on every machine.</summary>
    public void Write(string name, Action<TextWriter> write) => Attempt(_given, () =>
    {
        using var writer =
            new StreamWriter(Path.Combine(_partial, name), append: false, Utf8, bufferSize: 1 << 16) { NewLine = "\n" };
        write(writer);
        return name;
    });

    /// <summary>Puts the files in place.</summary>
    public void Commit() => Attempt(_given, () =>
    {
        using Lock.Scope renaming = _renaming.EnterScope();
        CheckTarget();
        string old = FormattableString.Invariant($"{_path}.old-{Environment.ProcessId}");
        bool replaces = Directory.Exists(_path);
        if (replaces)
        {
            Directory.Move(_path, old);
        }
        try
        {
            Directory.Move(_partial, _path);
        }
        catch when (replaces)
        {
            Directory.Move(old, _path);
            throw;
        }
        _newParents.Clear();
        if (replaces)
        {
            Directory.Delete(old, recursive: true);
        }
        return _path;
    });

    /// <summary>Takes away what was not put in place.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Abandon;
        TakeAway();
    }

    /// <summary>The process ends in the middle, while files may still be written.</summary>
    private void Abandon(object? sender, EventArgs e)
    {
        lock (_renaming)
        {
            try
            {
                TakeAway();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // What is left is named partial.
            }
        }
    }

    private void TakeAway()
    {
        if (Directory.Exists(_partial))
        {
            Directory.Delete(_partial, recursive: true);
        }
        foreach (string parent in _newParents.Where(
            p => Directory.Exists(p) && !Directory.EnumerateFileSystemEntries(p).Any()))
        {
            Directory.Delete(parent);
        }
        _newParents.Clear();
    }

    private void Prepare()
    {
        for (string? parent = Path.GetDirectoryName(_path); parent is not null && !Directory.Exists(parent);
            parent = Path.GetDirectoryName(parent))
        {
            _newParents.Add(parent);
        }
        if (Directory.Exists(_partial))
        {
            Directory.Delete(_partial, recursive: true);
        }
        AppDomain.CurrentDomain.ProcessExit += Abandon;
        Directory.CreateDirectory(_partial);
    }

    private void CheckTarget()
    {
        if (File.Exists(_path))
        {
            throw new UserInputException($"--output {_given} is a file, but a folder is needed. Name another.");
        }
        if (!Directory.Exists(_path))
        {
            return;
        }
        string? foreign = Directory.EnumerateFileSystemEntries(_path).Select(entry => Path.GetFileName(entry)!)
            .Where(name => !OwnFiles.Contains(name)).Order(StringComparer.Ordinal).FirstOrDefault();
        if (foreign is not null)
        {
            throw new UserInputException($"--output {_given} holds '{foreign}', which is not a result of reparam fit. "
                + "Name a new or empty folder, or one with earlier results, which are replaced.");
        }
        if (_path == Path.TrimEndingDirectorySeparator(Environment.CurrentDirectory))
        {
            throw new UserInputException(
                $"--output {_given} is the current folder, which cannot be replaced. Name one in it.");
        }
    }

    private static T Attempt<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception failure) when (
            failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserInputException(
                $"--output {path} cannot be written: {failure.Message.TrimEnd('.')}. "
                    + "Check the path, its permissions and the space left.",
                failure);
        }
    }
}
