namespace Reparam;

/// <summary>What a posterior says of a discrete unknown that was summed out of its model: the probabilities of its
/// values, and draws of it that go with the draws of the other unknowns.</summary>
public sealed class DiscreteDraws
{
    private readonly FiniteValues _values;
    private readonly double[] _byDraw;
    private readonly double[] _probabilities;

    internal DiscreteDraws(string name, FiniteValues values, int count, double[] byDraw, double[] probabilities) =>
        (Name, _values, Count, _byDraw, _probabilities) = (name, values, count, byDraw, probabilities);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its shape.</summary>
    public Shape Shape => _values.Shape;

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

    /// <summary>The values that an element can have, in increasing order.</summary>
    /// <param name="element">Its place in row-major order, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public IReadOnlyList<double> Values(int element) =>
        _values.Of(Require(element, Shape.Size, nameof(element), "elements"));

    /// <summary>P(element = value | data), averaged over the draws of the other unknowns: not a share of the draws
    /// here, but the mean of exact conditional probabilities, which varies less.</summary>
    /// <param name="element">Its place in row-major order, from 0.</param>
    /// <param name="value">A value.</param>
    /// <returns>A probability, from 0 to 1; 0 for what is not a value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public double Probability(int element, double value)
    {
        int place = Values(element).ToList().IndexOf(value);
        return place < 0 ? 0 : _probabilities[place * Shape.Size + element];
    }

    private static int Require(int place, int count, string name, string what) =>
        place >= 0 && place < count ? place : throw new ArgumentOutOfRangeException(name, place,
            FormattableString.Invariant($"DiscreteDraws: {name} is {place}, but there are {count} {what}. ") +
            "Count from 0.");
}
