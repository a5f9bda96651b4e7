namespace Reparam;

/// <summary>What a kernel works on: its operands, the place of its result, and the draws that it runs for.</summary>
/// <remarks>
/// A value that varies by draw lies as [element][lane]: the draws of one element side by side, <see cref="Lanes"/> of
/// them, a multiple of eight. A value that does not vary lies as [element]. All buffers are aligned to 64 bytes and
/// padded to a multiple of eight, so whole packs may be read and written past the last element. In a plan of floats all
/// of them hold floats, in multiples of sixteen, and <see cref="At"/> and <see cref="To"/> say so.
/// </remarks>
internal unsafe ref struct KernelArguments
{
    /// <summary>Where each operand lies.</summary>
    public double** Operands;

    /// <summary>Where each result goes, of an instruction with several; the operands follow them.</summary>
    public double** Results;

    /// <summary>Where the result goes; an operand's own place only where
    /// <see cref="Primitive.IsElementwise"/>.</summary>
    public double* Result;

    /// <summary>Lanes an element: a multiple of eight, or 1 when nothing in the operation varies by draw.</summary>
    public int Lanes;

    /// <summary>How many of the lanes hold draws; the rest are padding that reductions over draws must leave
    /// out.</summary>
    public int Draws;

    /// <summary>The number of draws of the whole run.</summary>
    public int TotalDraws;

    /// <summary>Room for <see cref="Primitive.Scratch"/> elements, each of <see cref="Lanes"/>, that belongs to this
    /// call alone; its contents are what was there before.</summary>
    public double* Scratch;

    /// <summary>Whether a sum over draws is added to what stands in the result, the sum over other chunks.</summary>
    public bool Adds;

    /// <summary>Of how many parts of the work this is one, where <see cref="Primitive.Divides"/>; 0 or 1 for all of
    /// it.</summary>
    public int Parts;

    /// <summary>Which part.</summary>
    public int Part;

    /// <summary>The rows of so many that belong to this part, in eights.</summary>
    public readonly (int First, int Count) RowsOf(int rows)
    {
        if (Parts <= 1)
        {
            return (0, rows);
        }
        long tiles = (rows + 7) / 8;
        int first = (int)(tiles * Part / Parts * 8), end = (int)Math.Min(rows, tiles * (Part + 1) / Parts * 8);
        return (first, end - first);
    }

    /// <summary>Where an operand lies, of a kernel that is written for doubles and floats.</summary>
    public readonly T* At<T>(int operand)
        where T : unmanaged => (T*)Operands[operand];

    /// <summary>Where the result of such a kernel goes.</summary>
    public readonly T* To<T>()
        where T : unmanaged => (T*)Result;
}

/// <summary>Runs one operation on prepared buffers; allocates nothing.</summary>
internal delegate void Kernel(in KernelArguments arguments);

/// <summary>A primitive operation. All that is known of it stands in its one entry of the table.</summary>
internal sealed class Primitive(string name)
{
    /// <summary>The name by which graphs, errors and the audit speak of it.</summary>
    public string Name { get; } = name;

    /// <summary>The shape of the result; throws an <see cref="ArgumentException"/> that names the shapes if they do not
    /// fit.</summary>
    public required Func<Tensor[], object?, Shape> ResultShape { get; init; }

    /// <summary>
    /// The derivative, in reverse mode: (result, cotangent, operand) to the cotangent of that operand, written in
    /// tensor operations; null where it is zero. The cotangent may come with axes of length 1 where it is constant
    /// along them; <see cref="Differentiate"/> sums over axes along which the operand was broadcast.
    /// </summary>
    public required Func<Tensor, Tensor, int, Tensor?> Pullback { get; init; }

    /// <summary>Prepares the interpreter's kernel for one node, for doubles.</summary>
    public required Func<Tensor, Kernel> Kernel { get; init; }

    /// <summary>The same for floats: mostly another instance of the same code. Null where floats are widened for
    /// <see cref="Kernel"/> and its result rounded, as any operation may be that takes each draw by itself.</summary>
    public Func<Tensor, Kernel>? SingleKernel { get; init; }

    /// <summary>Whether the kernel for floats of a node does its work in parts where it is told to (see
    /// <see cref="KernelArguments.RowsOf"/>), with the bits of the whole, so that threads may share it.</summary>
    public Func<Tensor, bool> Divides { get; init; } = static _ => false;

    /// <summary>How a node takes part in a loop over rows, or null where only its kernel can compute it. Asked only of
    /// nodes that vary by draw.</summary>
    public Func<Tensor, LoopForm?> Loop { get; init; } = static _ => null;

    /// <summary>How many elements of scratch memory the kernel of a node needs, laid as a result would be.</summary>
    public Func<Tensor, int> Scratch { get; init; } = static _ => 0;

    /// <summary>How smooth the result is in each operand; for an operation with a body, at worst.</summary>
    public required Regularity Regularity { get; init; }

    /// <summary>Whether the result varies by draw: by default, when an operand does.</summary>
    public Func<Tensor[], object?, bool> Varies { get; init; } = static (operands, _) => operands.Any(o => o.Varies);

    /// <summary>Whether element e of the result is a function of element e of each operand, broadcast, and of nothing
    /// else. Its kernel reads them before it writes there, so the result may take the place of an operand of its size;
    /// rows of such an operation may be merged where their operands are alike.</summary>
    public bool IsElementwise { get; init; }

    /// <summary>The bare loop (see <see cref="Primitives.ElementwiseLoops"/>) of an elementwise operation, given which
    /// of its operands are one number, or of a reduction of pairs; null where there is none.</summary>
    public Func<bool[], nint>? BareLoop { get; init; }

    /// <summary>Elementary operations on numbers in one evaluation of a node for one draw: by default one for each
    /// element of the result or of the greatest operand. Gradient estimators are compared by them.</summary>
    public Func<Tensor, double> Operations { get; init; } = static node =>
        node.Operands.Length == 0 ? 0 : Math.Max(node.Size, node.Operands.Max(static o => o.Size));

    /// <summary>About how long one of them takes, beside an addition of numbers that are in cache: rewritings and loops
    /// are judged by it.</summary>
    public double OperationCost
    {
        get => field > 0 ? field : IsElementwise ? FunctionCost : 1;
        init;
    }

    /// <summary><see cref="OperationCost"/> of exp, log and their like.</summary>
    public const double FunctionCost = 10;

    /// <summary><see cref="OperationCost"/> where a multiplication and an addition are one instruction.</summary>
    public const double MultiplyAddCost = 0.5;

    /// <summary>About how long one evaluation of a node takes, in additions.</summary>
    public double Work(Tensor node) => OperationCost * Operations(node);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
