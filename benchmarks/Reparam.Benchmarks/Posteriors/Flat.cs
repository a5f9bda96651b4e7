using Reparam.Distributions;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>No prior: a density that is 1 over its support. Published models have such priors.</summary>
internal sealed record Flat : Distribution
{
    private readonly Shape _eventShape;

    /// <summary>One over a support of numbers.</summary>
    public Flat(Support support) => (Support, _eventShape) = (support, Shape.Scalar);

    /// <summary>One over a support of vectors.</summary>
    public Flat(Support support, int length) => (Support, _eventShape) = (support, [length]);

    /// <inheritdoc/>
    public override Support Support { get; }

    /// <inheritdoc/>
    public override Shape BatchShape => Shape.Scalar;

    /// <inheritdoc/>
    public override Shape EventShape => _eventShape;

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => 0;
}
