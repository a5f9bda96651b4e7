namespace Reparam.Execution.Fusion;

/// <summary>
/// Cuts the work of a loop on a block of rows into parts. Functions that are many instructions long are parts of their
/// own, because a call amid the emitted code would make all that is in registers go through memory; so are large
/// products.
/// </summary>
internal sealed class LoopCutting
{
    /// <summary>The just-in-time compiler stops optimizing methods that are far larger.</summary>
    private const int MostOperations = 160;

    /// <summary>In loops over fewer rows the parts cost more than the calls.</summary>
    private const int RowsWorthParts = 16;

    private readonly FusedLoop _loop;

    // A node's stage is the number of functions that must have run before it.
    private readonly Dictionary<Tensor, int> _stages = new(ReferenceEqualityComparer.Instance);

    public LoopCutting(FusedLoop loop)
    {
        _loop = loop;
        foreach (RowNode node in loop.Nodes)
        {
            _stages[node.Node] = Sources(node).Select(s => _stages[s.Node] + s.Gap).DefaultIfEmpty().Max();
        }
        PuttingOff.Run([.. loop.Nodes.Select(n => n.Node)], _stages, node => Sources(loop.Node(node)),
            node => !IsFunction(loop.Node(node)));
    }

    /// <summary>The parts: products that feed the loop, then by stage what is emitted, in portions, and the functions
    /// of it, then products of what the loop gave.</summary>
    public LoopPart[] Parts()
    {
        var parts = new List<LoopPart>();
        RowNode[] products = [.. _loop.Nodes.Where(n => n is ContractionNode { IsInline: false })];
        parts.AddRange(products.Where(n => n.IsByRow).Select(n => new ProductPart((ContractionNode)n)));
        foreach (IGrouping<int, RowNode> stage in _loop.Nodes.Except(products).GroupBy(n => _stages[n.Node])
            .OrderBy(g => g.Key))
        {
            parts.AddRange(Portions(stage.Where(n => !IsFunction(n))));
            parts.AddRange(Functions([.. stage.Where(IsFunction).Cast<PointwiseNode>()]));
        }
        parts.AddRange(products.Where(n => !n.IsByRow).Select(n => new ProductPart((ContractionNode)n)));
        return [.. parts];
    }

    private static IEnumerable<EmittedPart> Portions(IEnumerable<RowNode> nodes)
    {
        var portion = new List<RowNode>();
        int operations = 0;
        foreach (RowNode node in nodes)
        {
            if (operations > 0 && operations + node.Cost > MostOperations)
            {
                yield return new EmittedPart([.. portion]);
                portion.Clear();
                operations = 0;
            }
            portion.Add(node);
            operations += node.Cost;
        }
        if (portion.Count > 0)
        {
            yield return new EmittedPart([.. portion]);
        }
    }

    private static IEnumerable<FunctionPart> Functions(PointwiseNode[] nodes)
    {
        var pairs = new Dictionary<PointwiseNode, PointwiseNode>();
        foreach (PointwiseNode node in nodes)
        {
            if (node.TwinAmong(nodes) is { } twin)
            {
                pairs[node] = twin;
            }
        }
        return nodes.Except(pairs.Values).Select(node => new FunctionPart(node, pairs.GetValueOrDefault(node)));
    }

    /// <summary>Whether a node is a part of its own, which works on what other parts left for it.</summary>
    private bool IsFunction(RowNode node) => _loop.Rows >= RowsWorthParts
        && node is PointwiseNode { Form.Packs: not null } && node.Reads.All(r => _loop.Local(r) is not null);

    /// <summary>The operands of a node that the loop computes, and by how many stages each comes before it: 1 for a
    /// function.</summary>
    private IEnumerable<(Tensor Node, int Gap)> Sources(RowNode node) => node.Reads.Select(_loop.Local)
        .OfType<RowValue>().Select(v => (v.Node, IsFunction(_loop.Node(v.Node)) ? 1 : 0));
}
