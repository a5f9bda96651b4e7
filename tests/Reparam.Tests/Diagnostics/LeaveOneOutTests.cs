using System.Text.Json;
using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

/// <summary>Reference values: Reference/loo.json, made by tools/reference/loo.R with the R package loo.</summary>
public sealed class LeaveOneOutTests
{
    private const int Draws = 1000;
    private const int Count = 12;

    [Theory]
    [InlineData("constant")]
    [InlineData("slope")]
    public void Estimates_errors_and_shapes_agree_with_loo(string model)
    {
        JsonElement expected = Reference().GetProperty(model);
        LeaveOneOut actual = LeaveOneOut.Of(Matrix(model));
        AssertClose(expected.GetProperty("elpd").GetDouble(), actual.Elpd);
        AssertClose(expected.GetProperty("elpdError").GetDouble(), actual.StandardError);
        AssertClose(expected.GetProperty("p").GetDouble(), actual.EffectiveParameters);
        AssertClose(expected.GetProperty("pError").GetDouble(), actual.EffectiveParametersStandardError);
        Assert.Equal(Count, actual.Points.Length);
        for (int i = 0; i < Count; i++)
        {
            AssertClose(expected.GetProperty("pointwise")[i].GetDouble(), actual.Points[i].Elpd);
            AssertClose(expected.GetProperty("pointwiseP")[i].GetDouble(), actual.Points[i].EffectiveParameters);
            AssertClose(expected.GetProperty("shape")[i].GetDouble(), actual.Points[i].ParetoShape);
            AssertClose(
                expected.GetProperty("monteCarloError")[i].GetDouble(), actual.Points[i].MonteCarloStandardError);
        }
        int above = expected.GetProperty("shape").EnumerateArray().Count(k => k.GetDouble() > 0.7);
        Assert.InRange(above, 1, Count - 1);
        Assert.Equal(above, actual.CountAbove(0.7));
        Assert.False(actual.IsReliable);
    }

    [Fact]
    public void Comparisons_agree_with_loo()
    {
        JsonElement expected = Reference().GetProperty("comparison");
        IReadOnlyList<LeaveOneOutComparison> actual = LeaveOneOut.Compare(
            ("slope", LeaveOneOut.Of(Matrix("slope"))), ("constant", LeaveOneOut.Of(Matrix("constant"))));
        Assert.Equal(expected.GetProperty("best").GetString(), actual[0].Name);
        Assert.Equal((0, 0), (actual[0].Difference, actual[0].StandardError));
        AssertClose(expected.GetProperty("difference").GetDouble(), actual[1].Difference);
        AssertClose(expected.GetProperty("error").GetDouble(), actual[1].StandardError);
    }

    [Fact]
    public void Likelihoods_that_underflow_lose_nothing()
    {
        double[,] plain = Matrix("constant"), shifted = Matrix("constant");
        for (int d = 0; d < Draws; d++)
        {
            for (int i = 0; i < Count; i++)
            {
                shifted[d, i] -= 2000;
            }
        }
        LeaveOneOut expected = LeaveOneOut.Of(plain), actual = LeaveOneOut.Of(shifted);
        Assert.Equal(expected.Elpd - 2000 * Count, actual.Elpd, 1e-8);
        Assert.Equal(expected.MonteCarloStandardError, actual.MonteCarloStandardError, 1e-8);
    }

    [Fact]
    public void What_cannot_be_estimated_is_refused()
    {
        double[,] impossible = Matrix("slope");
        impossible[7, 3] = double.NegativeInfinity;
        Assert.Contains("observation 3 (counted from 0) is -Infinity under draw 7",
            Assert.Throws<ArgumentException>(() => LeaveOneOut.Of(impossible)).Message, StringComparison.Ordinal);
        Assert.Contains("there are 1 observations",
            Assert.Throws<ArgumentException>(() => LeaveOneOut.Of(new double[50, 1])).Message,
            StringComparison.Ordinal);
        Assert.Contains("only models of the same data",
            Assert.Throws<ArgumentException>(() => LeaveOneOut.Compare(
                ("a", LeaveOneOut.Of(Matrix("slope"))), ("b", LeaveOneOut.Of(new double[50, 2])))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>The formulas of tools/reference/loo.R.</summary>
    private static double[,] Matrix(string model)
    {
        var matrix = new double[Draws, Count];
        for (int d = 0; d < Draws; d++)
        {
            double u = VanDerCorput(d + 1, 2), v = VanDerCorput(d + 1, 3), radius = Math.Sqrt(-2 * Math.Log(u));
            double first = radius * Math.Cos(2 * Math.PI * v), second = radius * Math.Sin(2 * Math.PI * v);
            for (int i = 1; i <= Count; i++)
            {
                double y = 1.5 * Math.Sin(3 * i) + (i == Count ? 6 : 0), x = (double)i / Count;
                double residual = model == "constant" ? y - 0.5 * first : y - 0.4 * first - (1 + 0.8 * second) * x;
                matrix[d, i - 1] = -0.5 * residual * residual - (model == "constant" ? 0 : 0.1);
            }
        }
        return matrix;
    }

    private static double VanDerCorput(int i, int digits)
    {
        double value = 0, scale = 1.0 / digits;
        for (; i > 0; i /= digits, scale /= digits)
        {
            value += i % digits * scale;
        }
        return value;
    }

    private static JsonElement Reference() => JsonDocument.Parse(
        File.ReadAllText(RepositoryRoot.File("tests/Reparam.Tests/Reference/loo.json"))).RootElement;

    private static void AssertClose(double expected, double actual) =>
        Assert.Equal(expected, actual, 1e-9 * Math.Max(1, Math.Abs(expected)));
}
