using Reparam.Primitives;

namespace Reparam.Rewriting;

/// <summary>The expressions that are made of numbers alone.</summary>
internal sealed class Constants
{
    private readonly Dictionary<Tensor, bool> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether an expression depends on no input.</summary>
    public bool Contains(Tensor x)
    {
        if (_known.TryGetValue(x, out bool known))
        {
            return known;
        }
        foreach (Tensor node in Graph.TopologicalOrder([x]))
        {
            _known[node] = node.Primitive == Leaves.Constant
                || (node.Operands.Length > 0 && Array.TrueForAll(node.Operands, o => _known[o]));
        }
        return _known[x];
    }
}
