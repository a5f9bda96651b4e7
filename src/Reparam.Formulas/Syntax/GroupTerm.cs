namespace Reparam.Formulas;

/// <summary>Effects that vary by group: (1 + x | g), or (1 + x || g) without correlations.</summary>
/// <param name="Effects">The effects that vary.</param>
/// <param name="Grouping">The columns whose combined values are the groups; usually one.</param>
/// <param name="IsCorrelated">Whether the effects of one group are correlated a priori.</param>
public sealed record GroupTerm(TermList Effects, ValueList<ColumnReference> Grouping, bool IsCorrelated)
{
    /// <summary>Name of the grouping: "village", "a:b".</summary>
    public string Name => string.Join(':', Grouping.Select(column => column.Name));

    /// <inheritdoc/>
    public override string ToString() => $"({Effects} {(IsCorrelated ? "|" : "||")} {string.Join(':', Grouping)})";

    internal SourceSpan GroupingSpan => Grouping[0].Span.To(Grouping[^1].Span);
}
