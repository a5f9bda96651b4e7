using System.Runtime.CompilerServices;
using Reparam.Execution.Fusion;
using Reparam.Primitives;

namespace Reparam.Execution;

/// <summary>Lays out buffers and stages for an ordered list of distinct operations.</summary>
internal sealed class PlanBuilder(
    IReadOnlyList<Tensor> inputs, List<Tensor> nodes, Tensor[] roots, bool fused, ElementType element)
{
    /// <summary>Multiply-adds of a matrix's element that outweigh its being copied to a panel, or a sum over draws its
    /// being read and written, once a chunk.</summary>
    private const int MultiplyAddsWorthACopy = 256;

    private readonly Dictionary<Tensor, int> _stage = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Place> _places = new(ReferenceEqualityComparer.Instance);
    private int _constant;
    private int _shared;
    private int _kept;
    private int _mostPlaces;
    private Scratch _scratch;

    public ExecutionPlan Build()
    {
        foreach (Tensor node in nodes)
        {
            _stage[node] = node.Operands.Select(o => _stage[o] + (Draws.IsReduction(o.Primitive) ? 1 : 0))
                .DefaultIfEmpty().Max();
        }
        HashSet<Tensor> kept = Kept();
        foreach (Tensor node in nodes.Union(inputs).Where(n => !Rearrangements.IsAlias(n.Primitive)))
        {
            if (node.Primitive == Leaves.Constant)
            {
                _places.TryAdd(node, Allocate(Storage.Constant, node.Size, ref _constant));
            }
            else if (!node.Varies)
            {
                _places.TryAdd(node, Allocate(Storage.Shared, node.Size, ref _shared));
            }
            else if (kept.Contains(node))
            {
                _places.TryAdd(node, Allocate(Storage.Kept, node.Size, ref _kept));
            }
        }
        var temporaries = new TemporaryAllocator();
        var stages = new List<Stage>();
        foreach (IGrouping<int, Tensor> group in nodes.Where(IsComputed)
            .GroupBy(n => _stage[n]).OrderBy(g => g.Key))
        {
            Tensor[] byDraw = [.. group.Where(n => n.Varies)];
            Tensor[] reductions = [.. group.Where(n => Draws.IsReduction(n.Primitive))];
            PlanStep[] steps = [.. Steps(byDraw, reductions, kept)];
            temporaries.Assign(steps, reductions, _places);
            stages.Add(new Stage(
                [.. group.Where(n => !n.Varies && !Draws.IsReduction(n.Primitive)).Select(Step)
                    .Select(Instruct)],
                [.. steps.Where(s => s.ViewStart is null).Select(Instruct)],
                [.. reductions.Select(Step).Select(Instruct)]));
        }
        return new ExecutionPlan
        {
            Element = element,
            Constants = FillConstants(),
            Stages = [.. stages],
            Inputs = [.. inputs.Select(i => _places[i])],
            Outputs = [.. roots.Select(o => _places[Rearrangements.Home(o)])],
            SharedLength = _shared,
            KeptLength = _kept,
            TemporaryLength = temporaries.Length,
            WorkingLength = temporaries.Length + _kept
                + nodes.Select(n => n.Primitive.Scratch(n)).DefaultIfEmpty().Max(),
            LanesWorthAChunk = element == ElementType.Single ? LanesWorthAChunk() : element.Pack(),
            WorkPerDraw = nodes.Where(n => n.Varies).Sum(n => (long)n.Size),
            MostPlaces = _mostPlaces,
            Scratch = _scratch,
        };
    }

    private IEnumerable<PlanStep> Steps(Tensor[] byDraw, Tensor[] reductions, HashSet<Tensor> kept)
    {
        var summed = new HashSet<Tensor>(reductions.SelectMany(r => r.Operands).Select(Rearrangements.Home),
            ReferenceEqualityComparer.Instance);
        bool IsHeld(Tensor node) => kept.Contains(node) || summed.Contains(node);
        if (element == ElementType.Single)
        {
            return RowBlocks.Form(
                Recomputation.Run([.. EagerOrder.Of(byDraw, IsHeld).Select(Step)], IsHeld, element), IsHeld);
        }
        return fused && RuntimeFeature.IsDynamicCodeSupported
            ? LoopFormation.Run(byDraw, IsHeld)
            : byDraw.Select(Step);
    }

    private PlanStep Step(Tensor node) => PlanStep.Of(node, element);

    /// <summary>Draws that a chunk should have for what is done once for each, with matrices that are the same in all
    /// draws, to take little of its time.</summary>
    private int LanesWorthAChunk()
    {
        Tensor[] products = [.. nodes.Where(static n => n.Primitive.OperationCost == Primitive.MultiplyAddCost)];
        double multiplyAdds = products.Sum(static n => n.Primitive.Operations(n)) / 2;
        double once = products.Sum(static n => n.Varies
            ? n.Operands.Where(static o => !o.Varies).Sum(static o => (double)o.Size)
            : n.Operands.Any(static o => o.Varies) ? n.Size : 0.0);
        return multiplyAdds == 0 ? element.Pack() : (int)Math.Ceiling(MultiplyAddsWorthACopy * once / multiplyAdds);
    }

    private HashSet<Tensor> Kept()
    {
        var kept = new HashSet<Tensor>(
            inputs.Concat(roots.Select(Rearrangements.Home)), ReferenceEqualityComparer.Instance);
        foreach (Tensor node in nodes)
        {
            kept.UnionWith(node.Operands.Where(o => o.Varies && _stage[o] < _stage[node]).Select(Rearrangements.Home));
        }
        return kept;
    }

    private unsafe AlignedBuffer FillConstants()
    {
        var buffer = new AlignedBuffer(_constant, element);
        foreach (Tensor node in nodes.Where(n => n.Primitive == Leaves.Constant))
        {
            double[] values = ((ConstantAttributes)node.Attributes!).Values;
            double* place = buffer.At(_places[node].Offset);
            if (element == ElementType.Double)
            {
                values.CopyTo(new Span<double>(place, values.Length));
                continue;
            }
            for (int e = 0; e < values.Length; e++)
            {
                ((float*)place)[e] = Widening.OfConstant(values[e]);
            }
        }
        return buffer;
    }

    private Instruction Instruct(PlanStep step)
    {
        _mostPlaces = Math.Max(_mostPlaces, step.Results.Length + step.Operands.Length);
        _scratch = Scratch.Max(_scratch, step.Scratch);
        return new(step.Kernel(), [.. step.Results.Select(r => _places[r])],
            [.. step.Operands.Select(o => _places[o])], step.Name);
    }

    private static bool IsComputed(Tensor node) =>
        (node.Operands.Length > 0 && !Rearrangements.IsAlias(node.Primitive)) || node.Primitive == Leaves.DrawCount;

    private Place Allocate(Storage storage, int size, ref int next)
    {
        var place = new Place(storage, next, size);
        next = checked(next + element.Padded(size));
        return place;
    }
}
