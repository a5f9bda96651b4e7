using System.Runtime.CompilerServices;
using Reparam.Primitives;

namespace Reparam.Execution;

/// <summary>Merges equal subexpressions, computes those that depend on constants alone, and simplifies the
/// rest.</summary>
internal sealed unsafe class ConstantFolding
{
    private readonly Dictionary<Tensor, Tensor> _rewritten = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Tensor> _known = new(SameOperation.Instance);

    private readonly Func<Tensor, Tensor?> _rule;

    private ConstantFolding(Func<Tensor, Tensor?> rule) => _rule = rule;

    /// <summary>The distinct operations that remain, in order, and what has become of the outputs.</summary>
    public static (List<Tensor> Nodes, Tensor[] Outputs) Run(IReadOnlyList<Tensor> outputs)
    {
        // Simplification comes first and alone, so that a value has the same bits whether it is a constant or an input.
        Tensor[] simple = Sweep(outputs, Simplification.Of);
        Tensor[] roots = Sweep(simple, node => DependsOnConstantsAlone(node) ? Compute(node) : null);
        return (Graph.TopologicalOrder(roots), roots);
    }

    private static Tensor[] Sweep(IReadOnlyList<Tensor> outputs, Func<Tensor, Tensor?> rule)
    {
        var folding = new ConstantFolding(rule);
        foreach (Tensor node in Graph.TopologicalOrder(outputs))
        {
            folding.Visit(node);
        }
        return [.. outputs.Select(folding.Visit)];
    }

    private static bool DependsOnConstantsAlone(Tensor node) =>
        node.Operands.Length > 0 && !node.Varies && node.Operands.All(o => o.Primitive == Leaves.Constant);

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
            ? body.Folded(static results => Run(results).Outputs) : node.Attributes;
        changed |= !ReferenceEquals(attributes, node.Attributes);
        Tensor result = changed ? new Tensor(node.Primitive, attributes, operands) : node;
        if (!_known.TryGetValue(result, out Tensor? same))
        {
            same = _rule(result) is { } other ? Visit(other) : result;
            _known.Add(result, same);
        }
        _rewritten[node] = same;
        _rewritten.TryAdd(same, same);
        return same;
    }

    private static Tensor Compute(Tensor node)
    {
        double** operands = stackalloc double*[node.Operands.Length];
        var buffers = new AlignedBuffer[node.Operands.Length];
        for (int i = 0; i < buffers.Length; i++)
        {
            double[] values = ((ConstantAttributes)node.Operands[i].Attributes!).Values;
            buffers[i] = new AlignedBuffer(AlignedBuffer.Padded(values.Length));
            values.CopyTo(buffers[i].Span);
            operands[i] = buffers[i].Pointer;
        }
        var result = new AlignedBuffer(AlignedBuffer.Padded(node.Size));
        var scratch = new AlignedBuffer(node.Primitive.Scratch(node));
        node.Primitive.Kernel(node)(new KernelArguments
        {
            Operands = operands, Result = result.Pointer, Lanes = 1, Scratch = scratch.Pointer,
        });
        GC.KeepAlive(buffers);
        GC.KeepAlive(scratch);
        return Tensor.Constant(result.Span[..node.Size].ToArray(), node.Shape);
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
