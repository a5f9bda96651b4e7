using System.Globalization;

namespace Reparam.Formulas;

/// <summary>Computes expressions on the rows in use.</summary>
internal sealed class ExpressionEvaluator(Formula formula, RowSelection rows)
{
    /// <summary>The value on each row.</summary>
    /// <exception cref="FormulaException">It is not finite on some row.</exception>
    public double[] Evaluate(Expression expression)
    {
        var values = Compute(expression);
        var bad = Array.FindIndex(values, value => !double.IsFinite(value));
        if (bad >= 0)
        {
            var inputs = expression.Columns.DistinctBy(column => column.Name)
                .Select(column => $"{column} = {Print(rows.Numbers(column)[bad])}");
            throw new FormulaException(
                $"{rows.Place(bad)}: {expression} is {Print(values[bad])} where {string.Join(", ", inputs)}.",
                formula.Text,
                expression.Span,
                "Use a function that is defined there, or leave such rows out of the table.");
        }

        return values;
    }

    private static string Print(double value) => value switch
    {
        double.PositiveInfinity => "infinite",
        double.NegativeInfinity => "minus infinity",
        double.NaN => "not a number",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private double[] Compute(Expression expression)
    {
        switch (expression)
        {
            case NumberLiteral number:
                var constant = new double[rows.Rows.Length];
                Array.Fill(constant, number.Value);
                return constant;
            case ColumnReference column:
                return rows.Numbers(column);
            case Negation negation:
                return Array.ConvertAll(Compute(negation.Operand), value => -value);
            case BinaryOperation operation:
                return [.. Compute(operation.Left).Zip(Compute(operation.Right), operation.Apply)];
            case FunctionCall call:
                var function = FormulaFunctions.Numeric[call.Function];
                return Array.ConvertAll(Compute(call.Argument), value => function(value));
            default:
                throw new NotSupportedException($"Expressions of type {expression.GetType().Name} cannot be computed.");
        }
    }
}
