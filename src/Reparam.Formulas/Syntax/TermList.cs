using System.Text;

namespace Reparam.Formulas;

/// <summary>The terms of one linear predictor, in R's order: main effects first, then interactions of two, and so on;
/// within an interaction, in the order in which the formula first names the factors.</summary>
public sealed record TermList
{
    internal TermList(bool hasIntercept, IEnumerable<Term> terms, IEnumerable<Expression> variables)
    {
        var kept = terms.ToArray();
        Variables = [.. variables.Distinct().Where(variable => kept.Any(term => term.Factors.Contains(variable)))];
        HasIntercept = hasIntercept;
        Terms = [.. kept
            .Select(term => new Term([.. Variables.Where(term.Factors.Contains)]))
            .OrderBy(term => term.Factors.Count)];
    }

    /// <summary>Whether there is an intercept.</summary>
    public bool HasIntercept { get; }

    /// <summary>The terms, each once.</summary>
    public ValueList<Term> Terms { get; }

    /// <summary>The factors of all terms, in the order in which the formula first names them.</summary>
    public ValueList<Expression> Variables { get; }

    internal IEnumerable<ColumnReference> Columns => Variables.SelectMany(variable => variable.Columns);

    /// <summary>Equality of intercept and terms.</summary>
    public bool Equals(TermList? other) =>
        other is not null && HasIntercept == other.HasIntercept && Terms.Equals(other.Terms);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(HasIntercept, Terms);

    /// <summary>The text in canonical form, such as "1 + a + b + a:b"; it reads back as an equal list.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(HasIntercept ? "1" : "0");
        if (new TermList(HasIntercept, Terms, Terms.SelectMany(term => term.Factors)).Equals(this))
        {
            foreach (var term in Terms)
            {
                text.Append(" + ").Append(term);
            }

            return text.ToString();
        }

        // The terms alone would be read with another order of variables within interactions. The product of all
        // variables, put first, fixes the order; being the only term of its degree it moves nothing else, and is taken
        // away again if not wanted.
        var all = new Term(Variables);
        text.Append(" + ").Append(all);
        foreach (var term in Terms.Where(term => term != all))
        {
            text.Append(" + ").Append(term);
        }

        return Terms.Contains(all) ? text.ToString() : text.Append(" - ").Append(all).ToString();
    }
}
