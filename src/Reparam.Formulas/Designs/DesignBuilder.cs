using System.Collections.Immutable;

namespace Reparam.Formulas;

/// <summary>Applies a formula to a table, step by step.</summary>
internal sealed class DesignBuilder(Formula formula, Family family, DataTable table)
{
    public Design Build()
    {
        CheckPredictors();
        var rows = RowSelection.Make(formula, family, table);
        var evaluator = new ExpressionEvaluator(formula, rows);
        var response = new ResponseBuilder(formula, family, rows, evaluator);
        response.Build();

        var columnBuilder = new ColumnBuilder(formula, rows, evaluator);
        var hasIntercept = formula.Population.HasIntercept;
        var columns = columnBuilder.Build(formula.Population);
        var warnings = new List<string>(response.Warnings);
        warnings.AddRange(ColumnChecks.Check(formula, columns, hasIntercept));
        warnings.AddRange(Collinearity.Warnings(columns, hasIntercept, rows.Rows.Length));

        var groupBuilder = new GroupBuilder(formula, rows, columnBuilder, response.Predictors);
        var groups = groupBuilder.Build();
        warnings.AddRange(groupBuilder.Warnings);
        foreach (var group in groups)
        {
            ImmutableArray<DesignColumn> effects = [.. group.Columns.Where(column => column.Term is not null)];
            warnings.AddRange(ColumnChecks.Check(formula, effects, group.Term.Effects.HasIntercept));
        }

        return new()
        {
            Formula = formula,
            Family = family,
            RowCount = rows.Rows.Length,
            TableRowCount = table.RowCount,
            Dropped = rows.Dropped,
            Rows = [.. rows.Rows],
            Response = response.Response,
            ResponseLevels = response.Levels,
            Predictors = response.Predictors,
            Trials = response.Trials,
            Offset = Offset(rows, evaluator),
            Columns = columns,
            Groups = groups,
            FactorLevels = columnBuilder.Levels,
            Warnings = [.. warnings.Distinct()],
        };
    }

    /// <summary>The design of other rows of the model that was fitted; there need be no response in them.</summary>
    public Design Build(Design fitted, bool allowsNewLevels)
    {
        var rows = RowSelection.Make(formula, family, table, hasResponse: false);
        var evaluator = new ExpressionEvaluator(formula, rows);
        var columnBuilder = new ColumnBuilder(formula, rows, evaluator, fitted.FactorLevels);
        var groupBuilder = new GroupBuilder(formula, rows, columnBuilder, fitted.Predictors);
        return new()
        {
            Formula = formula,
            Family = family,
            RowCount = rows.Rows.Length,
            TableRowCount = table.RowCount,
            Dropped = rows.Dropped,
            Rows = [.. rows.Rows],
            Response = [.. Enumerable.Repeat(family.Response.Example, rows.Rows.Length)],
            ResponseLevels = fitted.ResponseLevels,
            Predictors = fitted.Predictors,
            Trials = family.HasTrials ? ResponseBuilder.ReadTrials(formula, rows, evaluator) : [],
            Offset = Offset(rows, evaluator),
            Columns = [.. columnBuilder.Build(formula.Population)
                .Zip(fitted.Columns, (column, training) => training.With([.. column.Values]))],
            Groups = [.. fitted.Groups.Select(group => groupBuilder.Build(group, allowsNewLevels))],
            FactorLevels = fitted.FactorLevels,
            Warnings = [],
        };
    }

    private void CheckPredictors()
    {
        var lists = formula.Groups.Select(group => group.Effects).Append(formula.Population);
        var circular = lists.SelectMany(list => list.Variables)
            .FirstOrDefault(variable => variable == formula.Response);
        if (circular is not null)
        {
            throw new FormulaException(
                $"{circular} is both the response and a predictor.",
                formula.Text,
                circular.Span,
                "Take it out of the predictors.");
        }

        var population = formula.Population;
        if (family.HasThresholds && !population.HasIntercept)
        {
            throw new FormulaException(
                $"The thresholds of {family} take the place of the intercept, which cannot be taken out.",
                formula.Text,
                new(formula.Text.TrimEnd().Length, 0),
                "Take 0 + or - 1 away.");
        }

        var hasOwnParameter = family.Parameters.Count > 0;
        if (!population.HasIntercept && population.Terms.Count == 0 && formula.Groups.Count == 0 && !hasOwnParameter)
        {
            throw new FormulaException(
                "There is nothing to estimate.",
                formula.Text,
                new(formula.Text.TrimEnd().Length, 0),
                "Write at least y ~ 1.");
        }
    }

    private ImmutableArray<double> Offset(RowSelection rows, ExpressionEvaluator evaluator)
    {
        var sum = new double[rows.Rows.Length];
        foreach (var offset in formula.Offsets)
        {
            var values = evaluator.Evaluate(offset);
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += values[i];
            }
        }

        return [.. sum];
    }
}
