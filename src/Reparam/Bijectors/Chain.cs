namespace Reparam.Bijectors;

/// <summary>
/// Maps applied one after another, the first listed first: <c>new Chain(f, g)</c> is y = g(f(x)); the log-determinants
/// add.
/// </summary>
/// <remarks>The event of the chain is the smallest that holds those of all its parts: a map of numbers followed by one
/// of vectors maps vectors, and sums the log-determinants of the numbers. No parts make the identity.</remarks>
public sealed record Chain : Bijector
{
    /// <summary>Makes the map.</summary>
    /// <param name="parts">The maps, in the order in which they are applied.</param>
    public Chain(params IReadOnlyList<Bijector> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (Bijector part in parts)
        {
            ArgumentNullException.ThrowIfNull(part, nameof(parts));
        }
        Parts = [.. parts];
        int rank = parts.Count > 0 ? parts[^1].ForwardEventRank : 0;
        foreach (Bijector part in parts.Reverse())
        {
            rank = Math.Max(rank + part.EventRank - part.ForwardEventRank, part.EventRank);
        }
        EventRank = rank;
        ForwardEventRank = rank + parts.Sum(p => p.ForwardEventRank - p.EventRank);
    }

    /// <summary>The maps, in the order in which they are applied.</summary>
    public IReadOnlyList<Bijector> Parts { get; }

    /// <inheritdoc/>
    public override int EventRank { get; }

    /// <inheritdoc/>
    public override int ForwardEventRank { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Parts.Aggregate(x, static (value, part) => part.Forward(value));

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) =>
        Parts.Reverse().Aggregate(y, static (value, part) => part.Inverse(value));

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        Tensor[] values = new Tensor[Parts.Count + 1];
        values[0] = x;
        values[^1] = y;
        for (int i = 1; i < Parts.Count; i++)
        {
            values[i] = Parts[i - 1].Forward(values[i - 1]);
        }
        return Total(values);
    }

    /// <inheritdoc/>
    public override (Tensor Value, Tensor LogDet) ForwardAndLogDet(Tensor x)
    {
        Tensor[] values = new Tensor[Parts.Count + 1];
        values[0] = x;
        for (int i = 0; i < Parts.Count; i++)
        {
            values[i + 1] = Parts[i].Forward(values[i]);
        }
        return (values[^1], Total(values));
    }

    /// <inheritdoc/>
    public override (Tensor Value, Tensor LogDet) InverseAndLogDet(Tensor y)
    {
        Tensor[] values = new Tensor[Parts.Count + 1];
        values[^1] = y;
        for (int i = Parts.Count - 1; i >= 0; i--)
        {
            values[i] = Parts[i].Inverse(values[i + 1]);
        }
        return (values[0], -Total(values));
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Parts.Aggregate(shape, static (s, part) => part.ForwardShape(s));

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) =>
        Parts.Reverse().Aggregate(shape, static (s, part) => part.InverseShape(s));

    /// <inheritdoc/>
    public bool Equals(Chain? other) => other is not null && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Aggregate(0, HashCode.Combine);

    /// <summary>The sum of the parts' log-determinants over the axes of the chain's event that each has as a
    /// batch.</summary>
    private Tensor Total(Tensor[] values)
    {
        ArgumentNullException.ThrowIfNull(values[0]);
        Tensor? total = null;
        int rank = EventRank;
        for (int i = 0; i < Parts.Count; i++)
        {
            Bijector part = Parts[i];
            Tensor own = Events.SumInnermost(part.LogDetJacobian(values[i], values[i + 1]), rank - part.EventRank);
            total = total is null ? own : total + own;
            rank += part.ForwardEventRank - part.EventRank;
        }
        return total ?? Tensor.Full(0, values[0].Shape);
    }
}
