namespace Reparam.Formulas;

/// <summary>Reads the second half of a group term, from the bar on.</summary>
internal static class GroupTermParser
{
    /// <summary>Reads "| g)". The nesting "| a/b)" gives two terms, by a and by a:b.</summary>
    public static List<GroupTerm> Read(TokenReader reader, TermSum effects, List<Expression> variables, Token opening)
    {
        if (effects.Offsets.Count > 0 || effects.Groups.Count > 0)
        {
            throw reader.Error(
                "Only an intercept and columns can vary by group.",
                effects.Span,
                "Move the rest out of the parentheses.");
        }

        var list = new TermList(effects.Intercept ?? true, effects.Terms, variables);
        if (!list.HasIntercept && list.Terms.Count == 0)
        {
            throw reader.Error("No effect varies by group here.", effects.Span, "Write (1 | g) or (0 + x | g).");
        }

        var isCorrelated = !reader.Take().Is("||");
        var groups = new List<GroupTerm>();
        IReadOnlyList<ColumnReference> outer = [];
        do
        {
            outer = [.. outer, .. ReadColumns(reader)];
            groups.Add(new(list, [.. outer], isCorrelated));
        }
        while (reader.TryTake("/"));

        if (reader.Current.Is("|"))
        {
            throw reader.Error(
                "Correlations between group terms, (1 |id| g), are not supported.",
                reader.Current.Span,
                "Write (1 | g), with all correlated effects of one group inside one pair of parentheses.");
        }

        reader.CloseParenthesis(opening);
        return groups;
    }

    private static List<ColumnReference> ReadColumns(TokenReader reader)
    {
        var columns = new List<ColumnReference>();
        do
        {
            var token = reader.Current;
            if (token.Kind != TokenKind.Name || reader.AtCall)
            {
                throw reader.Error(
                    reader.AtCall
                        ? $"A group is a column, not a function such as {token.Text}()."
                        : $"Expected a grouping column but found {token.Description}.",
                    token.Span,
                    "Write a column's name after the bar: (1 | g). Numbers there are taken as categories.");
            }

            reader.Take();
            columns.Add(new(token.Text) { Span = token.Span });
        }
        while (reader.TryTake(":"));
        return columns;
    }
}
