using Reparam.Primitives;

namespace Reparam.Rewriting;

/// <summary>What it costs to evaluate expressions, about, in additions of two numbers: what a rewriting is judged
/// by.</summary>
internal static class Work
{
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
                work += isInput ? 0 : node.Primitive.Work(node);
            }
        }
        return work;
    }
}
