using System.Runtime.CompilerServices;
using Reparam.Execution.Passes;
using Reparam.Primitives;

namespace Reparam.Execution;

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

    // Shared by all counts of one plan: it is compiled once.
    private Lazy<ExecutionPlan>? _compiled;
    private long _work;

    public ExecutionPlan() => Best = this;

    /// <summary>The numbers that its buffers hold.</summary>
    public required ElementType Element { get; init; }

    public required AlignedBuffer Constants { get; init; }

    public required Stage[] Stages { get; init; }

    public required Place[] Inputs { get; init; }

    public required Place[] Outputs { get; init; }

    public required int SharedLength { get; init; }

    public required int KeptLength { get; init; }

    public required int TemporaryLength { get; init; }

    /// <summary>Elements a draw that a run goes through again and again, and which are best in cache.</summary>
    public required int WorkingLength { get; init; }

    /// <summary>Draws below which a chunk would waste time however well it fits in cache: large matrices that are the
    /// same in all draws are read once a chunk.</summary>
    public required int LanesWorthAChunk { get; init; }

    /// <summary>Elements computed for each draw in a run: a measure of the work.</summary>
    public required long WorkPerDraw { get; init; }

    /// <summary>The greatest number of results and operands of an instruction.</summary>
    public required int MostPlaces { get; init; }

    /// <summary>The memory that an instruction may need while it runs.</summary>
    public required Scratch Scratch { get; init; }

    /// <summary>This plan, or the same with its loops compiled once enough work was done.</summary>
    public ExecutionPlan Best { get; private set; }

    /// <summary>The work counted so far: when a computation is taken up again from where it was, this belongs to where
    /// it was.</summary>
    public long Work
    {
        get
        {
            lock (_gate)
            {
                return _work;
            }
        }

        set
        {
            lock (_gate)
            {
                _work = value;
                Best = _compiled is not null && _work > WorkWorthCompiling ? _compiled.Value : this;
            }
        }
    }

    /// <summary>The same plan with no work counted yet.</summary>
    /// <remarks>When a plan changes over to its compiled loops must not depend on what else ran it before, or results
    /// would differ in their last bits.</remarks>
    public ExecutionPlan Uncounted()
    {
        var plan = (ExecutionPlan)MemberwiseClone();
        plan._work = 0;
        plan.Best = plan;
        return plan;
    }

    /// <summary>Counts a run, and compiles the plan if that now pays.</summary>
    /// <param name="draws">The number of draws of the run.</param>
    public void CountWork(int draws)
    {
        // Two callers may share a plan, each with an executor of its own.
        lock (_gate)
        {
            if (_compiled is null || Best != this)
            {
                return;
            }
            _work += WorkPerDraw * AlignedBuffer.Padded(draws);
            if (_work > WorkWorthCompiling)
            {
                Best = _compiled.Value;
            }
        }
    }

    /// <summary>Makes the plan.</summary>
    /// <param name="inputs">The inputs of the expressions, in the order in which they will be given.</param>
    /// <param name="outputs">The expressions to compute.</param>
    /// <param name="fused">Whether operations on the same rows are compiled into loops, rather than run one after
    /// another. Both give the same values up to rounding. Floats have no such loops.</param>
    /// <param name="element">The numbers to compute with.</param>
    /// <exception cref="ArgumentException">An expression depends on an input that is not listed.</exception>
    public static ExecutionPlan Create(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs, bool fused = false,
        ElementType element = ElementType.Double)
    {
        fused &= element == ElementType.Double;
        Tensor[] roots = PassList.Run(outputs, fused, element: element);
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
        ExecutionPlan plan = new PlanBuilder(inputs, nodes, roots, fused, element).Build();
        if (!fused && element == ElementType.Double && RuntimeFeature.IsDynamicCodeSupported)
        {
            plan._compiled = new(() => Create(inputs, outputs, fused: true));
        }
        return plan;
    }
}
