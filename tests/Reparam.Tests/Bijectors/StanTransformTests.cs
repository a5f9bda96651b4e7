using System.Text.Json;
using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

/// <summary>Unconstrained values mean what they mean in Stan: checked with values that Stan computed.</summary>
public sealed class StanTransformTests
{
    private static readonly Dictionary<string, Bijector> Maps = new()
    {
        ["StickBreaking"] = new StickBreaking(),
        ["Ordered"] = new Ordered(),
        ["PositiveOrdered"] = new PositiveOrdered(),
        ["UnitVector"] = new UnitVector(),
        ["CorrelationCholesky"] = new CorrelationCholesky(4),
        ["CovarianceCholesky"] = new CovarianceCholesky(3),
        ["CovarianceCholeskyTall"] = new CovarianceCholesky(4, 2),
        ["CorrelationMatrix"] = new CorrelationMatrix(4),
        ["CovarianceMatrix"] = new CovarianceMatrix(3),
    };

    [Fact]
    public void Constrained_values_and_log_determinants_are_those_of_Stan()
    {
        string path = RepositoryRoot.File("tests/Reparam.Tests/Reference/bijectors_stan.json");
        int points = 0;
        foreach (JsonElement point in
            JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("cases").EnumerateArray())
        {
            double total = 0;
            foreach (JsonElement part in point.GetProperty("parts").EnumerateArray())
            {
                string name = part.GetProperty("bijector").GetString()!;
                double[] x = Numbers(part, "x"), expected = Numbers(part, "y");
                (Tensor y, Tensor logDet) = Maps[name].ForwardAndLogDet(x);
                AssertClose(name, expected, y.ToArray());
                // A unit vector does not tell its length, and of large correlations Stan's rounded values tell too
                // little.
                if (name != "UnitVector" && points < 3)
                {
                    AssertClose(name, x, Maps[name].Inverse(Tensor.From(expected, y.Shape)).ToArray());
                }
                // Stan leaves out the constant of the unit vector, here ∫ r² exp(-½ r²) dr = √(π/2).
                total += logDet.ToDouble() + (name == "UnitVector" ? 0.5 * Math.Log(Math.PI / 2) : 0);
            }
            Assert.Equal(point.GetProperty("logDet").GetDouble(), total, 1e-12 * (1 + Math.Abs(total)));
            points++;
        }
        Assert.Equal(5, points);
    }

    private static void AssertClose(string name, double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-12 * (1 + Math.Abs(expected[i])),
                $"{name}: element {i} is {actual[i]:R}, not {expected[i]:R}");
        }
    }

    private static double[] Numbers(JsonElement entry, string name) =>
        [.. entry.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
}
