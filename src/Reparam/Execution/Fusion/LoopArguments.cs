namespace Reparam.Execution.Fusion;

/// <summary>What an emitted loop is given: its memory, and the rows and packs of draws to run for.</summary>
internal unsafe struct LoopArguments
{
    /// <summary>Where each result and operand lies.</summary>
    public double** Pointers;

    /// <summary>The tables of elements.</summary>
    public int** Tables;

    /// <summary>Values that pass between the parts of the loop: for each a pack a row of the block.</summary>
    public double* Tiles;

    /// <summary>Bytes from one element of a value by draw to the next.</summary>
    public nint LaneBytes;

    public nint FirstRow;

    public nint LastRow;

    /// <summary>Bytes from the first lane to that of the first pack.</summary>
    public nint FirstPackBytes;

    public nint LastPackBytes;
}

/// <summary>An emitted loop.</summary>
internal unsafe delegate void LoopBody(LoopArguments* arguments);
