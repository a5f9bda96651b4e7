using System.Globalization;
using System.IO.Compression;

namespace Reparam.Benchmarks;

/// <summary>Published data where they lie beside the repository.</summary>
internal static class ReferenceData
{
    /// <summary>The repository's root, or null outside it.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>The folder of all data, whether it is there or not; null outside the repository.</summary>
    public static string? Folder { get; } =
        Root is null ? null : Path.GetFullPath(Path.Combine(Root, "..", "shared", "data"));

    /// <summary>The columns of a CSV file of numbers by name, or null where it is absent.</summary>
    public static Dictionary<string, double[]>? Read(string fileName) =>
        Find("references", fileName) is { } path ? Columns(path) : null;

    /// <summary>The path of a file, or null where it is absent.</summary>
    public static string? Find(string folder, string fileName)
    {
        string? path = Folder is null ? null : Path.Combine(Folder, folder, fileName);
        return File.Exists(path) ? path : null;
    }

    private static string? FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Reparam.slnx")))
            {
                return folder.FullName;
            }
        }
        return null;
    }

    private static Dictionary<string, double[]> Columns(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(plain);
        string[][] rows = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd('\r').Split(','))];
        return Enumerable.Range(0, rows[0].Length).ToDictionary(
            column => rows[0][column],
            column => rows.Skip(1).Select(row => double.Parse(row[column], CultureInfo.InvariantCulture)).ToArray());
    }
}
