using Reparam.Primitives;

namespace Reparam;

/// <summary>
/// Puts a number in the place of a discrete unknown. Where all elements have the same value, what is computed from it
/// alone stays one number: log σ₂ is computed once, and not once for each row that might be of the second component.
/// </summary>
/// <param name="unknown">The unknown.</param>
/// <param name="value">Its value: of its shape, or with axes of length 1.</param>
internal sealed class ValueSubstitution(Tensor unknown, Tensor value)
{
    private readonly Dictionary<Tensor, Tensor> _rewritten =
        new(ReferenceEqualityComparer.Instance) { [unknown] = value };

    /// <summary>An expression at the value: its shape may have lengths of 1 where it is broadcast to its
    /// own.</summary>
    public Tensor Of(Tensor expression)
    {
        foreach (Tensor node in Graph.TopologicalOrder([expression]))
        {
            if (!_rewritten.ContainsKey(node))
            {
                Tensor[] operands = [.. node.Operands.Select(o => _rewritten[o])];
                _rewritten[node] = operands.SequenceEqual(node.Operands) ? node : Rebuilt(node, operands);
            }
        }
        return _rewritten[expression];
    }

    private static Tensor Rebuilt(Tensor node, Tensor[] operands)
    {
        Primitive p = node.Primitive;
        bool isConstant = Array.TrueForAll(operands, static o => o.Attributes is ConstantAttributes);
        if (p == Elementwise.Choose && operands[0] is { ConstantScalar: { } condition } choice)
        {
            Tensor chosen = operands[condition != 0 ? 1 : 2];
            return Tensor.BroadcastTo(chosen, Shape.Broadcast(chosen.Shape, choice.Shape));
        }
        if (p.IsElementwise || p == Elementwise.Choose)
        {
            return Folded(new Tensor(p, node.Attributes, operands), isConstant);
        }
        bool isOne = operands.Length == 1 && operands[0].Size == 1 && node.Operands[0].Size > 1;
        bool isSame = isOne && (p == Rearrangements.Reshape
            || (p == Rearrangements.Take && !((IndexMap)node.Attributes!).Source.Contains(-1)));
        if (isSame)
        {
            return Tensor.Reshape(operands[0], FiniteValues.Ones(node.Rank));
        }
        if (p == IndexedRows.Gather && operands[1] is { Size: 1, Attributes: ConstantAttributes })
        {
            return IndexedRows.Of(Full(operands[0], node.Operands[0].Shape), operands[1]);
        }
        Tensor[] full = [.. operands.Select((o, i) => Full(o, node.Operands[i].Shape))];
        return p == IndexedRows.Gather
            ? IndexedRows.Of(full[0], full[1])
            : Folded(new Tensor(p, node.Attributes, full), isConstant);
    }

    private static Tensor Full(Tensor x, Shape shape) => x.Shape == shape ? x
        : x.Attributes is ConstantAttributes ? Tensor.Constant(Tensor.BroadcastTo(x, shape).ToArray(), shape)
        : Tensor.BroadcastTo(x, shape);

    // An index must be known where rows are gathered by it.
    private static Tensor Folded(Tensor x, bool isConstant) =>
        isConstant ? Tensor.Constant(x.ToArray(), x.Shape) : x;
}
