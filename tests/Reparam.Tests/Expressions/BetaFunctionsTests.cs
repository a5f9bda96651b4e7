using Reparam.Tests.Numerics;
using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

/// <summary>Derivatives of the beta distribution's path and probabilities as expressions, against 50-digit
/// values.</summary>
public sealed class BetaFunctionsTests
{
    private static readonly RowReference Reference = RowReference.Load("beta");

    [Fact]
    public void First_derivatives_of_the_path_are_exact()
    {
        (PreparedRun run, _) = Path();
        string[] at = ["a", "b", "z"];
        Reference.Check("path10", 2e-11, at, v => Gradient(run, v)[0]);
        Reference.Check("path01", 2e-11, at, v => Gradient(run, v)[1]);
        Reference.Check("slope", 2e-11, at, v => Gradient(run, v)[2]);
    }

    // Their parts are of the size of the square of the first derivatives over the slope, and cancel.
    [Theory]
    [InlineData("secondAA", 0, "path10", "path10")]
    [InlineData("secondAB", 1, "path10", "path01")]
    [InlineData("secondBB", 2, "path01", "path01")]
    public void Second_derivatives_of_the_path_are_exact_but_for_what_their_parts_cancel(
        string column, int output, string left, string right)
    {
        (_, PreparedRun run) = Path();
        int l = Array.IndexOf(Reference.Columns, left), r = Array.IndexOf(Reference.Columns, right);
        Reference.Check(column, 1e-10, ["a", "b", "z"], v => run.At([[v[0]], [v[1]], [v[2]]])[output][0],
            (row, value) => Math.Abs(value) + Math.Abs(row[l] * row[r]) / row[^1]);
    }

    [Theory]
    [InlineData(2.0, 3.0, 0.4, 0.5248)] // 1 - (1-x)⁴ - 4x (1-x)³
    [InlineData(1.0, 1.0, 0.3, 0.3)]
    [InlineData(0.5, 0.5, 0.5, 0.5)]
    [InlineData(2.0, 3.0, 0.0, 0.0)]
    [InlineData(2.0, 3.0, 1.0, 1.0)]
    public void BetaRegularized_has_its_closed_forms(double a, double b, double x, double expected)
    {
        Assert.Equal(expected, BetaRegularized(a, b, x).ToArray()[0], 1e-14);
        Assert.Equal(Math.Log(expected), LogBetaRegularized(a, b, x).ToArray()[0], 3e-14);
    }

    private static double[] Gradient(PreparedRun run, double[] v) =>
        [.. run.At([[v[0]], [v[1]], [v[2]]]).Select(g => g[0])];

    /// <summary>The gradient in (a, b, z), and the second derivatives aa, ab and bb.</summary>
    private static (PreparedRun Gradient, PreparedRun Second) Path()
    {
        Tensor a = Input("a", []), b = Input("b", []), z = Input("z", []);
        Tensor[] inputs = [a, b, z];
        Tensor[] gradient = Differentiate.Gradient(LogitBetaQuantile(a, b, z), inputs);
        Tensor[] inA = Differentiate.Gradient(gradient[0], [a, b]), inB = Differentiate.Gradient(gradient[1], [b]);
        bool[] byDraw = [false, false, false];
        return (new(inputs, gradient, 1, byDraw), new(inputs, [inA[0], inA[1], inB[0]], 1, byDraw));
    }
}
