using System.Diagnostics.CodeAnalysis;

namespace Reparam.Execution.Fusion;

/// <summary>Part of the work on a block of rows.</summary>
internal abstract record LoopPart;

/// <summary>Operations that are emitted as one loop.</summary>
internal sealed record EmittedPart(RowNode[] Nodes) : LoopPart;

/// <summary>A matrix product large enough for a kernel of its own.</summary>
internal sealed record ProductPart(ContractionNode Node) : LoopPart;

/// <summary>
/// A loop over rows that computes several nodes together: what it reads, what it leaves in memory, and the parts into which
/// its work on a block of rows is cut.
/// </summary>
internal sealed class FusedLoop
{
    /// <summary>The just-in-time compiler stops optimizing methods that are far larger.</summary>
    private const int MostOperations = 160;

    private readonly Dictionary<Tensor, RowNode> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, int> _pointers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RowValue, int> _slots = [];

    /// <summary>Makes the loop.</summary>
    /// <param name="nodes">Its nodes, operands before results.</param>
    /// <param name="outside">The nodes that are read from memory.</param>
    public FusedLoop(RowNode[] nodes, HashSet<Tensor> outside)
    {
        Nodes = nodes;
        Rows = nodes[0].Rows;
        foreach (RowNode node in nodes)
        {
            _nodes.Add(node.Node, node);
        }
        Results = [.. nodes.Select(n => n.Node).Where(outside.Contains)];
        Operands = [.. nodes.SelectMany(n => n.Reads.Where(r => Local(r) is null).Select(r => r.Home).Concat(n.Wholes))
            .Distinct<Tensor>(ReferenceEqualityComparer.Instance)];
        foreach (Tensor tensor in Results.Concat(Operands))
        {
            _pointers.Add(tensor, _pointers.Count);
        }
        Parts = Cut(nodes);
        AssignSlots();
    }

    public RowNode[] Nodes { get; }

    public int Rows { get; }

    /// <summary>What it leaves in memory.</summary>
    public Tensor[] Results { get; }

    /// <summary>What it reads from memory.</summary>
    public Tensor[] Operands { get; }

    public LoopPart[] Parts { get; }

    /// <summary>The number of values that pass from one part to another, a row.</summary>
    public int Slots => _slots.Count;

    /// <summary>The place of a result or operand among the pointers of the loop.</summary>
    public int Pointer(Tensor home) => _pointers[home];

    /// <summary>Whether a node's result is left in memory.</summary>
    public bool IsStored(RowNode node) => _pointers.ContainsKey(node.Node);

    /// <summary>The value of the loop that a read is, or null if it reads memory.</summary>
    public RowValue? Local(Read read) => _nodes.TryGetValue(read.Home, out RowNode? source) && source.IsByRow
        && read.Access.ComponentOf(source.Shape, Rows) is { } component ? new RowValue(read.Home, component) : null;

    /// <summary>Where a value that passes from one part to another lies, or null.</summary>
    public int? Slot(RowValue value) => _slots.TryGetValue(value, out int slot) ? slot : null;

    /// <summary>The loop as a step of a plan.</summary>
    [RequiresDynamicCode(LoopKernel.NeedsDynamicCode)]
    public PlanStep Step() => new(Results, Operands, () => new LoopKernel(this).Run, ToString(),
        LoopKernel.ScratchLength(this), MayReplaceOperand: false);

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"loop {Rows}: ") + string.Join(' ', Nodes.Select(n => n.Node.Primitive.Name));

    /// <summary>Products that feed the loop first, then what is emitted, in portions, then products of what it
    /// gave.</summary>
    private static LoopPart[] Cut(RowNode[] nodes)
    {
        var first = new List<LoopPart>();
        var last = new List<LoopPart>();
        var emitted = new List<List<RowNode>>();
        int operations = MostOperations;
        foreach (RowNode node in nodes)
        {
            if (node is ContractionNode { IsInline: false } product)
            {
                (product.IsByRow ? first : last).Add(new ProductPart(product));
                continue;
            }
            operations += node.Cost;
            if (operations > MostOperations)
            {
                emitted.Add([]);
                operations = node.Cost;
            }
            emitted[^1].Add(node);
        }
        return [.. first, .. emitted.Select(portion => new EmittedPart([.. portion])), .. last];
    }

    private void AssignSlots()
    {
        var home = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        for (int part = 0; part < Parts.Length; part++)
        {
            RowNode[] nodes = Parts[part] is EmittedPart emitted ? emitted.Nodes : [((ProductPart)Parts[part]).Node];
            foreach (RowNode node in nodes)
            {
                home[node.Node] = part;
            }
        }
        foreach (RowNode node in Nodes)
        {
            if (node is ContractionNode { IsInline: false, IsByRow: true } product)
            {
                for (int column = 0; column < product.Form.N; column++)
                {
                    _slots.TryAdd(new RowValue(node.Node, column), _slots.Count);
                }
            }
            foreach (Read read in node.Reads)
            {
                if (Local(read) is { } value && home[value.Node] != home[node.Node])
                {
                    _slots.TryAdd(value, _slots.Count);
                }
            }
        }
    }
}
