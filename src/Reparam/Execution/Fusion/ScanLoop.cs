using System.Diagnostics.CodeAnalysis;
using Reparam.Primitives;

namespace Reparam.Execution.Fusion;

/// <summary>
/// A scan as an emitted loop: each step is a row, and the carries stay in registers from row to row.
/// </summary>
/// <remarks>Before, a body <c>v ← d[t] + c v</c> on one step; after, nodes <c>v' = d + c v</c> on all steps, of which
/// v' in one row is v in the next. Bodies that call long functions are left to <see cref="ScanProgram"/>: a call would
/// drive the carries out of the registers, and beside it a dispatch is cheap.</remarks>
internal sealed class ScanLoop
{
    /// <summary>The just-in-time compiler stops optimizing methods that are far larger.</summary>
    private const int MostOperations = 400;

    private readonly Tensor _node;
    private readonly ScanLift _lift;
    private readonly Dictionary<Tensor, RowNode> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, int> _results = new(ReferenceEqualityComparer.Instance);

    private ScanLoop(Tensor node)
    {
        (_node, Body) = (node, (ScanBody)node.Attributes!);
        _lift = new(Body.Length);
        Operands = [.. node.Operands.Select(o => Tensor.Input("operand", o.Shape, o.Varies))];
    }

    public FusedLoop Loop => field ??=
        new([.. Carries, .. _nodes.Values.Where(n => n is not CarryNode)], [.. _results.Keys]);

    public CarryNode[] Carries => field ??= [.. _nodes.Values.OfType<CarryNode>()];

    public ScanBody Body { get; }

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
        return loop.TryAddSteps() ? loop : null;
    }

    /// <summary>The loop as a step of a plan.</summary>
    [RequiresDynamicCode(LoopKernel.NeedsDynamicCode)]
    public PlanStep Step() => PlanStep.Of(_node) with
    {
        Kernel = () => new ScanKernel(this), Name = $"scan, {Loop}", Scratch = default,
    };

    private bool TryAddSteps()
    {
        int carries = Body.Carries.Length, sequences = Body.Elements.Length;
        foreach (Tensor carry in Body.Carries)
        {
            _lift[carry] = Tensor.Input("carry", Body.Steps(carry.Shape), varies: true);
        }
        for (int i = 0; i < sequences; i++)
        {
            _lift[Body.Elements[i]] = Operands[carries + i];
        }
        Tensor[] step = Graph.Substitute([.. Body.Results], Body.Captured.Zip(Operands[(carries + sequences)..])
            .ToDictionary(c => c.First, c => c.Second, (IEqualityComparer<Tensor>)ReferenceEqualityComparer.Instance));
        if (!Graph.TopologicalOrder(step).Where(n => n.Operands.Length > 0).All(TryAdd) || !step.All(_lift.Contains))
        {
            return false;
        }
        int after = Body.IsReverse ? 0 : 1;
        int[] starts = [.. Body.HistoryStarts.Select((s, k) => s + after * Body.Carries[k].Size),
            .. Body.OutputStarts, .. Body.SumStarts];
        for (int i = 0; i < step.Length; i++)
        {
            Tensor result = Result(_lift[step[i]], isSum: i >= step.Length - Body.Sums.Length);
            _results.Add(result, starts[i]);
            if (!TryAdd(result, RowNode.Of(result)))
            {
                return false;
            }
            if (i < carries)
            {
                Tensor carry = _lift[Body.Carries[i]];
                _nodes.Add(carry, new CarryNode(carry, Operands[i], result));
            }
        }
        return _nodes.Values.Sum(n => n.Cost) <= MostOperations && _nodes.Values.All(IsInRow);
    }

    /// <summary>A result as a node of its own: its sum over the steps, or a copy, which costs nothing in
    /// registers.</summary>
    private static Tensor Result(Tensor steps, bool isSum) => isSum
        ? new Tensor(Reductions.Sum, new ReductionAxes([0]), steps)
        : new Tensor(Rearrangements.Take,
            new IndexMap("copy", [.. Enumerable.Range(0, steps.Size)], steps.Shape), steps);

    /// <summary>Adds an operation of the body, on all steps.</summary>
    private bool TryAdd(Tensor node)
    {
        if (!node.Operands.Any(_lift.Contains))
        {
            return Rearrangements.IsAlias(node.Primitive);
        }
        if (node.Primitive == Rearrangements.Concatenate)
        {
            Tensor joined = _lift[node] = Tensor.Input("joined", Body.Steps(node.Shape), varies: true);
            return TryAdd(joined, new MoveNode(joined, [.. node.Operands.SelectMany(Parts)]));
        }
        if (!ScanLift.CanLift(node, _lift.Contains))
        {
            return false;
        }
        _lift.Lift(node);
        Tensor home = Rearrangements.Home(_lift[node]);
        return Rearrangements.IsAlias(node.Primitive) || TryAdd(home, RowNode.Of(home));
    }

    private bool TryAdd(Tensor steps, RowNode? node) =>
        node is not null && steps.Varies && node.Rows == Body.Length && _nodes.TryAdd(steps, node);

    /// <summary>The elements of a value of the body, step by step or the same in all.</summary>
    private IEnumerable<Read> Parts(Tensor value)
    {
        Tensor home = Rearrangements.Home(_lift.Contains(value) ? _lift[value] : value);
        return Enumerable.Range(0, value.Size).Select(element =>
            new Read(home, new(element, _lift.Contains(value) ? value.Size : 0, null)));
    }

    /// <summary>Whether a node is by row, needs only its own row of what the loop computes, and no long
    /// function.</summary>
    private bool IsInRow(RowNode node)
    {
        bool isPlain = node switch
        {
            PointwiseNode pointwise => pointwise.Form.Packs is null,
            CollectNode collect => collect.Combination != Combination.LogSumExp
                && (collect.IsByRow || _results.ContainsKey(collect.Node)),
            CarryNode or MoveNode => true,
            _ => false,
        };
        bool liesByRow = node.Shape.Rows == Body.Length && (node.Shape.Components == 1 || !node.Shape.RowsInner);
        return isPlain && (liesByRow || !node.IsByRow)
            && node.Reads.All(read => !_nodes.TryGetValue(read.Home, out RowNode? source)
                || (source.IsByRow && read.Access.ComponentOf(source.Shape, Body.Length) is not null));
    }
}
