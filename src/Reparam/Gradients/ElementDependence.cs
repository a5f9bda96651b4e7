using Reparam.Execution;
using Reparam.Primitives;

namespace Reparam.Gradients;

/// <summary>Which elements of expressions are computed from given tensors: finer than <see
/// cref="PathRegularity.DependentOn"/>, for a draw may have parts that no parameter moves.</summary>
/// <param name="sources">The tensors.</param>
/// <param name="detached">Whether to follow them through <see cref="Tensor.StopGradient"/>.</param>
internal sealed class ElementDependence(IReadOnlyCollection<Tensor> sources, bool detached)
{
    private readonly Dictionary<Tensor, bool[]> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>For each element of a tensor whether it depends.</summary>
    public bool[] Of(Tensor tensor)
    {
        foreach (Tensor node in Graph.TopologicalOrder([tensor]))
        {
            if (!_known.ContainsKey(node))
            {
                _known[node] = Elements(node);
            }
        }
        return _known[tensor];
    }

    private bool[] Elements(Tensor node)
    {
        var depends = new bool[node.Size];
        if (sources.Contains(node))
        {
            Array.Fill(depends, true);
            return depends;
        }
        bool[][] operands = [.. node.Operands.Select(o => _known[o])];
        if (Array.TrueForAll(operands, static o => Array.TrueForAll(o, static d => !d))
            || (!detached && node.Primitive == Rearrangements.Detach))
        {
            return depends;
        }
        // What is read here hangs on values; a choice reads any of its operands, rows that are looked up any row.
        if (node.Primitive == Elementwise.Choose)
        {
            foreach (Tensor operand in node.Operands)
            {
                bool[] own = _known[operand];
                int[]? map = operand.Shape.BroadcastMap(node.Shape);
                for (int e = 0; e < depends.Length; e++)
                {
                    depends[e] |= own[map is null ? e : map[e]];
                }
            }
            return depends;
        }
        if (node.Primitive == IndexedRows.Gather)
        {
            Array.Fill(depends, true);
            return depends;
        }
        for (int e = 0; e < depends.Length; e++)
        {
            depends[e] = ElementReads.Of(node, e, static (_, _) => double.NaN)
                .Any(read => operands[read.Operand][read.Element]);
        }
        return depends;
    }
}
