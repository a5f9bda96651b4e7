using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Rewriting;

/// <summary>Random vectors that are affine in the eight elements of another.</summary>
internal static class RandomAffine
{
    public static Tensor Expression(SplitMix random, Tensor x, int rows)
    {
        Tensor sum = random.Numbers(rows);
        int addends = 2 + random.Integer(4);
        for (int i = 0; i < addends; i++)
        {
            Tensor addend = Addend(random, x, rows);
            sum = random.Integer(3) switch
            {
                0 => sum + addend,
                1 => addend - sum,
                _ => -(sum - addend * random.Number(0.5, 2)),
            };
        }
        return sum;
    }

    private static Tensor Addend(SplitMix random, Tensor x, int rows)
    {
        int element = random.Integer(8), start = random.Integer(5);
        Tensor four = x[start..(start + 4)];
        int[] places = [.. Enumerable.Range(0, rows).Select(_ => random.Integer(4))];
        Tensor wide = From(random.Numbers(rows * 4), [rows, 4]);
        return random.Integer(10) switch
        {
            0 => x[element] * random.Numbers(rows),
            1 => MatMul(wide, four),
            2 => MatMul(four, Transpose(wide)) / random.Numbers(rows, 1, 2),
            3 => Gather(four, places) * random.Number(1, 3),
            // Not linear in x, but in a few numbers made of it.
            4 => Gather(Exp(x[element]) * four, places),
            5 => Sum(wide * four, 1) + x[element],
            6 => Concatenate([BroadcastTo(x[element], [rows / 2]), random.Numbers(rows - rows / 2)]),
            7 => ScatterAdd(Gather(four, [.. places, .. places]), [.. Enumerable.Range(0, 2 * rows).Select(i => i / 2)],
                rows),
            8 => CumulativeSum(Gather(x, places) / rows),
            _ => Reshape(Reshape(random.Numbers(rows), [rows / 4, 4]) * (four - 1), [rows]),
        };
    }
}
