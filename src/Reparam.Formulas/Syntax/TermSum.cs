namespace Reparam.Formulas;

/// <summary>A part of a formula while it is being read: what it adds to the model.</summary>
internal sealed record TermSum
{
    /// <summary>True or false where a 1 or 0 was written, null where neither.</summary>
    public bool? Intercept { get; set; }

    public List<Term> Terms { get; init; } = [];

    public List<Expression> Offsets { get; init; } = [];

    public List<GroupTerm> Groups { get; init; } = [];

    public required SourceSpan Span { get; init; }

    /// <summary>Whether it is columns and functions only, which can interact and be taken away.</summary>
    public bool IsTermsOnly => Intercept is null && Offsets.Count == 0 && Groups.Count == 0;

    public void Add(TermSum other)
    {
        Intercept = other.Intercept ?? Intercept;
        Offsets.AddRange(other.Offsets);
        Groups.AddRange(other.Groups);
        foreach (var term in other.Terms.Where(term => !Terms.Any(term.HasSameFactorsAs)))
        {
            Terms.Add(term);
        }
    }

    public TermSum Interact(TermSum other)
    {
        var product = new TermSum { Span = Span.To(other.Span) };
        foreach (var left in Terms)
        {
            product.Add(new() { Terms = [.. other.Terms.Select(left.Times)], Span = other.Span });
        }

        return product;
    }
}
