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
