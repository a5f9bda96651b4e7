using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Counts of another distribution p whose zeros have a probability of their own: a gate that is closed with
/// probability π.</summary>
public abstract record ZeroModified : Distribution
{
    private protected ZeroModified(Distribution counts, Tensor gate)
        : this(counts, gate, Log(gate) - Log1p(-gate), isLogit: false) =>
        Parameter.InsideUnit(Name, gate);

    private protected ZeroModified(Distribution counts, Tensor gate, Tensor logits, bool isLogit)
    {
        BatchShape = Batch(Name, counts, gate);
        (Source, Gate, GateLogits, IsLogit) = (counts, gate, logits, isLogit);
    }

    /// <summary>p, the distribution of the counts behind the gate.</summary>
    public Distribution Source { get; }

    /// <summary>π, the probability that the gate is closed and the count 0.</summary>
    public Tensor Gate { get; }

    /// <summary>log(π / (1 - π)).</summary>
    public Tensor GateLogits { get; }

    /// <inheritdoc/>
    public sealed override Support Support => Source.Support;

    /// <inheritdoc/>
    public sealed override Shape BatchShape { get; }

    /// <inheritdoc/>
    public sealed override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>The quantile at u.</summary>
    /// <inheritdoc/>
    public sealed override Tensor FromNoise(Tensor noise) => InverseCdf(noise);

    /// <summary>Whether the gate was given as a logit, from which densities are then computed.</summary>
    private protected bool IsLogit { get; }

    /// <summary>1 - π.</summary>
    private protected Tensor Open => Sigmoid(-GateLogits);

    /// <summary>The batch of counts and gate.</summary>
    private static Shape Batch(string distribution, Distribution counts, Tensor gate)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.EventShape != Shape.Scalar || !counts.Support.IsCount)
        {
            throw new ArgumentException(
                $"{distribution}: counts must be a distribution of integers from 0 on, but a value of " +
                $"{counts.GetType().Name} must be {counts.Support.Description}. Pass such as a Poisson.",
                nameof(counts));
        }
        try
        {
            return Shape.Broadcast(counts.BatchShape, gate.Shape);
        }
        catch (ArgumentException)
        {
            throw new ArgumentException(
                $"{distribution}: the batch {counts.BatchShape} of counts and the shape {gate.Shape} of the gate do " +
                "not broadcast. Counted from the last, two axes fit when they are equal or one of them is 1.",
                nameof(gate));
        }
    }
}
