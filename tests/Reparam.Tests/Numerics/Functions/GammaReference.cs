using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reparam.Tests.Numerics;

/// <summary>Exact values of the incomplete gamma functions.</summary>
/// <param name="Quantiles">Rows of a, z, ℓ, what the double lacks of ℓ, and F₁ … F₄ at the double.</param>
/// <param name="Probabilities">Rows of a, x, P, Q, log P, log Q.</param>
internal sealed record GammaReference(double[][] Quantiles, double[][] Probabilities)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static GammaReference Load() => Read<GammaReference>("gamma-functions.json");

    /// <summary>For each function rows of its two arguments, its first derivatives, and its second: 11, 12,
    /// 22.</summary>
    public static double[][] Derivatives(string function) =>
        Read<Dictionary<string, JsonElement>>("gamma-derivatives.json")[function].Deserialize<double[][]>()!;

    private static T Read<T>(string file) => JsonSerializer.Deserialize<T>(
        File.ReadAllText(RepositoryRoot.File("tests/Reparam.Tests/Reference/" + file)), Options)!;
}
