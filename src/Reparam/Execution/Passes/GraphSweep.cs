using System.Runtime.CompilerServices;
using Reparam.Primitives;

namespace Reparam.Execution.Passes;

/// <summary>Rewrites expressions from the leaves up by a rule, and merges equal subexpressions.</summary>
internal sealed class GraphSweep(Func<Tensor, Tensor?> rule)
{
    private readonly Dictionary<Tensor, Tensor> _rewritten = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Tensor> _known = new(SameOperation.Instance);

    /// <summary>What becomes of the outputs.</summary>
    public Tensor[] Run(IReadOnlyList<Tensor> outputs)
    {
        foreach (Tensor node in Graph.TopologicalOrder(outputs))
        {
            Visit(node);
        }
        return [.. outputs.Select(Visit)];
    }

    private Tensor Visit(Tensor node)
    {
        if (_rewritten.TryGetValue(node, out Tensor? found))
        {
            return found;
        }
        Tensor[] operands = new Tensor[node.Operands.Length];
        bool changed = false;
        for (int i = 0; i < operands.Length; i++)
        {
            operands[i] = Visit(node.Operands[i]);
            changed |= !ReferenceEquals(operands[i], node.Operands[i]);
        }
        object? attributes = node.Attributes is ScanBody body
            ? body.Folded(static results => PassList.Run(results, fused: false)) : node.Attributes;
        changed |= !ReferenceEquals(attributes, node.Attributes);
        Tensor result = changed ? new Tensor(node.Primitive, attributes, operands) : node;
        if (!_known.TryGetValue(result, out Tensor? same))
        {
            same = rule(result) is { } other ? Visit(other) : result;
            _known.Add(result, same);
        }
        _rewritten[node] = same;
        _rewritten.TryAdd(same, same);
        return same;
    }

    /// <summary>Two nodes are the same when operation and attributes are equal and operands identical.</summary>
    private sealed class SameOperation : IEqualityComparer<Tensor>
    {
        public static readonly SameOperation Instance = new();

        public bool Equals(Tensor? x, Tensor? y) => ReferenceEquals(x, y)
            || (x!.Primitive == y!.Primitive && Equals(x.Attributes, y.Attributes)
                && x.Operands.AsSpan().SequenceEqual(y.Operands));

        public int GetHashCode(Tensor node)
        {
            var hash = new HashCode();
            hash.Add(node.Primitive.Name);
            // Index maps are compared by identity of their arrays; their hash must not walk them.
            hash.Add(node.Attributes is IndexMap map
                ? RuntimeHelpers.GetHashCode(map.Source)
                : node.Attributes?.GetHashCode() ?? 0);
            foreach (Tensor operand in node.Operands)
            {
                hash.Add(RuntimeHelpers.GetHashCode(operand));
            }
            return hash.ToHashCode();
        }
    }
}
