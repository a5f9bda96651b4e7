using Reparam.Primitives;

namespace Reparam.Execution;

/// <summary>One step of a plan: an operation by its kernel, or a loop that computes several.</summary>
/// <param name="Results">What it computes.</param>
/// <param name="Operands">The tensors in whose places its operands lie, in the order in which its kernel takes
/// them.</param>
/// <param name="Kernel">Makes the kernel.</param>
/// <param name="Name">What it does.</param>
/// <param name="ScratchLength">Doubles of memory that it needs while it runs.</param>
/// <param name="MayReplaceOperand">Whether its one result may take the place of an operand of its size.</param>
internal sealed record PlanStep(Tensor[] Results, Tensor[] Operands, Func<Kernel> Kernel, string Name,
    int ScratchLength, bool MayReplaceOperand)
{
    /// <summary>An operation by its kernel.</summary>
    public static PlanStep Of(Tensor node) => new([node], [.. node.Operands.Select(Rearrangements.Home)],
        () => node.Primitive.Kernel(node), node.Primitive.Name, 0, node.Primitive.MayReplaceOperand);
}
