using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

/// <summary>Expressions put together at random from a seed.</summary>
internal static class RandomExpression
{
    private const int Operations = 20;

    /// <summary>The shapes of their inputs.</summary>
    public static Shape[] Shapes { get; } = [[], [3], [2, 3], [3, 3], [2, 1]];

    /// <summary>Each operation takes earlier results and keeps its own within a few units, so that differences stay
    /// precise.</summary>
    public static Tensor Build(ulong seed, Tensor[] inputs)
    {
        var random = new SplitMix(seed);
        var values = new List<Tensor>(inputs);
        Tensor Any() => values[random.Integer(values.Count)];
        Tensor Like(Func<Tensor, bool> condition) =>
            values.Where(condition).ToArray() is { Length: > 0 } found
                ? found[random.Integer(found.Length)] : inputs[3];
        for (int i = 0; i < Operations; i++)
        {
            Tensor x = i % 2 == 0 ? values[^1] : Any();
            values.Add(random.Integer(21) switch
            {
                0 => Tanh(x), 1 => Sin(x), 2 => Sigmoid(x), 3 => Softplus(x), 4 => Erf(x), 5 => Exp(-Square(x)),
                6 => Log1p(Square(x)), 7 => Sqrt(1 + Square(x)), 8 => NormalCdf(x), 9 => LogNormalCdf(x),
                10 => LogGamma(1.5 + Softplus(x)), 11 => Atan(x),
                12 => Like(y => Fits(x, y)) is var y && Fits(x, y) ? x + y : -x,
                13 => Like(y => Fits(x, y)) is var y && Fits(x, y) ? Tanh(x) * Cos(y) : Cos(x),
                14 => Like(y => Fits(x, y)) is var y && Fits(x, y) ? x / (1 + Square(y)) : x,
                15 => x.Rank > 0 ? LogSumExp(x, random.Integer(x.Rank)) : x,
                16 => x.Rank > 0 ? Mean(x, random.Integer(x.Rank)) : x,
                17 => Tanh(MatMul(
                    Like(m => m.Rank == 2 && m.Shape[1] == 3), Like(m => m.Rank is 1 or 2 && m.Shape[0] == 3))),
                18 => x.Rank > 0 ? Gather(x, [random.Integer(x.Length), random.Integer(x.Length), 0]) : x,
                19 => SolveTriangular(0.3 * inputs[3] + Eye(3), Like(m => m.Rank is 1 or 2 && m.Shape[0] == 3)),
                _ => Transpose(x),
            });
        }
        return values[^1] + Sum(Tanh(values[^4])) + Sum(Tanh(values[^7]));
    }

    private static bool Fits(Tensor x, Tensor y)
    {
        for (int axis = 1; axis <= Math.Min(x.Rank, y.Rank); axis++)
        {
            if (x.Shape[^axis] != y.Shape[^axis] && x.Shape[^axis] != 1 && y.Shape[^axis] != 1)
            {
                return false;
            }
        }
        return true;
    }

    private static Tensor Eye(int n) =>
        From([.. Enumerable.Range(0, n * n).Select(e => e % (n + 1) == 0 ? 2.0 : 0)], [n, n]);
}
