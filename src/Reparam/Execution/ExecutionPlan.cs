using System.Runtime.CompilerServices;
using Reparam.Execution.Fusion;
using Reparam.Execution.Passes;
using Reparam.Primitives;

namespace Reparam.Execution;

/// <summary>Where a value lives while a plan runs.</summary>
internal enum Storage
{
    /// <summary>The same in all draws and all runs: folded when the plan was made.</summary>
    Constant,

    /// <summary>The same in all draws; computed once a run.</summary>
    Shared,

    /// <summary>By draw, kept for the whole run: inputs, outputs, and what a later stage reads.</summary>
    Kept,

    /// <summary>By draw, needed only while its chunk of draws is worked on.</summary>
    Temporary,
}

/// <summary>A place in one of the buffers, in elements (for values by draw: to be multiplied by the lanes).</summary>
internal readonly record struct Place(Storage Storage, int Offset, int Size);

/// <summary>One operation, ready to run.</summary>
internal sealed record Instruction(IInstructionKernel Kernel, Place[] Results, Place[] Operands, string Name)
{
    public Place Result => Results[0];
}

/// <summary>
/// A stage: first what is the same in all draws, then, chunk of draws by chunk, what varies, with the sums over draws
/// that close it. A later stage may read those sums.
/// </summary>
internal sealed record Stage(Instruction[] Shared, Instruction[] ByDraw, Instruction[] Reductions);

/// <summary>
/// Everything about running some expressions that does not depend on the number of draws: equal subexpressions merged,
/// values that depend on the data alone folded, operations ordered and put into stages, buffers assigned by liveness.
/// </summary>
internal sealed class ExecutionPlan
{
    /// <summary>Elements of draws computed one operation at a time, from which on compiling is likely to pay: some tens
    /// of milliseconds of work.</summary>
    private const long WorkWorthCompiling = 30_000_000;

    private readonly Lock _gate = new();
    private Func<ExecutionPlan>? _compile;
    private long _work;

    private ExecutionPlan() => Best = this;

    public required AlignedBuffer Constants { get; init; }

    public required Stage[] Stages { get; init; }

    public required Place[] Inputs { get; init; }

    public required Place[] Outputs { get; init; }

    public required int SharedLength { get; init; }

    public required int KeptLength { get; init; }

    public required int TemporaryLength { get; init; }

    /// <summary>Elements a draw that a run goes through again and again, and which are best in cache.</summary>
    public required int WorkingLength { get; init; }

    /// <summary>Elements computed for each draw in a run: a measure of the work.</summary>
    public required long WorkPerDraw { get; init; }

    /// <summary>The greatest number of results and operands of an instruction.</summary>
    public required int MostPlaces { get; init; }

    /// <summary>The memory that an instruction may need while it runs.</summary>
    public required Scratch Scratch { get; init; }

    /// <summary>This plan, or the same with its loops compiled once enough work was done.</summary>
    public ExecutionPlan Best { get; private set; }

    /// <summary>Counts a run, and compiles the plan if that now pays.</summary>
    /// <param name="draws">The number of draws of the run.</param>
    public void CountWork(int draws)
    {
        // Two callers may share a plan, each with an executor of its own.
        lock (_gate)
        {
            if (_compile is null)
            {
                return;
            }
            _work += WorkPerDraw * AlignedBuffer.Padded(draws);
            if (_work > WorkWorthCompiling)
            {
                Best = _compile();
                _compile = null;
            }
        }
    }

    /// <summary>Makes the plan.</summary>
    /// <param name="inputs">The inputs of the expressions, in the order in which they will be given.</param>
    /// <param name="outputs">The expressions to compute.</param>
    /// <param name="fused">Whether operations on the same rows are compiled into loops, rather than run one after
    /// another. Both give the same values up to rounding.</param>
    /// <exception cref="ArgumentException">An expression depends on an input that is not listed.</exception>
    public static ExecutionPlan Create(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs, bool fused = false)
    {
        Tensor[] roots = PassList.Run(outputs, fused);
        List<Tensor> nodes = Graph.TopologicalOrder(roots);
        foreach (Tensor node in nodes)
        {
            if (node.Primitive == Leaves.Input && !inputs.Contains(node))
            {
                throw new ArgumentException(
                    $"The expression depends on the input '{((InputAttributes)node.Attributes!).Name}', which " +
                    "was not given. List every input of the expression.", nameof(inputs));
            }
        }
        ExecutionPlan plan = new PlanBuilder(inputs, nodes, roots, fused).Build();
        if (!fused && RuntimeFeature.IsDynamicCodeSupported)
        {
            plan._compile = () => Create(inputs, outputs, fused: true);
        }
        return plan;
    }

    /// <summary>Lays out buffers and stages for an ordered list of distinct operations.</summary>
    private sealed class PlanBuilder(IReadOnlyList<Tensor> inputs, List<Tensor> nodes, Tensor[] roots, bool fused)
    {
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
                    [.. group.Where(n => !n.Varies && !Draws.IsReduction(n.Primitive)).Select(PlanStep.Of)
                        .Select(Instruct)],
                    [.. steps.Where(s => s.ViewStart is null).Select(Instruct)],
                    [.. reductions.Select(PlanStep.Of).Select(Instruct)]));
            }
            return new ExecutionPlan
            {
                Constants = FillConstants(),
                Stages = [.. stages],
                Inputs = [.. inputs.Select(i => _places[i])],
                Outputs = [.. roots.Select(o => _places[Rearrangements.Home(o)])],
                SharedLength = _shared,
                KeptLength = _kept,
                TemporaryLength = temporaries.Length,
                WorkingLength = temporaries.Length + _kept
                    + nodes.Select(n => n.Primitive.Scratch(n)).DefaultIfEmpty().Max(),
                WorkPerDraw = nodes.Where(n => n.Varies).Sum(n => (long)n.Size),
                MostPlaces = _mostPlaces,
                Scratch = _scratch,
            };
        }

        private IEnumerable<PlanStep> Steps(Tensor[] byDraw, Tensor[] reductions, HashSet<Tensor> kept)
        {
            if (!fused || !RuntimeFeature.IsDynamicCodeSupported)
            {
                return byDraw.Select(PlanStep.Of);
            }
            var summed = new HashSet<Tensor>(reductions.SelectMany(r => r.Operands).Select(Rearrangements.Home),
                ReferenceEqualityComparer.Instance);
            return LoopFormation.Run(byDraw, node => kept.Contains(node) || summed.Contains(node));
        }

        private HashSet<Tensor> Kept()
        {
            var kept = new HashSet<Tensor>(inputs.Concat(roots.Select(Rearrangements.Home)), ReferenceEqualityComparer.Instance);
            foreach (Tensor node in nodes)
            {
                kept.UnionWith(node.Operands.Where(o => o.Varies && _stage[o] < _stage[node]).Select(Rearrangements.Home));
            }
            return kept;
        }

        private AlignedBuffer FillConstants()
        {
            var buffer = new AlignedBuffer(_constant);
            foreach (Tensor node in nodes.Where(n => n.Primitive == Leaves.Constant))
            {
                ((ConstantAttributes)node.Attributes!).Values.CopyTo(buffer.Span[_places[node].Offset..]);
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

        private static Place Allocate(Storage storage, int size, ref int next)
        {
            var place = new Place(storage, next, size);
            next = checked(next + AlignedBuffer.Padded(size));
            return place;
        }
    }

    /// <summary>Gives values that live only within a chunk places that are used again once a value is dead.</summary>
    private sealed class TemporaryAllocator
    {
        private readonly List<(int Offset, int Size)> _free = [];

        public int Length { get; private set; }

        public void Assign(PlanStep[] steps, Tensor[] reductions, Dictionary<Tensor, Place> places)
        {
            Dictionary<Tensor, Tensor> viewed = steps.Where(s => s.ViewStart is not null).ToDictionary(
                s => s.Results[0], s => s.Operands[0], (IEqualityComparer<Tensor>)ReferenceEqualityComparer.Instance);
            Tensor Owner(Tensor tensor) => viewed.TryGetValue(tensor, out Tensor? whole) ? Owner(whole) : tensor;
            var lastUse = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
            for (int i = 0; i < steps.Length; i++)
            {
                foreach (Tensor operand in steps[i].Operands)
                {
                    lastUse[Owner(operand)] = i;
                }
            }
            foreach (Tensor operand in reductions.SelectMany(r => r.Operands))
            {
                lastUse[Rearrangements.Home(operand)] = steps.Length;
            }
            _free.Clear();
            _free.Add((0, int.MaxValue));
            for (int i = 0; i < steps.Length; i++)
            {
                PlanStep step = steps[i];
                if (step.ViewStart is { } start)
                {
                    places[step.Results[0]] = places[step.Operands[0]] with
                    {
                        Offset = places[step.Operands[0]].Offset + start, Size = step.Results[0].Size,
                    };
                    continue;
                }
                bool mayReplace = step.MayReplaceOperand && !step.Operands.Any(viewed.ContainsKey);
                List<Place> dying = [.. step.Operands.Select(Owner).Distinct()
                    .Where(o => lastUse[o] == i && places[o] is { Storage: Storage.Temporary, Size: > 0 })
                    .Select(o => places[o])];
                foreach (Tensor result in step.Results.Where(r => !places.ContainsKey(r)))
                {
                    // Writing over an operand that is still in cache is cheaper than writing elsewhere. Otherwise the
                    // result is placed before its operands are released, as most kernels must not write where they
                    // read.
                    int replaced = mayReplace ? dying.FindIndex(p => p.Size == result.Size) : -1;
                    places[result] = replaced >= 0
                        ? dying[replaced]
                        : new Place(Storage.Temporary, Take(result.Size), result.Size);
                    if (replaced >= 0)
                    {
                        dying.RemoveAt(replaced);
                    }
                }
                dying.ForEach(Release);
            }
        }

        private int Take(int size)
        {
            int slot = _free.FindIndex(f => f.Size >= size);
            var (offset, room) = _free[slot];
            if (room == size)
            {
                _free.RemoveAt(slot);
            }
            else
            {
                _free[slot] = (offset + size, room - size);
            }
            Length = Math.Max(Length, checked(offset + size));
            return offset;
        }

        private void Release(Place place)
        {
            int slot = _free.FindIndex(f => f.Offset > place.Offset);
            _free.Insert(slot, (place.Offset, place.Size));
            for (int i = Math.Max(slot - 1, 0); i + 1 < _free.Count && i <= slot; )
            {
                if (_free[i].Offset + _free[i].Size == _free[i + 1].Offset)
                {
                    int size = (int)Math.Min((long)_free[i].Size + _free[i + 1].Size, int.MaxValue);
                    _free[i] = (_free[i].Offset, size);
                    _free.RemoveAt(i + 1);
                }
                else
                {
                    i++;
                }
            }
        }
    }
}
