using Reparam.Bijectors;

namespace Reparam.Distributions;

/// <summary>The distribution of y = h(x) for x of another distribution and a bijector h: the change of variables
/// log p(y) = log p(x) - log |det ∂y/∂x| at x = h⁻¹(y).</summary>
/// <remarks>
/// h may increase or decrease: its log-determinant is of the absolute value. Where h maps vectors and the base is one
/// of numbers, the innermost axes of the base's batch become the event.
/// </remarks>
public sealed record TransformedDistribution : Distribution, IPathwise
{
    private readonly int _inputRank;

    /// <summary>Makes the distribution.</summary>
    /// <param name="source">The distribution of x, continuous.</param>
    /// <param name="bijector">h.</param>
    /// <exception cref="ArgumentException">The base has fewer axes than h maps together.</exception>
    /// <exception cref="NotSupportedException">The base is discrete: it has no density to transform.</exception>
    public TransformedDistribution(Distribution source, Bijector bijector)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(bijector);
        Source = source;
        Bijector = bijector;
        Shape input = source.BatchShape.Append(source.EventShape);
        if (input.Rank < bijector.EventRank)
        {
            throw new ArgumentException(
                $"TransformedDistribution: {bijector.GetType().Name} maps " +
                $"{(bijector.EventRank == 1 ? "vectors" : "matrices")}, but a draw of {source.GetType().Name} has " +
                $"shape {input}. Give its parameters more axes.", nameof(bijector));
        }
        _inputRank = Math.Max(source.EventShape.Rank, bijector.EventRank);
        int outputRank = _inputRank + bijector.ForwardEventRank - bijector.EventRank;
        Shape output = bijector.ForwardShape(input);
        BatchShape = output[..^outputRank];
        EventShape = output[^outputRank..];
        Support = Support.Image(source.Support, bijector);
    }

    /// <summary>The distribution of x.</summary>
    public Distribution Source { get; }

    /// <summary>h, the map from x to y.</summary>
    public Bijector Bijector { get; }

    /// <inheritdoc/>
    public override Support Support { get; }

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Shape EventShape { get; }

    /// <summary><see cref="PathMethod.Composition"/>; null where the base has no path.</summary>
    public override PathMethod? Path => Through(Source);

    internal override string WhyNoPath => WhyNone(Source);

    /// <summary>That of the base distribution.</summary>
    public override NoiseKind Noise => Source.Noise;

    /// <summary>That of the base distribution.</summary>
    public override Shape NoiseShape => Source.NoiseShape;

    /// <summary>h of the base distribution's draw.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Bijector.Forward(Source.FromNoise(noise));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var (input, logDet) = Bijector.InverseAndLogDet(x);
        return Events.SumInnermost(Source.LogProb(input), _inputRank - Source.EventShape.Rank)
            + Events.SumInnermost(logDet, _inputRank - Bijector.EventRank);
    }
}
