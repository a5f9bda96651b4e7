namespace Reparam.Formulas;

/// <summary>One term of a linear predictor: a column or function (main effect), or the product of several
/// (interaction).</summary>
/// <param name="Factors">The columns and functions, each once.</param>
public sealed record Term(ValueList<Expression> Factors)
{
    /// <summary>The text as in R's terms(): "mom_hs:mom_iq".</summary>
    public override string ToString() => string.Join(':', Factors);

    internal SourceSpan Span => Factors[0].Span;

    internal bool HasSameFactorsAs(Term other) =>
        Factors.Count == other.Factors.Count && Factors.All(other.Factors.Contains);

    internal Term Times(Term other) => new([.. Factors.Union(other.Factors)]);
}
