using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Gradients;

/// <summary>Puts smooth functions in the place of operations that jump.</summary>
internal static class Smoothing
{
    /// <summary>The integrand on the path, with its jumps smoothed.</summary>
    /// <param name="trace">The problem; all that jumps are comparisons and signs.</param>
    /// <param name="width">η.</param>
    public static Tensor Of(ProblemTrace trace, double width)
    {
        var jumps = new HashSet<Tensor>(trace.Jumps.Where(static j => j.Continuity == Continuity.Jumps)
            .Select(static j => j.Operation), ReferenceEqualityComparer.Instance);
        var smooth = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in Graph.TopologicalOrder([trace.PathValue]))
        {
            Tensor[] operands = [.. node.Operands.Select(o => smooth[o])];
            Tensor own = operands.SequenceEqual(node.Operands) ? node : new(node.Primitive, node.Attributes, operands);
            smooth[node] = jumps.Contains(node)
                ? node.Primitive == Elementwise.Sign ? Tanh(ContinuityTest.Margin(own)! / (2 * width))
                    : Sigmoid(ContinuityTest.Margin(own)! / width)
                // A selection by a smooth condition is a mixture of its branches.
                : node.Primitive == Elementwise.Choose && operands[0] != node.Operands[0]
                    ? BroadcastTo(operands[0] * operands[1] + (1 - operands[0]) * operands[2], node.Shape)
                : own;
        }
        return smooth[trace.PathValue];
    }
}
