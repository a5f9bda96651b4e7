using Reparam.Distributions;

namespace Reparam;

/// <summary>The values of a discrete unknown: for each element the integers from one number to another.</summary>
internal sealed class FiniteValues
{
    private readonly double[] _lower;
    private readonly double[] _upper;
    private readonly bool _isUniform;

    private FiniteValues(Shape shape, double[] lower, double[] upper)
    {
        (Shape, _lower, _upper) = (shape, lower, upper);
        Count = (int)_lower.Zip(_upper, static (l, u) => u - l + 1).Max();
        _isUniform = Array.TrueForAll(_lower, l => l == _lower[0]) && Array.TrueForAll(_upper, u => u == _upper[0]);
    }

    /// <summary>The shape of the unknown.</summary>
    public Shape Shape { get; }

    /// <summary>K, the greatest number of values of an element.</summary>
    public int Count { get; }

    /// <summary>Whether all elements have K values.</summary>
    public bool IsRagged => _lower.Zip(_upper, (l, u) => u - l + 1 < Count).Any(static isLess => isLess);

    /// <summary>The least value of each element.</summary>
    public Tensor Lower => Tensor.Constant(_lower, Shape);

    /// <summary>The greatest value of each element.</summary>
    public Tensor Upper => Tensor.Constant(_upper, Shape);

    /// <summary>The values of a site, or null where there are not finitely many numbers that are known.</summary>
    /// <param name="support">The support of its prior.</param>
    /// <param name="shape">Its shape.</param>
    public static FiniteValues? Of(Support support, Shape shape)
    {
        if (support.IntegerEnds is not var (lower, upper) || !Bounds.IsNumber(lower) || !Bounds.IsNumber(upper))
        {
            return null;
        }
        double[] from = Tensor.BroadcastTo(lower, shape).ToArray(), to = Tensor.BroadcastTo(upper, shape).ToArray();
        return shape.Size > 0 && from.Zip(to, static (l, u) => u - l).All(static d => d is >= 0 and < int.MaxValue)
            ? new FiniteValues(shape, from, to) : null;
    }

    /// <summary>The k-th value of each element, the last one where an element has fewer: with axes of length 1 where it
    /// is the same for all.</summary>
    public Tensor At(int k) => _isUniform
        ? Tensor.Constant([_lower[0] + k], Ones(Shape.Rank))
        : Tensor.Constant([.. _lower.Zip(_upper, (l, u) => Math.Min(l + k, u))], Shape);

    /// <summary>1 for each element that has a k-th value, and 0 for the others.</summary>
    public Tensor Has(int k) => Tensor.Constant([.. _lower.Zip(_upper, (l, u) => l + k <= u ? 1.0 : 0)], Shape);

    /// <summary>The values of one element.</summary>
    public double[] Of(int element) =>
        [.. Enumerable.Range(0, (int)(_upper[element] - _lower[element]) + 1).Select(k => _lower[element] + k)];

    /// <summary>A shape whose axes all have length 1.</summary>
    public static Shape Ones(int rank) => Shape.Create([.. Enumerable.Repeat(1, rank)]);
}
