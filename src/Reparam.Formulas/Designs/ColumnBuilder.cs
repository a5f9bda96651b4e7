using System.Collections.Immutable;

namespace Reparam.Formulas;

/// <summary>Makes the design columns of a list of terms, as R's model.matrix does.</summary>
/// <param name="formula">The formula.</param>
/// <param name="rows">The rows in use.</param>
/// <param name="evaluator">Computes expressions on them.</param>
/// <param name="fitted">The levels of each factor in the rows that were fitted, null for a number; null where these are
/// the rows to fit.</param>
internal sealed class ColumnBuilder(Formula formula, RowSelection rows, ExpressionEvaluator evaluator,
    IReadOnlyDictionary<Expression, string[]?>? fitted = null)
{
    private readonly Dictionary<Expression, Variable> variables = [];

    /// <summary>The levels of each factor so far; null for a number.</summary>
    public IReadOnlyDictionary<Expression, string[]?> Levels =>
        variables.ToDictionary(variable => variable.Key, variable => variable.Value.Levels);

    /// <summary>The columns, the intercept left out.</summary>
    public ImmutableArray<DesignColumn> Build(TermList list)
    {
        var full = Contrasts.Full(list, factor => Get(factor).IsCategorical);
        var columns = ImmutableArray.CreateBuilder<DesignColumn>();
        foreach (var term in list.Terms)
        {
            columns.AddRange(Columns(term, full));
        }

        return columns.ToImmutable();
    }

    public static DesignColumn Intercept(int rowCount)
    {
        var ones = new double[rowCount];
        Array.Fill(ones, 1);
        return new(ParameterNames.Intercept, null, ones, isIndicator: false);
    }

    private Variable Get(Expression factor)
    {
        if (!variables.TryGetValue(factor, out var variable))
        {
            variables.Add(factor, variable = Make(factor));
        }

        return variable;
    }

    private Variable Make(Expression factor)
    {
        var label = factor is ColumnReference named ? named.Name : factor.ToString();
        if (fitted is not null)
        {
            return fitted[factor] is { } levels ? Categories(factor, label, levels) : Numbers(factor, label);
        }

        var variable = factor switch
        {
            ColumnReference column when !rows.IsNumeric(column) => Variable.Categories(label, rows.Categories(column)),
            FunctionCall { IsFactor: true, Argument: ColumnReference column } =>
                Variable.Categories(label, rows.Categories(column)),
            _ => new Variable(label, evaluator.Evaluate(factor), null),
        };
        return variable.Levels is not [var only] ? variable : throw new FormulaException(
            $"The categories of {factor} are '{only}' in all {rows.Rows.Length} rows in use: they repeat the "
                + "intercept.",
            formula.Text,
            factor.Span,
            "Take the term out of the formula.");
    }

    private Variable Numbers(Expression factor, string label) =>
        factor.Columns.FirstOrDefault(column => !rows.IsNumeric(column)) is not { } text
            ? new Variable(label, evaluator.Evaluate(factor), null)
            : throw new FormulaException(
                $"The column '{text.Name}' held numbers in the rows that were fitted, but holds text here.",
                formula.Text,
                text.Span,
                "Give numbers.");

    private Variable Categories(Expression factor, string label, string[] levels)
    {
        var column = factor.Columns.First();
        var categories = rows.Categories(column);
        var values = Array.ConvertAll(categories, category => (double)Array.IndexOf(levels, category));
        var unknown = Array.IndexOf(values, -1.0);
        return unknown < 0 ? new Variable(label, values, levels) : throw new FormulaException(
            $"{rows.Place(unknown)}: '{categories[unknown]}' is no category of {factor} that was fitted.",
            formula.Text,
            factor.Span,
            NearestNames.Suggest(categories[unknown], levels, "categories"));
    }

    /// <summary>The columns of one term: products over all combinations of levels, those of the first factor fastest.
    /// </summary>
    private List<DesignColumn> Columns(Term term, HashSet<(Term Term, Expression Factor)> full)
    {
        List<(string Label, double[]? Values)> products = [("", null)];
        foreach (var factor in term.Factors)
        {
            var coded = Code(Get(factor), full.Contains((term, factor)));
            products =
            [
                .. from code in coded
                   from product in products
                   select (product.Values is null ? code.Label : $"{product.Label}:{code.Label}",
                       product.Values is null ? code.Values : Multiply(product.Values, code.Values)),
            ];
        }

        var isIndicator = term.Factors.Any(factor => Get(factor).IsCategorical);
        return [.. products.Select(product => new DesignColumn(product.Label, term, product.Values!, isIndicator))];
    }

    private static List<(string Label, double[] Values)> Code(Variable variable, bool hasAllLevels)
    {
        if (variable.Levels is null)
        {
            return [(variable.Label, variable.Values)];
        }

        return [.. variable.Levels.Index().Skip(hasAllLevels ? 0 : 1).Select(level => (
            variable.Label + level.Item,
            Array.ConvertAll(variable.Values, index => index == level.Index ? 1.0 : 0.0)))];
    }

    private static double[] Multiply(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a * b)];
}
