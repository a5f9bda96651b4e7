using Reparam.Primitives;

namespace Reparam.Distributions;

/// <summary>A distribution of numbers between two ends, made of one that may go beyond them.</summary>
public abstract record BetweenEnds : Distribution, IPathwise
{
    private protected BetweenEnds(Distribution source, Tensor? lower, Tensor? upper)
    {
        ArgumentNullException.ThrowIfNull(source);
        Check(Name, source, lower, upper);
        (Source, Lower, Upper) = (source, lower, upper);
        Shape shape = lower is null ? source.BatchShape : Shape.Broadcast(source.BatchShape, lower.Shape);
        BatchShape = upper is null ? shape : Shape.Broadcast(shape, upper.Shape);
    }

    /// <summary>The distribution without the ends.</summary>
    public Distribution Source { get; }

    /// <summary>a, the lower end, or null.</summary>
    public Tensor? Lower { get; }

    /// <summary>b, the upper end, or null.</summary>
    public Tensor? Upper { get; }

    /// <inheritdoc/>
    public sealed override Support Support => Source.Support.Between(Lower, Upper);

    /// <inheritdoc/>
    public sealed override Shape BatchShape { get; }

    /// <summary><see cref="PathMethod.Composition"/>; null where the source has no path.</summary>
    public sealed override PathMethod? Path => Through(Source);

    internal sealed override string WhyNoPath => WhyNone(Source);

    private protected bool IsDiscrete => Source.Support.IsDiscrete;

    private static void Check(string distribution, Distribution source, Tensor? lower, Tensor? upper)
    {
        if (source.EventShape.Rank > 0)
        {
            throw new ArgumentException(
                $"{distribution}: the source must be a distribution of numbers, but an event of " +
                $"{source.GetType().Name} has shape {source.EventShape}.", nameof(source));
        }
        if (lower is null && upper is null)
        {
            throw new ArgumentException($"{distribution}: there is no end. Pass a lower or an upper one, or use the " +
                "source as it is.", nameof(lower));
        }
        foreach ((Tensor? end, string name) in new[] { (lower, nameof(lower)), (upper, nameof(upper)) })
        {
            if (end is not null)
            {
                Parameter.Check(distribution, end, name, double.IsFinite, "finite", "Leave out an end that is not there.");
            }
        }
        if (lower?.Attributes is ConstantAttributes && upper?.Attributes is ConstantAttributes)
        {
            double[] widths = (upper - lower).ToArray();
            int i = Array.FindIndex(widths, static width => !(width > 0));
            if (i >= 0)
            {
                throw new ArgumentException($"{distribution}: upper must be above lower, but upper - lower = " +
                    $"{Parameter.Text(widths[i])}. Pass the lower end first.", nameof(upper));
            }
        }
    }
}
