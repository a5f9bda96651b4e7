namespace Reparam.Execution;

/// <summary>Operations on the same rows in floats, each of which makes elements of elements at the same place, run one
/// after another on a block of rows, then on the next: what one leaves the next finds in the first cache, and what
/// none but these need is never written elsewhere.</summary>
internal sealed unsafe class RowBlocks : IInstructionKernel, IPieces
{
    /// <summary>Bytes of a value in a block: a handful of them fit in the first cache.</summary>
    private const int BlockBytes = 8 * 1024;

    /// <summary>Rows below which a value stays in cache from one operation to the next anyway.</summary>
    private const int LeastRows = 2048;

    [ThreadStatic]
    private static AlignedBuffer? t_room;

    private readonly Member[] _members;
    private readonly int _rows;
    private readonly int _slots;
    private readonly double _share;

    private RowBlocks(Member[] members, int rows, int slots)
    {
        (_members, _rows, _slots) = (members, rows, slots);
        _share = members.Sum(static member => member.Kernel.Share);
    }

    /// <summary>Where a value lies: among the operands or the results of all, or in the room for a block.</summary>
    private enum Origin
    {
        Operand,
        Result,
        Room,
    }

    /// <summary>The steps, with those that follow one another on as many rows made one.</summary>
    /// <param name="steps">Each operation by its kernel, in order.</param>
    /// <param name="isHeld">Whether a value is needed after the last step.</param>
    public static PlanStep[] Form(PlanStep[] steps, Func<Tensor, bool> isHeld)
    {
        var lastUse = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < steps.Length; i++)
        {
            foreach (Tensor operand in steps[i].Operands)
            {
                lastUse[operand] = i;
            }
        }
        var result = new List<PlanStep>();
        for (int start = 0, end; start < steps.Length; start = end)
        {
            end = start + 1;
            while (IsMember(steps[start]) && end < steps.Length && IsMember(steps[end])
                && steps[end].Results[0].Size == steps[start].Results[0].Size)
            {
                end++;
            }
            result.Add(end - start == 1 ? steps[start] : Merged(steps[start..end],
                value => isHeld(value) || lastUse.GetValueOrDefault(value) >= end));
        }
        return [.. result];
    }

    private static bool IsMember(PlanStep step)
    {
        Tensor node = step.Results[0];
        return step.Results.Length == 1 && node.Size >= LeastRows && step.Scratch == default
            && node.Primitive is { IsElementwise: true, SingleKernel: not null } && node.Primitive.Divides(node);
    }

    private static PlanStep Merged(PlanStep[] steps, Func<Tensor, bool> isNeeded)
    {
        Tensor[] made = [.. steps.Select(static step => step.Results[0])];
        Tensor[] results = [.. made.Where(isNeeded)];
        Tensor[] operands = [.. steps.SelectMany(static step => step.Operands).Except(made, Same)];
        var places = new Dictionary<Tensor, Source>(Same);
        foreach ((int index, Tensor operand) in operands.Index())
        {
            places[operand] = new(Origin.Operand, index);
        }
        foreach ((int index, Tensor value) in results.Index())
        {
            places[value] = new(Origin.Result, index);
        }
        var free = new Stack<int>();
        int slots = 0;
        var members = new Func<Member>[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            PlanStep step = steps[i];
            Source[] sources = [.. step.Operands.Select(operand => places[operand])];
            foreach (Tensor dying in step.Operands.Distinct(Same).Where(o => places[o].Origin == Origin.Room
                && !steps[(i + 1)..].Any(later => later.Operands.Contains(o, Same))))
            {
                // An elementwise operation may write where it reads.
                free.Push(places[dying].Index);
            }
            if (!places.TryGetValue(made[i], out Source target))
            {
                places[made[i]] = target = new(Origin.Room, free.TryPop(out int slot) ? slot : slots++);
            }
            members[i] = () => new Member((DividedKernel)step.Kernel(), sources, target);
        }
        return new PlanStep(results, operands,
            () => new RowBlocks([.. members.Select(static member => member())], made[0].Size, slots),
            string.Join(", ", steps.Select(static step => step.Name)), default, MayReplaceOperand: false);
    }

    private static IEqualityComparer<Tensor> Same => ReferenceEqualityComparer.Instance;

    /// <inheritdoc/>
    public void Run(in KernelArguments arguments, Team? team)
    {
        KernelArguments all = arguments;
        all.Parts = (int)Math.Clamp((long)_rows * all.Lanes * sizeof(float) / BlockBytes, 1, (_rows + 7) / 8);
        if (team is not null && _share * all.Draws >= 1)
        {
            team.Run(this, all.Parts, &all);
            return;
        }
        for (int block = 0; block < all.Parts; block++)
        {
            RunBlock(all, block);
        }
    }

    void IPieces.Run(int piece, int worker, void* state) => RunBlock(*(KernelArguments*)state, piece);

    private void RunBlock(in KernelArguments all, int block)
    {
        KernelArguments part = all;
        part.Part = block;
        long first = (long)part.RowsOf(_rows).First * all.Lanes;
        int tiles = (_rows + 7) / 8;
        long slot = (long)(tiles + all.Parts - 1) / all.Parts * 8 * all.Lanes;
        if (t_room is null || t_room.Length < slot * _slots)
        {
            t_room = new AlignedBuffer(slot * _slots, ElementType.Single);
        }
        // Kernels count rows from the beginning of a value.
        float* room = (float*)t_room.Pointer - first;
        double** places = stackalloc double*[4];
        foreach (Member member in _members)
        {
            for (int i = 0; i < member.Operands.Length; i++)
            {
                places[i] = At(member.Operands[i], all, room, slot);
            }
            part.Operands = places;
            part.Result = At(member.Result, all, room, slot);
            member.Kernel.RunPart(part);
        }
    }

    private static double* At(Source source, in KernelArguments all, float* room, long slot) => source.Origin switch
    {
        Origin.Operand => all.Operands[source.Index],
        Origin.Result => all.Results[source.Index],
        _ => (double*)(room + source.Index * slot),
    };

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _members.Select(static member => member.Kernel));

    private readonly record struct Source(Origin Origin, int Index);

    /// <summary>One of the operations.</summary>
    private sealed record Member(DividedKernel Kernel, Source[] Operands, Source Result);
}
