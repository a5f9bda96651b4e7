using System.Collections.Immutable;
using System.Globalization;

namespace Reparam.Formulas;

/// <summary>Refuses columns that repeat the intercept, and warns of those that say nothing new.</summary>
internal static class ColumnChecks
{
    /// <summary>Refuses numbers whose spread is none.</summary>
    public static void RequireSpread(string what, ReadOnlySpan<double> values)
    {
        if (!double.IsFinite(Statistics.StandardDeviation(values)))
        {
            throw new UserInputException($"The numbers of {what} are so large that their standard deviation is beyond the "
                + "greatest number there is. Divide them, such as by 1e100.");
        }
    }

    public static IEnumerable<string> Check(Formula formula, ImmutableArray<DesignColumn> columns, bool hasIntercept)
    {
        NameChecks.Distinct(columns.Select(column => column.Label), ParameterNames.Clean, "predictors");
        foreach (var column in columns)
        {
            RequireSpread(column.Label, column.Values.AsSpan());
        }

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
