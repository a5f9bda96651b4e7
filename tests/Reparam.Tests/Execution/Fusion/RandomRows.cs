using Reparam.Primitives;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution.Fusion;

/// <summary>An expression over rows of data, put together at random: regressions, groups, mixtures, with what loops
/// over rows can meet.</summary>
internal sealed class RandomRows
{
    private readonly SplitMix _random;
    private readonly List<Tensor> _rows = [];
    private readonly int _count;

    public RandomRows(SplitMix random, int rows = 0)
    {
        _random = random;
        // Blocks that rows fill, do not fill, or are several of.
        _count = rows > 0 ? rows : new[] { 2, 31, 32, 77, 200 }[random.Integer(5)];
        int columns = new[] { 1, 3, 20 }[random.Integer(3)];
        Tensor x = Input("x", [columns], varies: true), groups = Input("groups", [5], varies: true);
        Tensor scale = Input("scale", [], varies: true), shared = Input("shared", [_count]);
        // Not below 0 and below 5, as whoever gives an index sees to it.
        Tensor index = Floor(2.5 + Minimum(Maximum(shared, -1.5), 1.5));
        Inputs = [x, groups, scale, shared];
        _rows.Add(MatMul(From(random.Numbers(_count * columns), [_count, columns]), x));
        _rows.Add(Gather(groups, Indices(5)));
        _rows.Add(shared * scale);
        _rows.Add(new Tensor(IndexedRows.Gather, null, Tanh(groups), index));
        for (int i = 0; i < 12; i++)
        {
            _rows.Add(Next());
        }
        Tensor total = Sum(_rows[^1]) + Sum(_rows[^2] * _rows[^4]);
        // Back to groups, to columns, and through a sum, which needs a second loop.
        Tensor byGroup = ScatterAdd(_rows[^1], Indices(5), 5) * new Tensor(IndexedRows.Scatter, 5, _rows[^2], index);
        Tensor byColumn = MatMul(From(random.Numbers(columns * _count), [columns, _count]), _rows[^2]);
        Value = Sum(Sin(_rows[^3] - Mean(_rows[^1]))) / _count + 0.1 * total + Sum(Square(byGroup)) / _count
            + Sum(Tanh(byColumn)) + LogSumExp(_rows[^1]);
    }

    public Tensor[] Inputs { get; }

    public Tensor Value { get; }

    public double[][] Point(SplitMix random, int draws) =>
        [.. Inputs.Select(x => random.Numbers(x.Size * (x.Varies ? draws : 1), -1.5, 1.5))];

    private Tensor Any() => _rows[_random.Integer(_rows.Count)];

    private Tensor Next()
    {
        Tensor x = _random.Integer(2) == 0 ? _rows[^1] : Any(), y = Any();
        return _random.Integer(17) switch
        {
            0 => Tanh(x) + y,
            1 => Sigmoid(x) - 0.5 * Softplus(x),
            2 => Sin(x) * Cos(y),
            3 => x - 0.3 * Tanh(y),
            4 => 0.2 * x * From(_random.Numbers(_count), [_count]),
            5 => Exp(-Square(x)),
            6 => y / (1 + Square(x)),
            7 => Select(x < y, Sin(x), Cos(y)),
            8 => Maximum(x, 0.1) - Minimum(y, Inputs[2]),
            9 => Tanh(Gather(x, Indices(_count))),
            10 => LogSumExp(Transpose(Stack(x, Tanh(y))), -1),
            11 => Sum(Tanh(Stack(x, y, 0.5 * x) * From(_random.Numbers(3), [3, 1])), 0),
            12 => Max(Stack(Tanh(x), y), 0),
            13 => Sin(Concatenate([x[1..], x[..1]])),
            14 => Sum(Tanh(Reshape(x, [_count, 1]) * Reshape(Inputs[1][..2], [1, 2])), 1),
            15 => Tanh(x - Mean(y)),
            _ => Sin(Pow(1 + Square(x), 0.3) + Inputs[2]),
        };
    }

    private int[] Indices(int count) => [.. Enumerable.Range(0, _count).Select(_ => _random.Integer(count))];
}
