using System.Collections.Immutable;

namespace Reparam.Formulas;

/// <summary>Makes the designs of group terms.</summary>
internal sealed class GroupBuilder(
    Formula formula, RowSelection rows, ColumnBuilder columns, ImmutableArray<string> predictors)
{
    private const string NewLevelHint =
        "Correct it if it is a slip. With --allow-new-levels, in code FormulaModel.WithNewLevels, the effects of a new "
        + "level are drawn from the fitted distribution of the group's effects.";

    public List<string> Warnings { get; } = [];

    public ImmutableArray<GroupDesign> Build()
    {
        var groups = formula.Groups.Select(Build).ToImmutableArray();
        for (var i = 0; i < groups.Length; i++)
        {
            CheckNewEffects(groups, i);
        }

        return groups;
    }

    private GroupDesign Build(GroupTerm term)
    {
        var keys = Keys(term);
        var levels = Variable.Categories(term.Name, keys);
        if (levels.Levels is [var only])
        {
            throw new FormulaException(
                $"The group '{term.Name}' has one level, '{Show(only)}', in the rows in use.",
                formula.Text,
                term.GroupingSpan,
                "Differences between groups need two groups, and better five: leave the group term out.");
        }

        if (levels.Levels!.Length == rows.Rows.Length)
        {
            Warnings.Add($"Every row is a level of its own in the group '{term.Name}'.");
        }

        var shown = levels.Levels.Select(Show).ToImmutableArray();
        NameChecks.Distinct(shown, name => ParameterNames.GroupEffect("", name, ""),
            $"levels of the group '{term.Name}'");
        var effects = columns.Build(term.Effects);
        return new(
            term,
            predictors,
            shown,
            [.. levels.Values.Select(index => (int)index)],
            term.Effects.HasIntercept ? [ColumnBuilder.Intercept(rows.Rows.Length), .. effects] : effects,
            [.. levels.Levels]);
    }

    /// <summary>The design of a group term on other rows.</summary>
    /// <param name="training">Its design on the rows that were fitted.</param>
    /// <param name="allowsNewLevels">Whether levels that are not among those are added after them, in ordinal order, or
    /// refused.</param>
    public GroupDesign Build(GroupDesign training, bool allowsNewLevels)
    {
        var places = training.Keys.Index()
            .ToDictionary(key => key.Item, key => key.Index, StringComparer.Ordinal);
        var keys = Keys(training.Term);
        string[] added = allowsNewLevels
            ? [.. keys.Where(key => !places.ContainsKey(key)).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)]
            : [];
        foreach (var key in added)
        {
            places.Add(key, places.Count);
        }

        var levels = added.Length == 0 ? training.Levels : [.. training.Levels, .. added.Select(Show)];
        NameChecks.Distinct(levels, name => ParameterNames.GroupEffect("", name, ""),
            $"levels of the group '{training.Term.Name}'");
        var indices = new int[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            if (!places.TryGetValue(keys[i], out indices[i]))
            {
                throw new FormulaException(
                    $"{rows.Place(i)}: '{Show(keys[i])}' is no level of the group '{training.Name}' that was fitted.",
                    formula.Text,
                    training.Term.GroupingSpan,
                    NewLevelHint);
            }
        }

        var effects = columns.Build(training.Term.Effects);
        DesignColumn[] all = training.Term.Effects.HasIntercept
            ? [ColumnBuilder.Intercept(rows.Rows.Length), .. effects]
            : [.. effects];
        return new(
            training.Term,
            predictors,
            levels,
            [.. indices],
            [.. all.Zip(training.Columns, (column, fitted) => fitted.With([.. column.Values]))],
            [.. training.Keys, .. added]);
    }

    /// <summary>Compared by all their parts: joined by '_' alone, "a_b" with "c" would be "a" with "b_c".</summary>
    private string[] Keys(GroupTerm term)
    {
        var parts = term.Grouping.Select(rows.Categories).ToArray();
        return [.. Enumerable.Range(0, rows.Rows.Length)
            .Select(row => string.Join('\u001f', parts.Select(part => part[row])))];
    }

    private static string Show(string key) => key.Replace('\u001f', '_');

    /// <summary>Two terms by one group may not have the same effect: their standard deviations would be one.</summary>
    private void CheckNewEffects(ImmutableArray<GroupDesign> groups, int index)
    {
        var group = groups[index];
        foreach (var earlier in groups.Take(index).Where(other => other.Name == group.Name))
        {
            var twice = group.Columns.FirstOrDefault(column => earlier.Columns.Any(other => other.Name == column.Name));
            if (twice is not null)
            {
                throw new FormulaException(
                    $"The effect {twice.Name} varies by '{group.Name}' in two group terms.",
                    formula.Text,
                    group.Term.GroupingSpan,
                    $"Keep it in one of them; a term without an intercept is written (0 + x | {group.Name}).");
            }
        }
    }
}
