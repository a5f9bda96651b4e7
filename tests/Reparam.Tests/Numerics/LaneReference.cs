using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reparam.Tests.Numerics;

/// <summary>
/// Exact values of one function: <see cref="Values"/> plus <see cref="Remainders"/> at <see cref="Arguments"/>.
/// </summary>
internal sealed record LaneReference(double[] Arguments, double[] Values, double[] Remainders)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static LaneReference Load(string function)
    {
        string name = function.ToLowerInvariant();
        string path = Path.Combine(RepositoryRoot(), "tests", "Reparam.Tests", "Reference", $"numerics-{name}.json");
        return JsonSerializer.Deserialize<LaneReference>(File.ReadAllText(path), Options)!;
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Reparam.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds Reparam.slnx; run from inside the repository.");
    }
}
