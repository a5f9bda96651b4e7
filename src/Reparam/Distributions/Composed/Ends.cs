using Reparam.Primitives;

namespace Reparam.Distributions;

/// <summary>The ends between which a distribution is truncated or observed.</summary>
internal static class Ends
{
    /// <summary>Checks them.</summary>
    /// <exception cref="ArgumentException">The source is not of numbers, or there is no end, or an end is not finite,
    /// or both are numbers and the upper is not above the lower.</exception>
    public static void Check(string distribution, Distribution source, Tensor? lower, Tensor? upper)
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

    /// <summary>The shape of the source's batch and the ends broadcast together.</summary>
    public static Shape Batch(Distribution source, Tensor? lower, Tensor? upper)
    {
        Shape shape = lower is null ? source.BatchShape : Shape.Broadcast(source.BatchShape, lower.Shape);
        return upper is null ? shape : Shape.Broadcast(shape, upper.Shape);
    }
}
