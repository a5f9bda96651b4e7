using System.IO.Compression;
using System.Text.Json;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>The data of a published posterior, from its JSON file beside the repository.</summary>
internal sealed class PosteriorData
{
    private readonly JsonElement _root;

    private PosteriorData(JsonElement root) => _root = root;

    /// <summary>Reads a file, or gives null where it is absent.</summary>
    public static PosteriorData? Read(string name)
    {
        if (ReferenceData.Find("posteriordb", $"{name}.json.gz") is not { } path)
        {
            return null;
        }
        using Stream file = File.OpenRead(path);
        using var plain = new GZipStream(file, CompressionMode.Decompress);
        using JsonDocument document = JsonDocument.Parse(plain);
        return new PosteriorData(document.RootElement.Clone());
    }

    /// <summary>A number.</summary>
    public double Number(string name) => _root.GetProperty(name).GetDouble();

    /// <summary>A whole number.</summary>
    public int Count(string name) => _root.GetProperty(name).GetInt32();

    /// <summary>The numbers of a vector or, row after row, of a matrix.</summary>
    public double[] Numbers(string name) => [.. Flatten(_root.GetProperty(name))];

    private static IEnumerable<double> Flatten(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray().SelectMany(Flatten)
        : [element.GetDouble()];
}
