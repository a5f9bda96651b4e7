using System.Runtime.CompilerServices;

namespace Reparam.Distributions;

/// <summary>What is asked of distributions of counts whose zeros have a probability of their own.</summary>
internal static class Gates
{
    /// <summary>The probability of the gate, where it is a number.</summary>
    /// <exception cref="ArgumentException">It is not above 0 and below 1.</exception>
    public static Tensor Checked(
        string distribution, Tensor gate, [CallerArgumentExpression(nameof(gate))] string name = "") =>
        Parameter.Check(distribution, gate, name, static v => v is > 0 and < 1, "above 0 and below 1",
            $"Map an unconstrained value through Sigmoid, or pass it to {distribution}.FromLogits.");

    /// <summary>The batch of counts and gate.</summary>
    /// <exception cref="ArgumentException">The distribution is not one of integers of which 0 is the least, or the
    /// shapes do not broadcast.</exception>
    public static Shape Batch(string distribution, Distribution counts, Tensor gate)
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
