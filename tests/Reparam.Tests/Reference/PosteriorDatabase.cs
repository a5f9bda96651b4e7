using System.IO.Compression;
using System.Text.Json;

namespace Reparam.Tests.Reference;

/// <summary>Data of posteriordb (Magnusson et al. 2024) as its Stan programs read them.</summary>
internal sealed class PosteriorDatabase
{
    private readonly JsonElement _root;

    private PosteriorDatabase(JsonElement root) => _root = root;

    public static string Folder { get; } = Path.Combine(RepositoryFiles.Shared, "data", "posteriordb");

    public static PosteriorDatabase Read(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(Folder, name + ".json.gz"));
        using var plain = new GZipStream(file, CompressionMode.Decompress);
        using JsonDocument document = JsonDocument.Parse(plain);
        return new PosteriorDatabase(document.RootElement.Clone());
    }

    public double Number(string name) => _root.GetProperty(name).GetDouble();

    public double[] Vector(string name) =>
        [.. _root.GetProperty(name).EnumerateArray().Select(static v => v.GetDouble())];

    /// <summary>Places counted from 1 in the file, from 0 here.</summary>
    public int[] Places(string name) =>
        [.. _root.GetProperty(name).EnumerateArray().Select(static v => v.GetInt32() - 1)];

    public double[,] Matrix(string name)
    {
        double[][] rows = [.. _root.GetProperty(name).EnumerateArray()
            .Select(static row => row.EnumerateArray().Select(static v => v.GetDouble()).ToArray())];
        var matrix = new double[rows.Length, rows[0].Length];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < rows[i].Length; j++)
            {
                matrix[i, j] = rows[i][j];
            }
        }
        return matrix;
    }
}
