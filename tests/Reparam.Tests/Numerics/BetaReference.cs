using System.Text.Json;

namespace Reparam.Tests.Numerics;

/// <summary>Exact values about the logit of a beta variable, a row for each (a, b, y).</summary>
internal sealed record BetaReference(string[] Columns, double[][] Rows)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static BetaReference Instance { get; } = JsonSerializer.Deserialize<BetaReference>(
        File.ReadAllText(RepositoryRoot.File("tests/Reparam.Tests/Reference/numerics-beta.json")), Options)!;

    /// <summary>One column of all rows.</summary>
    public double[] this[string column] =>
        [.. Rows.Select(row => row[Array.IndexOf(Columns, column)])];
}
