using System.Diagnostics.CodeAnalysis;
using Reparam.Primitives;

namespace Reparam.Execution.Fusion;

/// <summary>
/// A scan as an emitted loop: each step is a row, and the carries stay in registers from row to row.
/// </summary>
/// <remarks>Before, a body <c>v ← d[t] + c v</c> on one step; after, nodes <c>v' = d + c v</c> on all steps, of which v'
/// in one row is v in the next. Bodies that call long functions are left to <see cref="ScanProgram"/>: a call would
/// drive the carries out of the registers, and beside it a dispatch is cheap.</remarks>
internal sealed class ScanLoop
{
    /// <summary>The just-in-time compiler stops optimizing methods that are far larger.</summary>
    private const int MostOperations = 160;

    private readonly Tensor _node;
    private readonly ScanBody _body;
    private readonly ScanLift _lift;
    private readonly List<RowNode> _nodes = [];
    private readonly Dictionary<Tensor, int> _results = new(ReferenceEqualityComparer.Instance);

    private ScanLoop(Tensor node)
    {
        (_node, _body) = (node, (ScanBody)node.Attributes!);
        _lift = new(_body.Length);
        Operands = [.. node.Operands.Select(o => Tensor.Input("operand", o.Shape, o.Varies))];
    }

    /// <summary>The loop, once its nodes are found.</summary>
    public FusedLoop Loop => field ??= new([.. _nodes], [.. _results.Keys]);

    public CarryNode[] Carries => field ??= [.. _nodes.OfType<CarryNode>()];

    public ScanBody Body => _body;

    /// <summary>Stand for the operands of the scan.</summary>
    public Tensor[] Operands { get; }

    /// <summary>The element of the scan's result at which a result of the loop begins.</summary>
    public int Start(Tensor result) => _results[result];

    /// <summary>The loop of a scan, or null where only its kernel can compute it.</summary>
    public static ScanLoop? Of(Tensor node)
    {
        if (node.Primitive != Recurrences.Scan || !node.Varies || ((ScanBody)node.Attributes!).Length < 2)
        {
            return null;
        }
        var loop = new ScanLoop(node);
        return loop.TryLift() ? loop : null;
    }

    /// <summary>The loop as a step of a plan.</summary>
    [RequiresDynamicCode(LoopKernel.NeedsDynamicCode)]
    public PlanStep Step() => PlanStep.Of(_node) with
    {
        Kernel = () => new ScanKernel(this), Name = $"scan, {Loop}", Scratch = default,
    };

    private bool TryLift()
    {
        int carries = _body.Carries.Length, sequences = _body.Elements.Length;
        for (int k = 0; k < carries; k++)
        {
            _lift[_body.Carries[k]] = Tensor.Input("carry", _body.Steps(_body.Carries[k].Shape), varies: true);
        }
        for (int i = 0; i < sequences; i++)
        {
            _lift[_body.Elements[i]] = Operands[carries + i];
        }
        Tensor[] step = Graph.Substitute([.. _body.Results], _body.Captured.Zip(Operands[(carries + sequences)..])
            .ToDictionary(c => c.First, c => c.Second, (IEqualityComparer<Tensor>)ReferenceEqualityComparer.Instance));
        foreach (Tensor node in Graph.TopologicalOrder(step).Where(n => n.Operands.Any(_lift.Contains)))
        {
            if (!ScanLift.CanLift(node, _lift.Contains))
            {
                return false;
            }
            _lift.Lift(node);
        }
        if (!step.All(_lift.Contains))
        {
            return false;
        }
        Tensor[] results = [.. step.Select((s, i) => Result(_lift[s], isSum: i >= step.Length - _body.Sums.Length))];
        int rowsBefore = _body.IsReverse ? 0 : 1;
        IEnumerable<int> starts = [.. _body.HistoryStarts.Select((s, k) => s + rowsBefore * _body.Carries[k].Size),
            .. _body.OutputStarts, .. _body.SumStarts];
        foreach (var (result, start) in results.Zip(starts))
        {
            _results.Add(result, start);
        }
        for (int k = 0; k < carries; k++)
        {
            _nodes.Add(new CarryNode(_lift[_body.Carries[k]], Operands[k], results[k]));
        }
        foreach (Tensor node in Graph.TopologicalOrder(results)
            .Where(n => n.Operands.Length > 0 && !Rearrangements.IsAlias(n.Primitive)))
        {
            if (!node.Varies || RowNode.Of(node) is not { } rowNode || rowNode.Rows != _body.Length)
            {
                return false;
            }
            _nodes.Add(rowNode);
        }
        return _nodes.Sum(n => n.Cost) <= MostOperations && _nodes.All(IsInRow);
    }

    /// <summary>A result as a node of its own: its sum over the steps, or a copy, which costs nothing in
    /// registers.</summary>
    private static Tensor Result(Tensor steps, bool isSum) => isSum
        ? new Tensor(Reductions.Sum, new ReductionAxes([0]), steps)
        : new Tensor(Rearrangements.Take, new IndexMap("copy", [.. Enumerable.Range(0, steps.Size)], steps.Shape), steps);

    /// <summary>Whether a node needs only its own row of what the loop computes, and no long function.</summary>
    private bool IsInRow(RowNode node) => node switch
    {
        CarryNode => node.Rows == _body.Length && node.Shape.Components * _body.Length == node.Node.Size
            && (node.Shape.Components == 1 || !node.Shape.RowsInner),
        PointwiseNode { Form.Packs: not null } or ContractionNode => false,
        CollectNode { Combination: Combination.LogSumExp } => false,
        { IsByRow: false } => _results.ContainsKey(node.Node),
        _ => true,
    } && node.Reads.All(read => Array.Find([.. _nodes], n => ReferenceEquals(n.Node, read.Home)) is not { } source
        || (source.IsByRow && read.Access.ComponentOf(source.Shape, _body.Length) is not null));
}
