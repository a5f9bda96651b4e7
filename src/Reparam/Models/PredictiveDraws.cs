namespace Reparam;

/// <summary>Data that a model might have given in the place of those observed: one data set a draw.</summary>
public sealed class PredictiveDraws
{
    private readonly double[] _values;

    internal PredictiveDraws(string name, Shape shape, int count, double[] values) =>
        (Name, Shape, Count, _values) = (name, shape, count, values);

    /// <summary>What is observed.</summary>
    public string Name { get; }

    /// <summary>The shape of one data set, that of the observed values.</summary>
    public Shape Shape { get; }

    /// <summary>The number of data sets.</summary>
    public int Count { get; }

    /// <summary>A data set, in row-major order.</summary>
    /// <param name="draw">Its place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such draw.</exception>
    public ReadOnlySpan<double> this[int draw]
    {
        get
        {
            Require(draw, Count, nameof(draw), "draws");
            int size = _values.Length / Count;
            return _values.AsSpan(draw * size, size);
        }
    }

    /// <summary>The draws of one element, in a new array.</summary>
    /// <param name="element">Its place in row-major order, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public double[] Element(int element)
    {
        int size = _values.Length / Count;
        Require(element, size, nameof(element), "elements");
        var draws = new double[Count];
        for (int d = 0; d < draws.Length; d++)
        {
            draws[d] = _values[d * size + element];
        }
        return draws;
    }

    /// <summary>A data set as numbers for <see cref="Model.WithObserved"/>.</summary>
    /// <inheritdoc cref="this" path="/param|/exception"/>
    public Tensor ToTensor(int draw) => Tensor.From(this[draw], Shape);

    private static void Require(int place, int count, string name, string what)
    {
        if (place < 0 || place >= count)
        {
            throw new ArgumentOutOfRangeException(name, place, FormattableString.Invariant(
                $"PredictiveDraws: {name} is {place}, but there are {count} {what}. Count from 0."));
        }
    }
}
