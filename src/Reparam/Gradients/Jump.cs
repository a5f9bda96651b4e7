namespace Reparam.Gradients;

/// <summary>Whether an integrand jumps where an operation of it does.</summary>
public enum Continuity
{
    /// <summary>It jumps, or nothing shows that it does not.</summary>
    Jumps,

    /// <summary>It is continuous: what depends on the operation is the same on both sides of its boundary, by
    /// algebra.</summary>
    Proven,

    /// <summary>It is continuous at all points of the boundary that were found between draws.</summary>
    Tested,
}

/// <summary>An operation that jumps where θ and noise together decide.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Continuity">Whether that makes the integrand jump.</param>
internal sealed record Jump(Tensor Operation, Continuity Continuity)
{
    /// <summary>The recurrence of which it is part of a step, or null.</summary>
    public Tensor? Scan { get; init; }

    /// <summary>The operation among those of the integrand: the recurrence, if it is in one.</summary>
    public Tensor Outermost => Scan ?? Operation;
}
