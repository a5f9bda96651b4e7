using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Reparam.Benchmarks;

/// <summary>Published data where they lie beside the repository.</summary>
internal static class ReferenceData
{
    /// <summary>The folder of all of them, whether it is there or not; null outside the repository.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The columns of a CSV file of numbers by name, or null where it is absent.</summary>
    public static Dictionary<string, double[]>? Read(string fileName)
    {
        string? path = Folder is null ? null : Path.Combine(Folder, "references", fileName);
        return File.Exists(path) ? Columns(path) : null;
    }

    /// <summary>A vector of a data set of posteriordb, or null where it is absent.</summary>
    public static double[]? Vector(string dataSet, string name)
    {
        string? path = Folder is null ? null : Path.Combine(Folder, "posteriordb", dataSet + ".json.gz");
        if (!File.Exists(path))
        {
            return null;
        }
        using Stream file = File.OpenRead(path);
        using var plain = new GZipStream(file, CompressionMode.Decompress);
        using JsonDocument document = JsonDocument.Parse(plain);
        return [.. document.RootElement.GetProperty(name).EnumerateArray().Select(static v => v.GetDouble())];
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Reparam.slnx")))
            {
                return Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data"));
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
