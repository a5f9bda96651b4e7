namespace Reparam.Gradients;

/// <summary>An operation that jumps where parameters and draw together decide.</summary>
/// <param name="Operation">The name of the operation, such as <c>less</c>.</param>
/// <param name="Words">What it computes, such as <c>x[2] &lt; 0.5</c>.</param>
/// <param name="Place">Where it enters, such as <c>likelihood of y</c>; null where the integrand has one part.</param>
/// <param name="Continuity">Whether it makes the integrand jump.</param>
public sealed record AuditFinding(string Operation, string Words, string? Place, Continuity Continuity)
{
    /// <summary>One line.</summary>
    public override string ToString() => $"'{Operation}', {Words}{(Place is null ? "" : $", in the {Place}")}: " +
        Continuity switch
        {
            Continuity.Proven => "continuous, proven: both sides are equal on the boundary",
            Continuity.Tested => "continuous at all points of its boundary that were tested",
            _ => "JUMPS",
        };
}
