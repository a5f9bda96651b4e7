using System.Diagnostics.CodeAnalysis;

namespace Reparam.Execution.Fusion;

/// <summary>Part of the work on a block of rows.</summary>
internal abstract record LoopPart;

/// <summary>Operations that are emitted as one loop.</summary>
internal sealed record EmittedPart(RowNode[] Nodes) : LoopPart;

/// <summary>A matrix product large enough for a kernel of its own.</summary>
internal sealed record ProductPart(ContractionNode Node) : LoopPart;

/// <summary>A function that is many instructions long, on all rows of the block; with another that shares its work, or
/// null.</summary>
internal sealed record FunctionPart(PointwiseNode Node, PointwiseNode? Twin) : LoopPart;

/// <summary>
/// A loop over rows that computes several nodes together: what it reads, what it leaves in memory, and the parts into
/// which its work on a block of rows is cut.
/// </summary>
internal sealed class FusedLoop
{
    private readonly Dictionary<Tensor, RowNode> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, int> _pointers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RowValue, int> _slots = [];

    /// <summary>Makes the loop.</summary>
    /// <param name="nodes">Its nodes, operands before results.</param>
    /// <param name="outside">The nodes that are read from memory.</param>
    /// <param name="isWhole">Whether all its work on a row is one part, as rows that hand values on need.</param>
    public FusedLoop(RowNode[] nodes, HashSet<Tensor> outside, bool isWhole = false)
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
        Parts = isWhole ? [new EmittedPart(nodes)] : new LoopCutting(this).Parts();
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
    public PlanStep Step() => new(Results, Operands, () => new LoopKernel(this), ToString(),
        LoopKernel.ScratchOf(this), MayReplaceOperand: false);

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"loop {Rows}: ") + string.Join(' ', Nodes.Select(n => n.Node.Primitive.Name));

    /// <summary>The node of the loop that computes a tensor.</summary>
    public RowNode Node(Tensor tensor) => _nodes[tensor];

    private void AssignSlots()
    {
        var home = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        for (int part = 0; part < Parts.Length; part++)
        {
            RowNode[] nodes = Parts[part] switch
            {
                EmittedPart emitted => emitted.Nodes,
                ProductPart product => [product.Node],
                FunctionPart { Twin: { } twin } function => [function.Node, twin],
                _ => [((FunctionPart)Parts[part]).Node],
            };
            foreach (RowNode node in nodes)
            {
                home[node.Node] = part;
                // What is not emitted writes to a slot in any case.
                for (int component = 0; Parts[part] is not EmittedPart && node.IsByRow && component < node.Shape.Components;
                    component++)
                {
                    _slots.TryAdd(new RowValue(node.Node, component), _slots.Count);
                }
            }
        }
        foreach (RowNode node in Nodes)
        {
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
