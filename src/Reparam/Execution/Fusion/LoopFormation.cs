using System.Diagnostics.CodeAnalysis;
using Reparam.Primitives;

namespace Reparam.Execution.Fusion;

/// <summary>
/// Puts operations that run along rows of the same number into loops. A node joins the loop of its operands when each
/// of its rows needs of them but the same row; a node that needs them whole waits for the loop to end.
/// </summary>
/// <remarks>
/// Each node gets a level: the greatest of its operands', and one more for every operand that it needs whole. Nodes of
/// one level and one number of rows make a loop. As every edge leads within a loop or to a higher level, running the
/// levels in order is right. A derivative's pass back over the rows has the level of the pass forward whenever the
/// value is a sum over rows, because the derivative of a sum is constant: so both are one loop. A node whose rows are
/// wanted only later is put off to the loop that wants them, so that they need not be kept.
/// </remarks>
internal sealed class LoopFormation
{
    private readonly IReadOnlyList<Tensor> _nodes;
    private readonly Dictionary<Tensor, RowNode?> _rowNodes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, int> _levels = new(ReferenceEqualityComparer.Instance);

    private LoopFormation(IReadOnlyList<Tensor> nodes)
    {
        _nodes = nodes;
        foreach (Tensor node in nodes)
        {
            _rowNodes[node] = RowNode.Of(node);
            _levels[node] = EarliestLevel(node);
        }
        PuttingOff.Run(nodes, _levels, Operands, node => _rowNodes[node] is { IsByRow: true });
    }

    /// <summary>The steps that compute the nodes of a stage that vary by draw.</summary>
    /// <param name="nodes">The nodes, operands before results, without those that lie in their operand's place.</param>
    /// <param name="isNeededLater">Whether a node is read after the stage, or by its sums over draws.</param>
    [RequiresDynamicCode(LoopKernel.NeedsDynamicCode)]
    public static List<PlanStep> Run(IReadOnlyList<Tensor> nodes, Func<Tensor, bool> isNeededLater) =>
        new LoopFormation(nodes).Steps(isNeededLater);

    [RequiresDynamicCode(LoopKernel.NeedsDynamicCode)]
    private List<PlanStep> Steps(Func<Tensor, bool> isNeededLater)
    {
        var outside = new HashSet<Tensor>(_nodes.Where(isNeededLater), ReferenceEqualityComparer.Instance);
        foreach (Tensor node in _nodes)
        {
            outside.UnionWith(Operands(node).Where(o => o.Gap > 0 || _levels[o.Home] != _levels[node])
                .Select(o => o.Home));
        }
        Dictionary<Tensor, PlanStep> views = _nodes.Where(n => outside.Contains(n) && !isNeededLater(n))
            .Select(n => View(n, isNeededLater)).OfType<PlanStep>().ToDictionary(
                v => v.Results[0], (IEqualityComparer<Tensor>)ReferenceEqualityComparer.Instance);
        // Nodes that are no part of a loop stand alone; their place in the order keeps them apart.
        IEnumerable<(int Level, PlanStep Step)> steps = _nodes.Where(n => !views.ContainsKey(n))
            .Select((node, i) => (Node: node, Level: _levels[node], Rows: _rowNodes[node]?.Rows ?? -1 - i))
            .GroupBy(n => (n.Level, n.Rows)).Select(g => (g.Key.Level, Step([.. g.Select(n => n.Node)], outside)));
        // The loops of a level may read its views.
        return [.. views.Select(v => (Level: _levels[v.Key], Step: v.Value)).Concat(steps)
            .OrderBy(s => s.Level).Select(s => s.Step)];
    }

    /// <summary>A slice as part of its operand, where that is a temporary value computed before; null where it must be
    /// copied.</summary>
    private PlanStep? View(Tensor node, Func<Tensor, bool> isNeededLater) => node.Primitive == Rearrangements.Take
        && ((IndexMap)node.Attributes!).Start() is { } start
        && Operands(node).Any(o => _levels[o.Home] < _levels[node] && !isNeededLater(o.Home))
            ? PlanStep.View(node, start) : null;

    [RequiresDynamicCode(LoopKernel.NeedsDynamicCode)]
    private PlanStep Step(Tensor[] group, HashSet<Tensor> outside)
    {
        RowNode[] loop = [.. group.Select(n => _rowNodes[n]).OfType<RowNode>()];
        // A loop with but one operation gains nothing over its kernel.
        return loop.Length > 1 ? new FusedLoop(loop, outside).Step()
            : ScanLoop.Of(group[0])?.Step() ?? PlanStep.Of(group[0]);
    }

    private int EarliestLevel(Tensor node) =>
        Operands(node).Select(o => _levels[o.Home] + o.Gap).DefaultIfEmpty().Max();

    /// <summary>The operands of a node that the stage computes, and by how many levels each comes before it: 0 where a
    /// row of the node needs of it but the same row, as the loop that computes it has it, and otherwise 1.</summary>
    private IEnumerable<(Tensor Home, int Gap)> Operands(Tensor node)
    {
        IEnumerable<(Tensor Home, int Gap)> all = _rowNodes[node] is { } rowNode
            ? rowNode.Wholes.Select(w => (w, 1))
                .Concat(rowNode.Reads.Select(r => (r.Home, IsSameRow(r, rowNode) ? 0 : 1)))
            : node.Operands.Select(o => (Rearrangements.Home(o), 1));
        return all.Where(o => _rowNodes.ContainsKey(o.Home));
    }

    private bool IsSameRow(Read read, RowNode reader) =>
        _rowNodes.GetValueOrDefault(read.Home) is { IsByRow: true } source && source.Rows == reader.Rows
            && read.Access.ComponentOf(source.Shape, source.Rows) is not null;
}
