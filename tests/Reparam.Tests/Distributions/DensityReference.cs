using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Reparam.Tests.Distributions;

/// <summary>Numbers with a shape, as the reference file holds them.</summary>
public sealed record Numbers(double[] Values, Shape Shape)
{
    internal Tensor Constant => Tensor.From(Values, Shape);

    internal static Numbers Parse(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            return new([json.ValueKind == JsonValueKind.Null ? double.NaN : json.GetDouble()], Shape.Scalar);
        }
        Numbers[] parts = [.. json.EnumerateArray().Select(Parse)];
        return new([.. parts.SelectMany(p => p.Values)], Shape.Create([parts.Length, .. parts[0].Shape.Lengths]));
    }
}

/// <summary>One log density with its derivatives, and both tails where there is a distribution function, computed at 60
/// digits by tools/reference/distributions.py.</summary>
public sealed record DensityReference(
    string Distribution, Numbers[] Parameters, Numbers Value, double LogProb,
    Numbers ValueGradient, Numbers[] ParameterGradients, double? SecondDerivative, double? Cdf, double? Survival)
{
    private static readonly ConcurrentDictionary<string, DensityReference[]> Known = new();

    /// <summary>Whether values are integers, so that there is no derivative in them.</summary>
    public bool IsDiscrete => double.IsNaN(ValueGradient.Values[0]);

    public static DensityReference[] Of(string distribution) => Known.GetOrAdd(distribution, Load);

    public override string ToString() =>
        $"{Distribution}({string.Join("; ", Parameters.Select(Text))}) at {Text(Value)}";

    private static string Text(Numbers numbers) =>
        string.Join(", ", numbers.Values.Select(static v => v.ToString("R", CultureInfo.InvariantCulture)));

    private static DensityReference[] Load(string distribution)
    {
        string path = RepositoryRoot.File($"tests/Reparam.Tests/Reference/distributions/{distribution}.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(static c => new DensityReference(
            c.GetProperty("distribution").GetString()!,
            [.. c.GetProperty("parameters").EnumerateArray().Select(Numbers.Parse)],
            Numbers.Parse(c.GetProperty("value")),
            c.GetProperty("logProb").GetDouble(),
            Numbers.Parse(c.GetProperty("valueGradient")),
            [.. c.GetProperty("parameterGradients").EnumerateArray().Select(Numbers.Parse)],
            Optional(c, "secondDerivative"), Optional(c, "cdf"), Optional(c, "survival")))];
    }

    private static double? Optional(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;
}
