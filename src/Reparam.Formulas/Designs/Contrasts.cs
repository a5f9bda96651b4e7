namespace Reparam.Formulas;

/// <summary>Says for each categorical factor of each term whether it has a column for every level or for every level
/// but the first, the reference. R's rule (Chambers and Hastie, Statistical Models in S, 1992, section 2.4; R's
/// TermCode and model.matrix): contrasts where what is left of the term without the factor is part of an earlier term,
/// or is nothing; and where there is no intercept, the first categorical factor of the first term that has one gets all
/// its levels.</summary>
internal static class Contrasts
{
    /// <summary>The factors with all levels: pairs of term and factor.</summary>
    public static HashSet<(Term Term, Expression Factor)> Full(TermList list, Func<Expression, bool> isCategorical)
    {
        var full = new HashSet<(Term, Expression)>();
        for (var i = 0; i < list.Terms.Count; i++)
        {
            var term = list.Terms[i];
            foreach (var factor in term.Factors.Where(isCategorical))
            {
                var rest = term.Factors.Where(other => other != factor).ToArray();
                if (rest.Length > 0 && !list.Terms.Take(i).Any(earlier => rest.All(earlier.Factors.Contains)))
                {
                    full.Add((term, factor));
                }
            }
        }

        if (!list.HasIntercept && list.Terms.FirstOrDefault(term => term.Factors.Any(isCategorical)) is { } first)
        {
            full.Add((first, first.Factors.First(isCategorical)));
        }

        return full;
    }
}
