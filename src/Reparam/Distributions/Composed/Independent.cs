using Reparam.Bijectors;

namespace Reparam.Distributions;

/// <summary>A batch of independent distributions taken as one, of vectors or matrices: log densities are sums over the
/// innermost axes of the batch, which become axes of the event.</summary>
public sealed record Independent : Distribution, IPathwise, ISequential
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="source">The batch of distributions.</param>
    /// <param name="axes">How many innermost axes of its batch become axes of the event.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch has fewer axes.</exception>
    public Independent(Distribution source, int axes = 1)
    {
        ArgumentNullException.ThrowIfNull(source);
        Source = source;
        Axes = axes >= 0 && axes <= source.BatchShape.Rank
            ? axes
            : throw new ArgumentOutOfRangeException(nameof(axes),
                $"Independent: {axes} axes are to become the event, but {source.GetType().Name} has a batch of shape " +
                $"{source.BatchShape}. Give its parameters more axes, or take fewer.");
    }

    /// <summary>The batch of distributions.</summary>
    public Distribution Source { get; }

    /// <summary>How many innermost axes of its batch became axes of the event.</summary>
    public int Axes { get; }

    /// <inheritdoc/>
    public override Support Support => Source.Support;

    /// <inheritdoc/>
    public override Shape BatchShape => Source.BatchShape[..^Axes];

    /// <inheritdoc/>
    public override Shape EventShape => Source.BatchShape[^Axes..].Append(Source.EventShape);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => Events.SumInnermost(Source.LogProb(x), Axes);

    /// <inheritdoc/>
    public override Tensor Mean => Source.Mean;

    /// <inheritdoc/>
    public override Tensor Variance => Source.Variance;

    /// <inheritdoc/>
    public override Tensor Entropy => Events.SumInnermost(Source.Entropy, Axes);

    /// <summary>That of the source.</summary>
    public override PathMethod? Path => Source.Path;

    internal override string WhyNoPath => WhyNone(Source);

    /// <inheritdoc/>
    public override NoiseKind Noise => Source.Noise;

    /// <inheritdoc/>
    public override Shape NoiseShape => Source.NoiseShape;

    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Source.FromNoise(noise);

    bool ISequential.IsSequential => Axes == 1 && Source.EventShape.Rank == 0;

    Tensor ISequential.ConditionalCdf(Tensor x) => Source.Cdf(x);

    Tensor ISequential.ConditionalLogProb(Tensor x) => Source.LogProb(x);
}
