using Reparam.Primitives;

namespace Reparam.Rewriting;

/// <summary>What it costs to evaluate expressions, about, in additions of two numbers: what a rewriting is judged
/// by.</summary>
internal static class Work
{
    // exp, log and their like, beside an addition whose operands are in cache.
    private const double Function = 12;

    /// <summary>One evaluation of an expression, each operation once; what constants alone determine is free.</summary>
    public static double Of(Tensor expression)
    {
        var varying = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        double work = 0;
        foreach (Tensor node in Graph.TopologicalOrder([expression]))
        {
            bool isInput = node.Operands.Length == 0 && node.Primitive != Leaves.Constant;
            if (isInput || Array.Exists(node.Operands, varying.Contains))
            {
                varying.Add(node);
                work += isInput ? 0 : OfNode(node);
            }
        }
        return work;
    }

    /// <summary>One operation.</summary>
    public static double OfNode(Tensor node)
    {
        Primitive p = node.Primitive;
        double elements = Math.Max(node.Size, node.Operands.Max(o => o.Size));
        return p == MatrixProducts.Product ? (double)node.Size * MatrixProducts.Layout(node).K
            : p == Triangular.Solve ? 0.5 * node.Size * node.Operands[0].Shape[0]
            : p == Triangular.Cholesky ? node.Size * node.Shape[0] / 6.0
            : Rearrangements.IsAlias(p) ? 0
            : p == Reductions.LogSumExp || (p.IsElementwise && !IsArithmetic(p)) ? Function * elements
            : elements;
    }

    private static bool IsArithmetic(Primitive p) =>
        p == Elementwise.Add || p == Elementwise.Subtract || p == Elementwise.Multiply || p == Elementwise.Divide
        || p == Elementwise.Negate || p == Elementwise.Abs || p == Elementwise.Sign || p == Elementwise.Floor
        || p == Elementwise.Sqrt || p == Elementwise.Maximum || p == Elementwise.Minimum || p == Elementwise.Less
        || p == Elementwise.LessOrEqual || p == Elementwise.IsEqual || p == Elementwise.Choose
        || p == Elementwise.BinaryExponent || p == Elementwise.BinaryExponentOfExp || p == Elementwise.PowerOfTwo;
}
