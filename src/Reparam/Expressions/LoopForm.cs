using System.Reflection;
using Reparam.Primitives;

namespace Reparam;

/// <summary>How an operation takes part in a loop over rows: what a fusing compiler must know of it. An operation
/// without a form is run by its kernel.</summary>
internal abstract record LoopForm;

/// <summary>Each element of the result is a function of one element of each operand, broadcast to it.</summary>
/// <param name="Function">The function on eight lanes of each operand.</param>
/// <param name="Packs">The function on many packs, for one that is many instructions long; null for arithmetic.</param>
internal sealed record Pointwise(MethodInfo Function, PackLoop? Packs) : LoopForm
{
    /// <summary>Another function of the same operand that costs little more to compute with this one; or
    /// null.</summary>
    public Twin? Twin { get; init; }
}

/// <summary>Two functions of one operand that share work, as a function and its derivative often do.</summary>
/// <param name="Other">The other function.</param>
/// <param name="Both">Computes both, this function first.</param>
/// <param name="Packs">Computes both on many packs.</param>
internal sealed record Twin(Primitive Other, MethodInfo Both, PackLoop Packs);

/// <summary>Runs a function on numbers that lie side by side.</summary>
/// <param name="operands">Where each operand lies.</param>
/// <param name="results">Where each result goes.</param>
/// <param name="count">How many numbers, a multiple of eight.</param>
internal unsafe delegate void PackLoop(double** operands, double** results, long count);

/// <summary>Each element of the result is an element of the operand.</summary>
/// <param name="Source">For each element of the result that of the operand, or -1 for zero; null where they lie
/// alike.</param>
internal sealed record Move(int[]? Source) : LoopForm;

/// <summary>Row i of the result is a row of the first operand: that which element i of the second names, which is the
/// same in all draws.</summary>
internal sealed record IndexedMove : LoopForm;

/// <summary>The operands lie one after another in the result.</summary>
internal sealed record Join : LoopForm;

/// <summary>Each element of the operand goes to an element of the result, where they are combined.</summary>
/// <param name="Target">For each element of the operand that of the result, or -1 for none; null where all go to the
/// one element that there is.</param>
/// <param name="Combination">How they are combined.</param>
internal sealed record Collect(int[]? Target, Combination Combination) : LoopForm;

/// <summary>Row i of the first operand is added to a row of the result: that which element i of the second operand
/// names, which is the same in all draws.</summary>
internal sealed record IndexedCollect : LoopForm;

/// <summary>How elements that go to the same place are combined.</summary>
internal enum Combination
{
    /// <summary>Their sum; 0 where there is none.</summary>
    Sum,

    /// <summary>The greatest.</summary>
    Max,

    /// <summary>The logarithm of the sum of their exponentials.</summary>
    LogSumExp,
}

/// <summary>The product of an m × k matrix that is the same in all draws and a k × n matrix that varies.</summary>
/// <param name="Fixed">Which operand is the same in all draws.</param>
/// <param name="FixedLayout">How it lies, m × k.</param>
/// <param name="Varying">Which operand varies by draw.</param>
/// <param name="VaryingLayout">How it lies, k × n.</param>
/// <param name="ResultLayout">How the result lies, m × n.</param>
/// <param name="M">Rows of the result.</param>
/// <param name="N">Columns of the result.</param>
/// <param name="K">What is summed over.</param>
internal sealed record Contraction(int Fixed, MatrixLayout FixedLayout, int Varying, MatrixLayout VaryingLayout,
    MatrixLayout ResultLayout, int M, int N, int K) : LoopForm;
