using Reparam.Bijectors;
using Reparam.Distributions;

namespace Reparam.Tests.Models;

/// <summary>An improper flat prior over a set: what Stan means by a parameter without a prior.</summary>
internal sealed record Flat(Support Over, Shape Event) : Distribution
{
    public override Support Support => Over;

    public override Shape BatchShape => Shape.Scalar;

    public override Shape EventShape => Event;

    public override Tensor LogProb(Tensor x) => 0;
}

/// <summary>Stan's positive_ordered: y₁ = exp x₁, yₖ = yₖ₋₁ + exp xₖ.</summary>
internal sealed record PositiveOrdered : Support
{
    public override int EventRank => 1;

    public override Bijector FromUnconstrained { get; } = new Chain(
        new Exp(), new LowerTriangularAffine(new double[2], new double[,] { { 1, 0 }, { 1, 1 } }));

    public override string Description => "two positive numbers in increasing order";

    public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
        FirstOutside(values, shape, static v => v[0] > 0 && v[0] < v[1]);
}
