using System.Globalization;
using System.Text.Json;

namespace Reparam.Tests.Numerics;

/// <summary>Exact values about functions of several arguments, a row for each choice of them.</summary>
internal sealed record RowReference(string[] Columns, double[][] Rows)
{
    private string _name = "";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static RowReference Load(string name)
    {
        string path = RepositoryRoot.File($"tests/Reparam.Tests/Reference/numerics-{name}.json");
        RowReference reference = JsonSerializer.Deserialize<RowReference>(File.ReadAllText(path), Options)!;
        reference._name = name;
        return reference;
    }

    /// <summary>One column of all rows.</summary>
    public double[] this[string column] =>
        [.. Rows.Select(row => row[Array.IndexOf(Columns, column)])];

    /// <summary>Asserts that a function of some columns has the values of another: |error| ≤ tolerance · scale, the
    /// scale by default the value's size.</summary>
    public void Check(
        string column, double tolerance, string[] arguments, Func<double[], double> function,
        Func<double[], double, double>? scale = null)
    {
        double[] expected = this[column];
        double[][] values = [.. arguments.Select(a => this[a])];
        Assert.True(expected.Length >= 100);
        double worst = 0;
        string report = "";
        for (int i = 0; i < expected.Length; i++)
        {
            double[] at = [.. values.Select(v => v[i])];
            double actual = function(at);
            double error = Math.Abs(actual - expected[i])
                / (scale?.Invoke(Rows[i], expected[i]) ?? Math.Abs(expected[i]));
            if (!(error <= worst))
            {
                worst = error;
                report = string.Create(CultureInfo.InvariantCulture,
                    $"{column}({string.Join(", ", at.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}) = "
                    + $"{actual:R}, expected {expected[i]:R}, error {error:E2}");
            }
        }
        WorstErrors.Observe($"{_name}, {column}", worst);
        Assert.True(worst <= tolerance, report);
    }
}
