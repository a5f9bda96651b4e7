using System.Globalization;

namespace Reparam.Tests.Expressions;

/// <summary>Compares first and second derivatives by differentiation of expressions with those by
/// differences.</summary>
/// <remarks>The function differentiated is a fixed weighting of all elements of an expression, summed over the draws if
/// it varies by draw.</remarks>
internal sealed class GradientCheck
{
    private readonly Tensor[] _inputs;
    private readonly int _draws;
    private readonly Tensor _total;
    private readonly Tensor[] _gradients;

    public GradientCheck(Func<Tensor[], Tensor> expression, Shape[] shapes, bool[] varies, int draws)
    {
        _draws = draws;
        _inputs = [.. shapes.Select((shape, i) => Tensor.Input("x", shape, varies[i]))];
        Tensor result = expression(_inputs);
        Tensor weights = Tensor.From(new SplitMix(99).Numbers(result.Size, 0.5, 1.5), result.Shape);
        Tensor weighted = Tensor.Sum(result * weights);
        _total = weighted.Varies ? Tensor.DrawSum(weighted) : weighted;
        _gradients = Differentiate.Gradient(_total, _inputs);
    }

    /// <summary>Asserts that the gradient agrees with differences, to 1e-8 relative to 1 + |difference|.</summary>
    public void First(double[][] at, double tolerance = 1e-8)
    {
        double[][] gradients = new PreparedRun(_inputs, _gradients, _draws, ByDraw()).At(at);
        var value = new PreparedRun(_inputs, [_total], _draws, [false]);
        for (int i = 0; i < _inputs.Length; i++)
        {
            Assert.Equal(at[i].Length, gradients[i].Length);
            for (int e = 0; e < at[i].Length; e++)
            {
                double expected = NumericalDerivative.AtZero(t =>
                {
                    double[][] moved = [.. at];
                    moved[i] = [.. at[i]];
                    moved[i][e] += t;
                    return value.At(moved)[0];
                })[0];
                Assert.True(Math.Abs(gradients[i][e] - expected) <= tolerance * (1 + Math.Abs(expected)),
                    Message("gradient", i, e, gradients[i][e], expected));
            }
        }
    }

    /// <summary>Asserts that the Hessian times a fixed vector agrees with differences of the gradient, cross terms
    /// between the inputs included, to 1e-7 relative to 1 + |difference|.</summary>
    public void Second(double[][] at, double tolerance = 1e-7)
    {
        double[][] direction = [.. _inputs.Select((input, i) => new SplitMix(500 + (ulong)i).Numbers(input.Size))];
        Tensor along = 0;
        for (int i = 0; i < _inputs.Length; i++)
        {
            Tensor product = Tensor.Sum(_gradients[i] * Tensor.From(direction[i], _inputs[i].Shape));
            along += _inputs[i].Varies ? Tensor.DrawSum(product) : product;
        }
        Tensor[] seconds = Differentiate.Gradient(along, _inputs);
        double[][] actual = new PreparedRun(_inputs, seconds, _draws, ByDraw()).At(at);
        var gradients = new PreparedRun(_inputs, _gradients, _draws, ByDraw());
        double[] expected = NumericalDerivative.AtZero(t =>
        {
            double[][] moved = [.. at.Select((values, i) => values.Select((v, k) =>
                v + t * direction[i][_inputs[i].Varies ? k / _draws : k]).ToArray())];
            return [.. gradients.At(moved).SelectMany(g => g)];
        });
        for (int i = 0, k = 0; i < _inputs.Length; i++)
        {
            for (int e = 0; e < at[i].Length; e++, k++)
            {
                Assert.True(Math.Abs(actual[i][e] - expected[k]) <= tolerance * (1 + Math.Abs(expected[k])),
                    Message("Hessian times vector", i, e, actual[i][e], expected[k]));
            }
        }
    }

    private bool[] ByDraw() => [.. _inputs.Select(i => i.Varies)];

    private static string Message(string what, int input, int element, double actual, double expected) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{what}, input {input}, element {element}: {actual:R}, but {expected:R} by differences");
}
