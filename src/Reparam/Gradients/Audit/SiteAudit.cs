using System.Collections.Immutable;

namespace Reparam.Gradients;

/// <summary>Whether the gradient may be taken through the draws of one random site.</summary>
/// <param name="Name">The site.</param>
/// <param name="Findings">The operations that jump with its draws.</param>
public sealed record SiteAudit(string Name, ImmutableArray<AuditFinding> Findings)
{
    /// <summary>Whether gradient and expectation may be interchanged: nothing jumps with the draws of this
    /// site.</summary>
    public bool InterchangeHolds => Refusal is null && Findings.All(static f => f.Continuity != Continuity.Jumps);

    /// <summary>Why the draws themselves have no path, or null.</summary>
    public string? Refusal { get; init; }

    /// <summary>How the gradient is had at this site.</summary>
    public string Gradient { get; init; } = "";

    /// <summary>One line for the site and one for each operation.</summary>
    public override string ToString() => string.Join('\n', Findings.Select(static f => "    " + f).Prepend(
        $"  {Name}{(Gradient.Length > 0 ? $" [{Gradient}]" : "")}: " +
        (InterchangeHolds ? "the path is right" : Refusal ?? "the path is WRONG")));
}
