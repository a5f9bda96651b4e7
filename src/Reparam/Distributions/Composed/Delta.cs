using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>All mass at one point v: log probability 0 there and -∞ elsewhere.</summary>
/// <remarks>A probability, not a density: it has no density. Its path is x = v, so that a gradient through a draw is
/// that of v itself, as for a point estimate.</remarks>
public sealed record Delta : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="value">v: batch axes, then the event.</param>
    /// <param name="eventRank">How many innermost axes of v are the event.</param>
    /// <exception cref="ArgumentException">v is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">v has fewer axes.</exception>
    public Delta(Tensor value, int eventRank = 0)
    {
        Value = Parameter.Finite(nameof(Delta), value);
        EventShape = eventRank >= 0 && eventRank <= value.Rank
            ? value.Shape[^eventRank..]
            : throw new ArgumentOutOfRangeException(nameof(eventRank),
                $"Delta: {eventRank} axes are to be the event, but value has shape {value.Shape}.");
    }

    /// <summary>v, the point.</summary>
    public Tensor Value { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape => Value.Shape[..^EventShape.Rank];

    /// <inheritdoc/>
    public override Shape EventShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor log = Select(Equal(x, Value), 0, double.NegativeInfinity);
        return Bijectors.Events.SumInnermost(log, EventShape.Rank);
    }

    /// <summary>v.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Value;

    /// <summary>0.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Full(0, Value.Shape);

    /// <summary>0.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Full(0, BatchShape);

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.LocationScale;

    /// <summary>v, whatever the noise.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        return BroadcastTo(Value, Shape.Broadcast(noise.Shape, Value.Shape));
    }
}
