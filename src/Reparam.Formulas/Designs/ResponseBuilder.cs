using System.Collections.Immutable;
using System.Globalization;

namespace Reparam.Formulas;

/// <summary>Makes the response and the trials, and refuses what the family cannot have.</summary>
internal sealed class ResponseBuilder(Formula formula, Family family, RowSelection rows, ExpressionEvaluator evaluator)
{
    public ImmutableArray<double> Response { get; private set; } = [];

    public ImmutableArray<double> Trials { get; private set; } = [];

    public ImmutableArray<string> Levels { get; private set; } = [];

    public ImmutableArray<string> Predictors { get; private set; } = [""];

    public List<string> Warnings { get; } = [];

    public void Build()
    {
        CheckTrialsFitFamily();
        if (formula.Response is ColumnReference column && !rows.IsNumeric(column))
        {
            ReadText(column);
        }
        else
        {
            Response = [.. evaluator.Evaluate(formula.Response)];
        }

        CheckEach(Response);
        if (family.HasThresholds || (family.IsCategorical && Levels.Length == 0))
        {
            ReadNumberedCategories();
        }

        if (family.IsCategorical)
        {
            NameChecks.Distinct(Levels, ParameterNames.Predictor, $"categories of {formula.Response}");
            Predictors = [.. Levels.Skip(1).Select(ParameterNames.Predictor)];
        }

        if (family.HasTrials)
        {
            ReadTrials();
        }

        Warn();
    }

    private static string Print(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private void CheckTrialsFitFamily()
    {
        if (family.HasTrials && formula.Trials is null)
        {
            throw new FormulaException(
                $"{Article('A')} {family} response needs its number of trials.",
                formula.Text,
                formula.Response.Span,
                $"Write {formula.Response} | trials(n) ~ ..., n being a column or a number; for a response of 0 and 1 "
                    + "take the family bernoulli.");
        }

        if (!family.HasTrials && formula.Trials is { } trials)
        {
            throw new FormulaException(
                $"The family {family} has no trials.",
                formula.Text,
                trials.Span,
                "Take | trials(...) away, or choose the family binomial.");
        }
    }

    private void ReadText(ColumnReference column)
    {
        var categories = Variable.Categories(column.Name, rows.Categories(column));
        if (family.IsCategorical)
        {
            CheckSeveral(categories.Levels!);
        }
        else if (categories.Levels!.Length != 2)
        {
            var found = NearestNames.Join([.. categories.Levels.Take(5)], ",");
            throw new FormulaException(
                $"A bernoulli response is 0 or 1, or has two categories, but '{column.Name}' has "
                    + $"{categories.Levels.Length}: {found}{(categories.Levels.Length > 5 ? ", ..." : "")}.",
                formula.Text,
                column.Span,
                "Recode the column to 0 and 1.");
        }

        Levels = [.. categories.Levels!];
        Response = [.. categories.Values];
    }

    private void ReadNumberedCategories()
    {
        double[] levels = [.. Response.Distinct().Order()];
        Levels = [.. levels.Select(Print)];
        CheckSeveral(Levels);
        Response = [.. Response.Select(value => (double)Array.BinarySearch(levels, value))];
    }

    private void CheckSeveral(IReadOnlyList<string> levels)
    {
        if (levels is [var only])
        {
            throw new FormulaException(
                $"{Article('A')} {family} response has at least two categories, but {formula.Response} is {only} in "
                    + "all rows in use.",
                formula.Text,
                formula.Response.Span,
                "There is nothing to tell apart.");
        }
    }

    private void ReadTrials()
    {
        Trials = ReadTrials(formula, rows, evaluator);
        for (var i = 0; i < Trials.Length; i++)
        {
            if (Response[i] > Trials[i])
            {
                throw Bad(i, $"{Print(Response[i])} successes out of {Print(Trials[i])} trials, more than there are",
                    formula.Response.Span.To(formula.Trials!.Span),
                    "Check which column is which: successes | trials(n).");
            }
        }
    }

    /// <summary>The number of trials of each row, with or without a response.</summary>
    public static ImmutableArray<double> ReadTrials(Formula formula, RowSelection rows, ExpressionEvaluator evaluator)
    {
        var trials = evaluator.Evaluate(formula.Trials!);
        var bad = Array.FindIndex(trials, count => !ResponseKind.IsCount(count) || count == 0);
        return bad < 0 ? [.. trials] : throw new FormulaException(
            $"{rows.Place(bad)}: trials are {Print(trials[bad])}, but must be a whole number above 0.",
            formula.Text,
            formula.Trials!.Span,
            "Correct the cell, or leave out rows without trials.");
    }

    private void CheckEach(ImmutableArray<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!family.Response.Admits(values[i]))
            {
                throw Bad(i,
                    $"{formula.Response} is {Print(values[i])}, but {Article('a')} {family} response is "
                        + family.Response.Rule,
                    formula.Response.Span, family.Response.Remedy);
            }
        }
    }

    private string Article(char a) => a + (family.Name[0] is 'a' or 'e' or 'i' ? "n" : "");

    private FormulaException Bad(int row, string problem, SourceSpan span, string remedy) =>
        new($"{rows.Place(row)}: {problem}.", formula.Text, span, remedy);

    private void Warn()
    {
        if (!Statistics.IsConstant(Response.AsSpan()))
        {
            return;
        }

        var isWithoutInformation = !family.HasTrials || Statistics.IsConstant(Trials.AsSpan());
        if (isWithoutInformation && Response.Length > 1)
        {
            Warnings.Add(
                $"The response {formula.Response} is {Print(Response[0])} in all {Response.Length} rows in use.");
        }
    }
}
