namespace Reparam.Primitives;

/// <summary>In which memory a value of a body lies.</summary>
internal enum ScanRegion
{
    /// <summary>Numbers that the body holds itself.</summary>
    Constants,

    /// <summary>An operand of the scan.</summary>
    Operand,

    /// <summary>The result of the scan.</summary>
    Result,

    /// <summary>Scratch memory for values that vary by draw.</summary>
    VaryingScratch,

    /// <summary>Scratch memory for values that do not.</summary>
    FixedScratch,
}

/// <summary>Where a value lies at the first step, in elements from the start of its region, and how far it moves at
/// each.</summary>
/// <param name="Region">The memory.</param>
/// <param name="Operand">Which operand, where the region is one.</param>
/// <param name="Start">Its first element.</param>
/// <param name="Step">The elements from one step to the next.</param>
/// <param name="Size">Its number of elements.</param>
/// <param name="Varies">Whether each element has as many numbers as there are lanes.</param>
internal readonly record struct ScanAddress(
    ScanRegion Region, int Operand, long Start, int Step, int Size, bool Varies);

/// <summary>What to run at each step: a bare loop, or where there is none a kernel.</summary>
/// <param name="Loop">The loop, or 0.</param>
/// <param name="Size">Elements that the loop writes.</param>
/// <param name="Kernel">The kernel, or null.</param>
/// <param name="Operands">The first of its operands in the table of addresses, where they stand one after another, a
/// loop's result as the fourth.</param>
/// <param name="Result">The kernel's result in that table.</param>
/// <param name="Scratch">The kernel's scratch memory in that table.</param>
/// <param name="Varies">Whether its result varies by draw.</param>
internal readonly record struct ScanOperation(
    nint Loop, int Size, Kernel? Kernel, int Operands, int Result, int Scratch, bool Varies);

/// <summary>A value to be copied, by places in the table of addresses.</summary>
internal readonly record struct ScanCopy(int From, int To);
