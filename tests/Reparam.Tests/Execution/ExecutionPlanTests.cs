using Reparam.Execution;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution;

public sealed class ExecutionPlanTests
{
    [Fact]
    public void Reshapes_and_detached_values_are_read_where_they_lie()
    {
        Tensor x = Input("x", [6], varies: true), y = Input("y", [6]);
        Tensor matrix = Reshape(x, [2, 3]), detached = StopGradient(Exp(matrix));
        Tensor[] outputs = [matrix, detached, Reshape(y, [3, 2]), Reshape(DrawSum(x), [2, 3])];
        var plan = ExecutionPlan.Create([x, y], outputs);
        Assert.Equal(["exp", "draw_sum"],
            plan.Stages.SelectMany(s => s.Shared.Concat(s.ByDraw).Concat(s.Reductions)).Select(i => i.Name));
        double[] values = [.. Enumerable.Range(0, 60).Select(i => Math.Sin(i))], shared = [1, 2, 3, 4, 5, 6];
        double[][] result = Evaluation.Run([x, y], [values, shared], outputs, 10);
        Assert.Equal(values, result[0]);
        Assert.Equal(Math.Exp(values[17]), result[1][17], 1e-15);
        Assert.Equal(shared, result[2]);
        Assert.Equal(values[20..30].Sum(), result[3][2], 1e-14);
    }

    [Fact]
    public void A_chain_of_elementwise_operations_works_in_one_place()
    {
        Tensor x = Input("x", [100], varies: true);
        Tensor chain = Sum(Sqrt(1 + Abs(Sin(Exp(x)))));
        Assert.Equal(100, ExecutionPlan.Create([x], [chain]).TemporaryLength);
    }

    // 200 random programs of 30 operations whose results are read again at random: a place given away too early shows
    // as a difference from the same program with every intermediate value asked for, and so kept.
    [Fact]
    public void Values_do_not_depend_on_which_others_are_kept()
    {
        uint state = 1;
        int Next(int below)
        {
            state = state * 1664525 + 1013904223;
            return (int)((state >> 8) % (uint)below);
        }
        const int Draws = 11;
        for (int program = 0; program < 200; program++)
        {
            Tensor x = Input("x", [4], varies: true), p = Input("p", [4]);
            List<Tensor> values = [x, p, x[1]];
            for (int step = 0; step < 30; step++)
            {
                Tensor a = values[Next(values.Count)], b = values[Next(values.Count)];
                values.Add(Next(9) switch
                {
                    0 => a + b,
                    1 => a - b,
                    2 => Tanh(a) * b,
                    3 => Sin(a),
                    4 => -a,
                    5 => Sum(a) / 4,
                    6 => StopGradient(a.Rank == 1 ? Reshape(a, [1, a.Size]) : a),
                    7 => a.Rank == 1 && a.Size == 4 ? Gather(a, [3, 0, 0, 2]) : Cos(a),
                    _ => Select(Less(a, b), a, Atan(b)),
                });
            }
            Tensor last = values[^1] + values[^2], sum = DrawSum(last);
            double[] draws = [.. Enumerable.Range(0, 4 * Draws).Select(i => Math.Cos(i + program))];
            double[][] given = [draws, [0.1, -0.2, 0.3, -0.4]];
            double[][] alone = Evaluation.Run([x, p], given, [last, sum], Draws);
            double[][] kept = Evaluation.Run([x, p], given, [last, sum, .. values], Draws);
            Assert.Equal(kept[0], alone[0]);
            Assert.Equal(kept[1], alone[1]);
        }
    }

    [Fact]
    public void The_derivative_of_a_quotient_is_summed_over_broadcast_axes()
    {
        Tensor x = Input("x", [2, 3]), y = Input("y", [3]);
        double[] xs = [1, 2, 3, 4, 5, 6], ys = [2, -4, 0.5];
        Tensor[] gradient = Differentiate.Gradient(Sum(Square(x / y)), x, y);
        double[][] result = Evaluation.Run([x, y], [xs, ys], gradient, 1);
        for (int j = 0; j < 3; j++)
        {
            Assert.Equal(2 * xs[3 + j] / (ys[j] * ys[j]), result[0][3 + j], 1e-12);
            Assert.Equal(-2 * (xs[j] * xs[j] + xs[3 + j] * xs[3 + j]) / (ys[j] * ys[j] * ys[j]), result[1][j], 1e-12);
        }
    }
}
