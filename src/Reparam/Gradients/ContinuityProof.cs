using Reparam.Primitives;

namespace Reparam.Gradients;

/// <summary>Proves that what a comparison decides is the same on both sides of its boundary.</summary>
internal static class ContinuityProof
{
    /// <summary>Whether every use of an operation is a selection whose branches are equal expressions where the two
    /// compared are equal, as in select(x &lt; 0, 0, x).</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="order">All expressions in which it may be used.</param>
    /// <param name="results">What is wanted of them.</param>
    /// <param name="wholes">Tensors that are not taken apart, such as draws.</param>
    public static bool Holds(Tensor operation, IEnumerable<Tensor> order, IReadOnlyList<Tensor> results,
        IReadOnlyCollection<Tensor> wholes)
    {
        if ((operation.Primitive != Elementwise.Less && operation.Primitive != Elementwise.LessOrEqual)
            || results.Contains(operation))
        {
            return false;
        }
        Tensor[] uses = [.. order.Where(n => n.Operands.Contains(operation))];
        return Array.TrueForAll(uses, use => use.Primitive == Elementwise.Choose && use.Operands[0] == operation
            && use.Operands[1] != operation && use.Operands[2] != operation)
            && Array.TrueForAll(uses, use => BoundaryAlgebra.AreEqualWhere(
                operation.Operands[0], operation.Operands[1], use.Operands[1], use.Operands[2], wholes));
    }
}
