using Reparam.Execution;
using Reparam.Primitives;

namespace Reparam;

/// <summary>Decides whether an expression takes each row by itself: then, and only then, may rows come block by
/// block.</summary>
internal static class RowwiseExpression
{
    /// <summary>Whether an expression depends on rows.</summary>
    public static bool DependsOn(Tensor expression, RowBlocks rows) =>
        Graph.TopologicalOrder([expression]).Any(rows.Gives);

    /// <summary>The first operation that takes several rows together, or takes rows together with numbers that are
    /// given one a row but do not come from the source; null where element i of the expression's first axis depends on
    /// row i alone.</summary>
    public static Tensor? FirstThatMixes(Tensor expression, RowBlocks rows)
    {
        var rowwise = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in Graph.TopologicalOrder([expression]))
        {
            if (rows.Gives(node))
            {
                rowwise.Add(node);
            }
            else if (node.Operands.Any(rowwise.Contains))
            {
                if (node.Rank == 0 || node.Length != rows.Length || !KeepsRows(node, rowwise, rows.Length))
                {
                    return node;
                }
                rowwise.Add(node);
            }
        }
        return rowwise.Contains(expression) ? null : expression;
    }

    /// <summary>Whether row i of a node of as many rows depends on row i of its operands.</summary>
    private static bool KeepsRows(Tensor node, HashSet<Tensor> rowwise, int length)
    {
        Tensor first = node.Operands[0];
        bool HasRows(Tensor operand) => operand.Rank > 0 && operand.Length == length;
        return ElementReads.IsElementwise(node)
                ? node.Operands.All(o => rowwise.Contains(o) ? o.Rank == node.Rank : IsSameInAllRows(o, node.Rank))
            : Rearrangements.IsAlias(node.Primitive) || node.Primitive == Draws.Spread ? HasRows(first)
            : node.Attributes is ReductionAxes axes ? HasRows(first) && !axes.Axes.Contains(0)
            : node.Primitive == Rearrangements.Take ? HasRows(first) && KeepsRows((IndexMap)node.Attributes!, first)
            : node.Primitive == MatrixProducts.Product ? !((Transposition)node.Attributes!).Left
                && HasRows(first) && !rowwise.Contains(node.Operands[1])
            : node.Primitive == IndexedRows.Gather && !rowwise.Contains(first);
    }

    private static bool KeepsRows(IndexMap map, Tensor operand)
    {
        int inner = operand.Size / operand.Length, outer = map.Shape.Size / map.Shape[0];
        return !map.Source.Where((source, e) => source >= 0 && source / inner != e / outer).Any();
    }

    /// <summary>Whether an operand that does not depend on rows is broadcast to all of them.</summary>
    private static bool IsSameInAllRows(Tensor operand, int rank) => operand.Rank < rank || operand.Length == 1
        || (operand.Primitive == Rearrangements.Take && operand.Attributes is IndexMap { Kind: "broadcast" }
            && IsSameInAllRows(operand.Operands[0], rank));
}
