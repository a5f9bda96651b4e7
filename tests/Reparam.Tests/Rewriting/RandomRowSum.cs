using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Rewriting;

/// <summary>Random sums over rows of functions of few-valued data and of the eight elements of a vector.</summary>
internal static class RandomRowSum
{
    public static Tensor Expression(SplitMix random, Tensor x, int rows)
    {
        Tensor sum = Sum(Addend(random, x, rows, 4));
        for (int i = random.Integer(3); i > 0; i--)
        {
            Tensor next = Sum(Addend(random, x, rows, 3));
            sum = random.Integer(3) switch
            {
                0 => sum - next,
                1 => sum + Tanh(next / rows) * sum,
                _ => sum + next * x[random.Integer(8)],
            };
        }
        return sum;
    }

    /// <summary>A vector over rows, or a matrix of rows of three.</summary>
    private static Tensor Addend(SplitMix random, Tensor x, int rows, int depth)
    {
        if (depth == 0)
        {
            return Leaf(random, x, rows);
        }
        Tensor a = Addend(random, x, rows, depth - 1);
        Tensor Other() => Addend(random, x, rows, depth - 1);
        return random.Integer(19) switch
        {
            0 => a + Other(),
            1 => a - Other(),
            2 => a * Other(),
            3 => Numbers(random, rows) * a,
            4 => a / (Numbers(random, rows) + 3),
            5 => a * x[random.Integer(8)] / (2 + Sigmoid(x[0])),
            6 => Exp(Tanh(a)),
            7 => -Softplus(a),
            8 => Square(Numbers(random, rows) - a),
            9 => Square((a - Numbers(random, rows)) / Exp(x[1])) * Weights(random, rows),
            10 => (Weights(random, rows) + Exp(x[2])) * Softplus(a),
            11 => XLogY(Weights(random, rows), Sigmoid(a)) + XLog1pY(Weights(random, rows), Exp(Sin(a))),
            12 => Select(Numbers(random, rows) < Numbers(random, rows), a, Other()),
            13 => LogSumExp(Stack(a, Other(), x[3] * a), 0),
            14 => Sum(Reshape(a, [rows, 1]) * Sin(x[..3]), 1),
            15 => Transpose(Reshape(Transpose(Outer(Sin(x[..2]), a)), [rows, 2]))[1],
            16 => Reshape(MatMul(Reshape(a, [rows, 1]), Reshape(Sin(x[4..7]), [1, 3])), [rows * 3])
                is var wide ? Gather(wide, [.. Enumerable.Range(0, rows).Select(i => 3 * i + random.Integer(3))]) : a,
            17 => Maximum(a, Other()) + Abs(a),
            _ => Concatenate([Reshape(a, [1, rows]), Reshape(Other(), [1, rows])])[random.Integer(2)],
        };
    }

    private static Tensor Leaf(SplitMix random, Tensor x, int rows) => random.Integer(7) switch
    {
        0 => Numbers(random, rows),
        1 => x[random.Integer(8)] * Numbers(random, rows),
        2 => MatMul(From([.. Enumerable.Range(0, rows * 3).Select(_ => random.Integer(2) - 0.5)], [rows, 3]), x[2..5]),
        3 => Gather(x[3..7], [.. Enumerable.Range(0, rows).Select(_ => random.Integer(4))]),
        4 => BroadcastTo(x[random.Integer(8)], [rows]),
        // No function of a row: an unknown each, or a sum up to the row.
        5 => random.Integer(4) > 0 ? x[7] - Numbers(random, rows)
            : CumulativeSum(x[random.Integer(8)] / rows * Numbers(random, rows)),
        _ => Exp(x[random.Integer(8)]) + Numbers(random, rows),
    };

    private static Tensor Numbers(SplitMix random, int rows)
    {
        int levels = 1 + random.Integer(3);
        return Enumerable.Range(0, rows).Select(_ => random.Integer(levels) - 0.5).ToArray();
    }

    private static double[] Weights(SplitMix random, int rows) => Abs(Numbers(random, rows) - 0.5).ToArray();
}
