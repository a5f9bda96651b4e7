using Reparam.Execution.Passes;
using Reparam.Primitives;

namespace Reparam.Gradients;

/// <summary>Counts the elementary operations of expressions: what estimators are compared by, the same in every
/// run.</summary>
internal static class ElementOperations
{
    /// <summary>Operations for one draw, in the expressions as they are run: equal ones merged, what does not vary by
    /// draw left out.</summary>
    public static double PerDraw(IReadOnlyList<Tensor> outputs) =>
        Graph.TopologicalOrder(PassList.Run(outputs, fused: false)).Where(static n => n.Varies).Sum(Of);

    private static double Of(Tensor node) =>
        node.Operands.Length == 0 || Rearrangements.IsAlias(node.Primitive) ? 0
        : node.Attributes is ScanBody body ? (double)body.Length * Graph.TopologicalOrder(body.Results).Sum(Of)
        : node.Primitive == MatrixProducts.Product ? 2.0 * node.Size * MatrixProducts.Layout(node).K
        : node.Primitive == Triangular.Solve ? (double)node.Size * node.Operands[0].Shape[0]
        : node.Primitive == Triangular.Cholesky ? node.Size * node.Shape[0] / 3.0
        : Math.Max(node.Size, node.Operands.Max(static o => o.Size));
}
