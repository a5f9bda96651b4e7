namespace Reparam.Execution;

/// <summary>One operation, ready to run.</summary>
internal sealed record Instruction(IInstructionKernel Kernel, Place[] Results, Place[] Operands, string Name)
{
    public Place Result => Results[0];
}

/// <summary>
/// A stage: first what is the same in all draws, then, chunk of draws by chunk, what varies, with the sums over draws
/// that close it. A later stage may read those sums.
/// </summary>
internal sealed record Stage(Instruction[] Shared, Instruction[] ByDraw, Instruction[] Reductions)
{
    /// <summary>Whether anything runs chunk by chunk.</summary>
    public bool RunsByDraw => ByDraw.Length > 0 || Reductions.Length > 0;
}
