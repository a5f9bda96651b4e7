using System.Collections.Immutable;
using System.Globalization;

namespace Reparam.Formulas;

/// <summary>Refuses columns that repeat the intercept, and warns of those that say nothing new.</summary>
internal static class ColumnChecks
{
    public static IEnumerable<string> Check(Formula formula, ImmutableArray<DesignColumn> columns, bool hasIntercept)
    {
        NameChecks.Distinct(columns.Select(column => column.Label), ParameterNames.Clean, "predictors");
        var warnings = new List<string>();
        foreach (var column in columns.Where(column => Statistics.IsConstant(column.Values.AsSpan())))
        {
            var value = column.Values[0];
            if (column.IsIndicator && value == 0)
            {
                // The cell of an interaction that nobody is in: its coefficient keeps its prior.
                warnings.Add(
                    $"No row has {column.Label}: the data say nothing of its coefficient, which keeps its prior.");
            }
            else if (column.Values.Length > 1 && (hasIntercept || value == 0))
            {
                var shown = value.ToString("R", CultureInfo.InvariantCulture);
                throw new FormulaException(
                    $"The predictor {column.Label} is {shown} in all {column.Values.Length} rows in use: "
                        + (hasIntercept ? "it repeats the intercept." : "it has no effect."),
                    formula.Text,
                    column.Term!.Span,
                    hasIntercept ? "Take it out of the formula, or take the intercept out with 0 + ..."
                        : "Take it out of the formula.");
            }
        }

        return warnings;
    }
}
