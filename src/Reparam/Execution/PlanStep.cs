using Reparam.Primitives;

namespace Reparam.Execution;

/// <summary>One step of a plan: an operation by its kernel, or a loop that computes several.</summary>
/// <param name="Results">What it computes.</param>
/// <param name="Operands">The tensors in whose places its operands lie, in the order in which its kernel takes
/// them.</param>
/// <param name="Kernel">Makes the kernel.</param>
/// <param name="Name">What it does.</param>
/// <param name="Scratch">Memory that it needs while it runs.</param>
/// <param name="MayReplaceOperand">Whether its one result may take the place of an operand of its size.</param>
internal sealed record PlanStep(Tensor[] Results, Tensor[] Operands, Func<IInstructionKernel> Kernel, string Name,
    Scratch Scratch, bool MayReplaceOperand)
{
    /// <summary>Where in its one operand the result lies, so that nothing is to be done; null where it has a place of
    /// its own.</summary>
    public int? ViewStart { get; private init; }

    /// <summary>Elements that stand in order in an operand.</summary>
    public static PlanStep View(Tensor node, int start) => Of(node) with { ViewStart = start };

    /// <summary>An operation by its kernel for doubles.</summary>
    public static PlanStep Of(Tensor node) =>
        Of(node, node.Primitive.Kernel, new Scratch(0, node.Primitive.Scratch(node)));

    /// <summary>An operation by its kernel.</summary>
    public static PlanStep Of(Tensor node, ElementType element) => element == ElementType.Double ? Of(node)
        : node.Primitive.SingleKernel is { } kernel
            ? Of(node, kernel, new Scratch(0, node.Primitive.Scratch(node)))
            : Of(node, WidenedKernel.Of,
                new Scratch(WidenedKernel.ScratchLength(node) * (sizeof(double) / sizeof(float)), 0));

    private static PlanStep Of(Tensor node, Func<Tensor, Kernel> kernel, Scratch scratch) =>
        new([node], [.. Rearrangements.HomesOfOperands(node)],
            () => node.Primitive.Divides(node) && kernel == node.Primitive.SingleKernel
                ? new DividedKernel(node, kernel(node))
                : new PrimitiveKernel(node.Primitive.Name, kernel(node)),
            node.Primitive.Name, scratch, node.Primitive.IsElementwise);
}

/// <summary>What an instruction runs.</summary>
internal interface IInstructionKernel
{
    /// <summary>Computes the results.</summary>
    /// <param name="arguments">Where operands and results lie.</param>
    /// <param name="team">Threads that may share the work, or null.</param>
    void Run(in KernelArguments arguments, Team? team);
}

/// <summary>The kernel of an operation, which works on one thread.</summary>
internal sealed class PrimitiveKernel(string name, Kernel kernel) : IInstructionKernel
{
    /// <inheritdoc/>
    public void Run(in KernelArguments arguments, Team? team) => kernel(arguments);

    /// <inheritdoc/>
    public override string ToString() => name;
}

/// <summary>The kernel of an operation whose work threads may share.</summary>
internal sealed unsafe class DividedKernel(Tensor node, Kernel kernel) : IInstructionKernel, IPieces
{
    // About ten microseconds, several times what it takes to share work with a thread that waits for it: multiply-adds
    // of products come sixteen at once and from registers.
    private const double ElementsWorthAThread = 250_000, OperationsWorthAThread = 1_000_000;

    /// <summary>The share for each draw of what is worth a thread.</summary>
    public double Share { get; } = node.Primitive.OperationCost == Primitive.MultiplyAddCost
        ? node.Primitive.Operations(node) / OperationsWorthAThread
        : node.Primitive.Work(node) / ElementsWorthAThread;

    /// <inheritdoc/>
    public void Run(in KernelArguments arguments, Team? team)
    {
        // Rows of one lane are no whole packs: what two threads write would overlap.
        if (team is null || arguments.Lanes == 1 || Share * arguments.Draws < 1)
        {
            kernel(arguments);
            return;
        }
        KernelArguments all = arguments;
        all.Parts = team.Threads;
        team.Run(this, team.Threads, &all);
    }

    /// <summary>Runs a part of the work, that which the arguments name.</summary>
    public void RunPart(in KernelArguments arguments) => kernel(arguments);

    void IPieces.Run(int piece, int worker, void* state)
    {
        KernelArguments part = *(KernelArguments*)state;
        part.Part = piece;
        kernel(part);
    }

    /// <inheritdoc/>
    public override string ToString() => node.Primitive.Name;
}

/// <summary>Memory that is needed only while an instruction runs, in elements of the plan.</summary>
/// <param name="Fixed">Whatever the number of lanes.</param>
/// <param name="PerLane">For each lane.</param>
internal readonly record struct Scratch(int Fixed, int PerLane)
{
    /// <summary>Enough for either.</summary>
    public static Scratch Max(Scratch x, Scratch y) => new(Math.Max(x.Fixed, y.Fixed), Math.Max(x.PerLane, y.PerLane));
}
