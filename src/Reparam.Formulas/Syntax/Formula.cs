namespace Reparam.Formulas;

/// <summary>A model formula in Wilkinson notation, as in R's brms: "y ~ x + (1 | group)".</summary>
/// <remarks>Immutable. Two formulas are equal when they describe the same model in the same order, however they were
/// written. <see cref="ToString"/> gives the canonical form, in which everything is written out.</remarks>
public sealed record Formula
{
    internal Formula(
        Expression response,
        Expression? trials,
        TermList population,
        IEnumerable<Expression> offsets,
        IEnumerable<GroupTerm> groups,
        string? text = null)
    {
        Response = response;
        Trials = trials;
        Population = population;
        Offsets = [.. offsets];
        Groups = [.. groups];
        Text = text ?? ToString();
    }

    /// <summary>The response; arithmetic on columns is allowed.</summary>
    public Expression Response { get; }

    /// <summary>The number of trials of a binomial response, a column or a number; null where there is none.</summary>
    public Expression? Trials { get; }

    /// <summary>The effects shared by all rows.</summary>
    public TermList Population { get; }

    /// <summary>Added to the linear predictor as they are.</summary>
    public ValueList<Expression> Offsets { get; }

    /// <summary>The effects that vary by group.</summary>
    public ValueList<GroupTerm> Groups { get; }

    /// <summary>The formula as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a formula.</summary>
    /// <exception cref="FormulaException">It cannot be read; the message points at the place.</exception>
    public static Formula Parse(string text) => FormulaParser.Parse(text);

    /// <summary>Equality of what is described; <see cref="Text"/> is left out.</summary>
    public bool Equals(Formula? other) => other is not null
        && Response == other.Response && Trials == other.Trials && Population == other.Population
        && Offsets.Equals(other.Offsets) && Groups.Equals(other.Groups);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Response, Trials, Population, Offsets, Groups);

    /// <summary>The canonical form, such as "y ~ 1 + a + b + a:b + (1 | g)"; it reads back as an equal
    /// formula.</summary>
    public override string ToString()
    {
        var response = Trials is null ? $"{Response}" : $"{Response} | trials({Trials})";
        var offsets = string.Concat(Offsets.Select(offset => $" + offset({offset})"));
        return $"{response} ~ {Population}{offsets}{string.Concat(Groups.Select(group => $" + {group}"))}";
    }
}
