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
        string path = RepositoryRoot.File($"tests/Reparam.Tests/Reference/numerics-{name}.json");
        return JsonSerializer.Deserialize<LaneReference>(File.ReadAllText(path), Options)!;
    }
}
