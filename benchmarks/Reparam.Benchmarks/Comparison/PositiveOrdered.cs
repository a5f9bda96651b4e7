using Reparam.Bijectors;
using Reparam.Distributions;

namespace Reparam.Benchmarks.Comparison;

/// <summary>Two positive numbers in increasing order, by Stan's map: y[1] = exp x[1], y[2] = y[1] + exp x[2].</summary>
internal sealed record PositiveOrdered : Support
{
    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Bijector FromUnconstrained { get; } = new Chain(
        new Exp(), new LowerTriangularAffine(new double[2], new double[,] { { 1, 0 }, { 1, 1 } }));

    /// <inheritdoc/>
    public override string Description => "two positive numbers in increasing order";

    /// <inheritdoc/>
    public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
        FirstOutside(values, shape, static v => v[0] > 0 && v[0] < v[1]);
}
