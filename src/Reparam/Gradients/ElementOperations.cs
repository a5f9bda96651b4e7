using Reparam.Execution.Passes;

namespace Reparam.Gradients;

/// <summary>Counts the elementary operations of expressions: what estimators are compared by, the same in every
/// run.</summary>
internal static class ElementOperations
{
    /// <summary>Operations for one draw, in the expressions as they are run: equal ones merged, what does not vary by
    /// draw left out.</summary>
    public static double PerDraw(IReadOnlyList<Tensor> outputs) =>
        Graph.TopologicalOrder(PassList.Run(outputs, fused: false)).Where(static n => n.Varies)
            .Sum(static n => n.Primitive.Operations(n));
}
