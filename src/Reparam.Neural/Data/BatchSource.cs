namespace Reparam.Neural;

/// <summary>Batches of examples, by number: what batch number n holds does not depend on which were asked for
/// before.</summary>
public abstract class BatchSource
{
    /// <summary>The number of examples in a batch.</summary>
    public abstract int BatchSize { get; }

    /// <summary>The names and shapes of the fields of an example.</summary>
    public abstract IReadOnlyDictionary<string, Shape> Fields { get; }

    /// <summary>What the batches follow from besides their numbers, in words, such as a seed and a hash of the examples: a
    /// training is gone on with only where it is the same. Null where that is not told.</summary>
    public virtual string? Identity => null;

    /// <summary>Writes a field of a batch; called by one thread at a time.</summary>
    /// <param name="batch">The number of the batch, from 0.</param>
    /// <param name="field">The name of the field.</param>
    /// <param name="destination">Receives element e of example i at [e · BatchSize + i].</param>
    public abstract void Fill(long batch, string field, Span<float> destination);
}
