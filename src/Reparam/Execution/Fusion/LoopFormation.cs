using System.Diagnostics.CodeAnalysis;
using Reparam.Primitives;

namespace Reparam.Execution.Fusion;

/// <summary>
/// Puts operations that run along rows of the same number into loops. A node joins the loop of its operands when each of
/// its rows needs of them but the same row; a node that needs them whole waits for the loop to end.
/// </summary>
/// <remarks>
/// Each node gets a level: the greatest of its operands', and one more for every operand that it needs whole. Nodes of one
/// level and one number of rows make a loop. As every edge leads within a loop or to a higher level, running the levels
/// in order is right. A derivative's pass back over the rows has the level of the pass forward whenever the value is a sum
/// over rows, because the derivative of a sum is constant: so both are one loop.
/// </remarks>
internal static class LoopFormation
{
    /// <summary>The steps that compute the nodes of a stage that vary by draw.</summary>
    /// <param name="nodes">The nodes, operands before results, without those that lie in their operand's place.</param>
    /// <param name="isNeededLater">Whether a node is read after the stage, or by its sums over draws.</param>
    [RequiresDynamicCode(LoopKernel.NeedsDynamicCode)]
    public static List<PlanStep> Run(IReadOnlyList<Tensor> nodes, Func<Tensor, bool> isNeededLater)
    {
        var rowNodes = new Dictionary<Tensor, RowNode?>(ReferenceEqualityComparer.Instance);
        var levels = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        var groups = new Dictionary<(int Level, int Rows), List<Tensor>>();
        for (int i = 0; i < nodes.Count; i++)
        {
            RowNode? rowNode = rowNodes[nodes[i]] = RowNode.Of(nodes[i]);
            int level = levels[nodes[i]] = Level(nodes[i], rowNode, rowNodes, levels);
            // Nodes that are no part of a loop stand alone; their place in the order keeps them apart.
            var key = (level, rowNode?.Rows ?? -1 - i);
            (groups.TryGetValue(key, out List<Tensor>? group) ? group : groups[key] = []).Add(nodes[i]);
        }
        HashSet<Tensor> outside = new(nodes.Where(isNeededLater), ReferenceEqualityComparer.Instance);
        foreach (Tensor node in nodes)
        {
            outside.UnionWith(ReadWhole(node, rowNodes[node], rowNodes, levels));
        }
        return [.. groups.OrderBy(g => g.Key.Level).Select(g => Step(g.Value, rowNodes, outside))];
    }

    private static int Level(Tensor node, RowNode? rowNode, Dictionary<Tensor, RowNode?> rowNodes,
        Dictionary<Tensor, int> levels)
    {
        int level = 0;
        if (rowNode is null)
        {
            foreach (Tensor operand in node.Operands)
            {
                level = Math.Max(level, levels.GetValueOrDefault(Rearrangements.Home(operand), -1) + 1);
            }
            return level;
        }
        foreach (Tensor whole in rowNode.Wholes)
        {
            level = Math.Max(level, levels.GetValueOrDefault(whole, -1) + 1);
        }
        foreach (Read read in rowNode.Reads)
        {
            if (levels.TryGetValue(read.Home, out int own))
            {
                level = Math.Max(level, own + (IsSameRow(read, rowNode, rowNodes) ? 0 : 1));
            }
        }
        return level;
    }

    /// <summary>Whether a node needs of a read but its own row, as the loop that computes it has it.</summary>
    private static bool IsSameRow(Read read, RowNode reader, Dictionary<Tensor, RowNode?> rowNodes) =>
        rowNodes.GetValueOrDefault(read.Home) is { IsByRow: true } source && source.Rows == reader.Rows
            && read.Access.ComponentOf(source.Shape, source.Rows) is not null;

    /// <summary>The nodes of the stage that a node reads from memory.</summary>
    private static IEnumerable<Tensor> ReadWhole(Tensor node, RowNode? rowNode,
        Dictionary<Tensor, RowNode?> rowNodes, Dictionary<Tensor, int> levels) => rowNode is null
            ? node.Operands.Select(Rearrangements.Home)
            : rowNode.Wholes.Concat(rowNode.Reads
                .Where(r => !IsSameRow(r, rowNode, rowNodes) || levels[r.Home] != levels[node]).Select(r => r.Home));

    [RequiresDynamicCode(LoopKernel.NeedsDynamicCode)]
    private static PlanStep Step(List<Tensor> group, Dictionary<Tensor, RowNode?> rowNodes, HashSet<Tensor> outside)
    {
        RowNode[] loop = [.. group.Select(n => rowNodes[n]).OfType<RowNode>()];
        // A loop with but one operation gains nothing over its kernel.
        return loop.Length < 2 ? PlanStep.Of(group[0]) : new FusedLoop(loop, outside).Step();
    }
}
