using Reparam.Tests.Expressions;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public class TargetEvaluatorTests
{
    private const int N = 4;

    private static readonly double[] Point = [0.3, -0.8, 1.1, 0.45];

    private static readonly LogDensity Target =
        LogDensity.Over(N, x => -Tensor.Exp(x[0] * x[1]) - Tensor.Sum(Tensor.Softplus(2 * x))
        + Tensor.Sin(x[2]) * Tensor.Tanh(x[3] - x[0]) - 0.5 * Tensor.Square(x[1] + x[2] * x[3]));

    /// <summary>The same, by hand.</summary>
    private static double ByHand(double[] x) => -Math.Exp(x[0] * x[1]) - x.Sum(v => Math.Log(1 + Math.Exp(2 * v)))
        + Math.Sin(x[2]) * Math.Tanh(x[3] - x[0]) - 0.5 * Math.Pow(x[1] + x[2] * x[3], 2);

    [Fact]
    public void Value_and_gradient_are_those_of_minus_the_log_density()
    {
        var evaluator = new TargetEvaluator(Target, 1);
        var gradient = new double[N];
        Assert.Equal(-ByHand(Point), evaluator.NegativeValueAndGradient(Point, gradient), 1e-14);
        for (int i = 0; i < N; i++)
        {
            Assert.Equal(-NumericalDerivative.AtZero(h => [ByHand(Moved(i, h))])[0], gradient[i], 1e-10);
        }
        Assert.Equal(1, evaluator.Evaluations);
    }

    [Fact]
    public void The_curvature_is_the_derivative_of_the_gradient_and_symmetric()
    {
        var evaluator = new TargetEvaluator(Target, 1);
        var hessian = new double[N * N];
        evaluator.NegativeHessian(Point, hessian);
        Assert.Equal(2 * N, evaluator.Evaluations);
        for (int i = 0; i < N; i++)
        {
            double[] column = NumericalDerivative.AtZero(h =>
            {
                var gradient = new double[N];
                evaluator.NegativeValueAndGradient(Moved(i, h), gradient);
                return gradient;
            });
            for (int j = 0; j < N; j++)
            {
                Assert.Equal(column[j], hessian[j * N + i], 1e-9);
                Assert.Equal(hessian[i * N + j], hessian[j * N + i]);
            }
        }
    }

    [Fact]
    public void Products_with_the_curvature_may_differ_in_point_and_vector()
    {
        const int Draws = 37;
        var evaluator = new TargetEvaluator(Target, 2);
        double[] points = [.. Enumerable.Range(0, N * Draws).Select(i => Math.Sin(i))];
        double[] vectors = [.. Enumerable.Range(0, N * Draws).Select(i => Math.Cos(2 * i))];
        double[] products = evaluator.HessianVectorProducts(points, vectors, Draws);
        var hessian = new double[N * N];
        for (int d = 0; d < Draws; d++)
        {
            double[] point = [.. Enumerable.Range(0, N).Select(e => points[e * Draws + d])];
            new TargetEvaluator(Target, 1).NegativeHessian(point, hessian);
            for (int i = 0; i < N; i++)
            {
                double expected = Enumerable.Range(0, N).Sum(j => -hessian[i * N + j] * vectors[j * Draws + d]);
                Assert.Equal(expected, products[i * Draws + d], 1e-12);
            }
        }
    }

    [Fact]
    public void Values_at_many_points_are_those_at_each()
    {
        const int Draws = 20;
        var evaluator = new TargetEvaluator(Target, 1);
        double[] points = [.. Enumerable.Range(0, N * Draws).Select(i => Math.Sin(i))];
        double[] values = evaluator.LogProb(points, Draws);
        for (int d = 0; d < Draws; d++)
        {
            Assert.Equal(ByHand([.. Enumerable.Range(0, N).Select(e => points[e * Draws + d])]), values[d], 1e-13);
        }
        Assert.Equal(Draws, evaluator.Evaluations);
    }

    private static double[] Moved(int i, double by)
    {
        double[] x = [.. Point];
        x[i] += by;
        return x;
    }
}
