namespace Reparam;

/// <summary>What a posterior says of a discrete unknown: the probabilities of its values, and draws of it that go with
/// the draws of the other unknowns.</summary>
public sealed class DiscreteDraws
{
    private readonly (double[] Values, double[] Probabilities)[] _elements;
    private readonly double[] _byDraw;

    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="count">The number of draws.</param>
    /// <param name="draws">[element · draws + draw].</param>
    /// <param name="values">The values of an element in increasing order, and the probability of each.</param>
    internal DiscreteDraws(string name, Shape shape, int count, double[] draws,
        Func<int, (double[] Values, double[] Probabilities)> values)
    {
        (Name, Shape, Count) = (name, shape, count);
        _byDraw = new double[draws.Length];
        for (int i = 0; i < _byDraw.Length; i++)
        {
            _byDraw[i] = draws[i % shape.Size * count + i / shape.Size];
        }
        _elements = [.. Enumerable.Range(0, shape.Size).Select(values)];
    }

    /// <summary>Of draws alone: the values are those drawn, and a probability is the share of draws.</summary>
    internal static DiscreteDraws OfShares(string name, Shape shape, int count, double[] draws) =>
        new(name, shape, count, draws, element =>
        {
            (double Value, int Count)[] found = [.. draws[(element * count)..((element + 1) * count)]
                .CountBy(static v => v).Select(static v => (v.Key, v.Value)).OrderBy(static v => v.Key)];
            return ([.. found.Select(static v => v.Value)], [.. found.Select(v => (double)v.Count / count)]);
        });

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its shape.</summary>
    public Shape Shape { get; }

    /// <summary>The number of draws.</summary>
    public int Count { get; }

    /// <summary>A draw, in row-major order: of its distribution given the data and draw number <paramref name="draw"/>
    /// of the other unknowns.</summary>
    /// <param name="draw">Its place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such draw.</exception>
    public ReadOnlySpan<double> this[int draw] =>
        _byDraw.AsSpan(Require(draw, Count, nameof(draw), "draws") * Shape.Size, Shape.Size);

    /// <summary>The draws of one element, in a new array.</summary>
    /// <param name="element">Its place in row-major order, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public double[] Element(int element)
    {
        Require(element, Shape.Size, nameof(element), "elements");
        return [.. Enumerable.Range(0, Count).Select(d => _byDraw[d * Shape.Size + element])];
    }

    /// <summary>The values that an element can have, in increasing order; of an unknown that was not summed out, those
    /// that were drawn.</summary>
    /// <param name="element">Its place in row-major order, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public IReadOnlyList<double> Values(int element) =>
        _elements[Require(element, Shape.Size, nameof(element), "elements")].Values;

    /// <summary>P(element = value | data). Of an unknown that was summed out it is averaged over the draws of the other
    /// unknowns: not a share of the draws here, but the mean of exact conditional probabilities, which varies less. Of
    /// one that was drawn it is the share of the draws.</summary>
    /// <param name="element">Its place in row-major order, from 0.</param>
    /// <param name="value">A value.</param>
    /// <returns>A probability, from 0 to 1; 0 for what is not a value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public double Probability(int element, double value)
    {
        int place = Values(element).ToList().IndexOf(value);
        return place < 0 ? 0 : _elements[element].Probabilities[place];
    }

    private static int Require(int place, int count, string name, string what) =>
        place >= 0 && place < count ? place : throw new ArgumentOutOfRangeException(name, place,
            FormattableString.Invariant($"DiscreteDraws: {name} is {place}, but there are {count} {what}. ") +
            "Count from 0.");
}
