using System.Collections.Immutable;

namespace Reparam.Formulas;

/// <summary>A formula applied to a table: everything a model needs to know of the data. Immutable; equality is by
/// reference.</summary>
/// <remarks>The linear predictor of row i is Offset[i] + Intercept + Σ_j (Columns[j].Values[i] - Columns[j].Mean) b_j +
/// the group terms. Without an intercept nothing is centred: Offset[i] + Σ_j Columns[j].Values[i] b_j + the group
/// terms. Where the family has thresholds, they take the place of the intercept.
/// </remarks>
public sealed class Design
{
    internal Design()
    {
    }

    /// <summary>The formula.</summary>
    public required Formula Formula { get; init; }

    /// <summary>The distribution of the response.</summary>
    public required Family Family { get; init; }

    /// <summary>Number of rows in use.</summary>
    public required int RowCount { get; init; }

    /// <summary>Number of rows of the table.</summary>
    public required int TableRowCount { get; init; }

    /// <summary>The rows left out.</summary>
    public required DroppedRows Dropped { get; init; }

    /// <summary>The places of the rows in use among those of the table, from 0.</summary>
    public required ImmutableArray<int> Rows { get; init; }

    /// <summary>The response of each row in use: a number, 0 or 1, a count, or the place of a category among the
    /// <see cref="ResponseLevels"/>, from 0.</summary>
    public required ImmutableArray<double> Response { get; init; }

    /// <summary>For a bernoulli response given as two categories, those that stand for 0 and 1: the first and the
    /// second in ordinal string order. Of a categorical or cumulative response all categories that occur, text in
    /// ordinal string order, numbers in increasing order. Otherwise empty.</summary>
    public required ImmutableArray<string> ResponseLevels { get; init; }

    /// <summary>The names of the linear predictors: for a categorical response mu and the category, of each but the
    /// first; otherwise one that is empty.</summary>
    public required ImmutableArray<string> Predictors { get; init; }

    /// <summary>The number of trials of each row; empty unless the family is binomial.</summary>
    public required ImmutableArray<double> Trials { get; init; }

    /// <summary>What is added to the predictor of each row as it is: the sum of the offsets, 0 where there is
    /// none.</summary>
    public required ImmutableArray<double> Offset { get; init; }

    /// <summary>Whether the formula has an offset.</summary>
    public bool HasOffset => Formula.Offsets.Count > 0;

    /// <summary>Whether there is a population-level intercept. If so, population columns are centred.</summary>
    public bool HasIntercept => Formula.Population.HasIntercept;

    /// <summary>The population-level columns, without the intercept.</summary>
    public required ImmutableArray<DesignColumn> Columns { get; init; }

    /// <summary>The group terms.</summary>
    public required ImmutableArray<GroupDesign> Groups { get; init; }

    /// <summary>The levels of each factor of a term; null for a number.</summary>
    internal IReadOnlyDictionary<Expression, string[]?> FactorLevels { get; init; } =
        new Dictionary<Expression, string[]?>();

    /// <summary>What the user should know though a model can be fitted.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>The names of the thresholds between categories of the response; none unless the family has
    /// them.</summary>
    internal IEnumerable<string> ThresholdNames => Family.HasThresholds
        ? Enumerable.Range(1, ResponseLevels.Length - 1).Select(Formulas.ParameterNames.Threshold)
        : [];

    /// <summary>The names of the parameters in the order in which brms reports them: intercept or thresholds,
    /// coefficients, standard deviations, correlations, the family's own, group effects.</summary>
    public IEnumerable<string> ParameterNames =>
    [
        .. ThresholdNames,
        .. HasIntercept && !Family.HasThresholds
            ? Predictors.Select(Formulas.ParameterNames.InterceptOf)
            : Array.Empty<string>(),
        .. Predictors.SelectMany(CoefficientNames),
        .. Groups.SelectMany(group => group.StandardDeviationNames),
        .. Groups.SelectMany(group => group.CorrelationNames),
        .. Family.Parameters.Select(PriorClassNames.NameOf),
        .. Groups.SelectMany(group => group.EffectNames),
    ];

    /// <summary>The names of the population-level coefficients in one of the predictors.</summary>
    internal IEnumerable<string> CoefficientNames(string predictor) => Columns.Select(column =>
        Formulas.ParameterNames.Coefficient(Formulas.ParameterNames.In(predictor, column.Name)));

    /// <summary>Applies a formula to a table.</summary>
    /// <exception cref="FormulaException">The formula does not fit the table or the family.</exception>
    /// <exception cref="UserInputException">A cell in use has no place in such a model, or no row is left.</exception>
    public static Design Create(Formula formula, Family family, DataTable table)
    {
        ArgumentNullException.ThrowIfNull(formula);
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(table);
        return new DesignBuilder(formula, family, table).Build();
    }

    /// <summary>Applies the formula to other rows, for predictions: categories and groups keep the levels of these
    /// rows, and columns are centred by their means. The table needs no response, and what stands in it is not
    /// read.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="allowNewLevels">Whether groups may have levels that are not among those of these rows. They come
    /// after those, in ordinal string order.</param>
    /// <returns>A design whose <see cref="Response"/> is the same in each row, a value that the family
    /// admits.</returns>
    /// <exception cref="FormulaException">A column is missing, a category is not among those of these rows, or a level
    /// of a group is not and may not be new.</exception>
    /// <exception cref="UserInputException">A cell in use has no place in such a model, or no row is left.</exception>
    public Design ForNewRows(DataTable table, bool allowNewLevels = false)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new DesignBuilder(Formula, Family, table).Build(this, allowNewLevels);
    }

    /// <summary>The population-level design matrix, rows by columns, in a new array: the raw columns, or those less
    /// their means.</summary>
    public double[,] Matrix(bool isCentred) => DesignMatrix.Fill(Columns, RowCount, isCentred);

    /// <summary>The prior of every parameter: the most specific of those given, else the default.</summary>
    /// <param name="specifications">The user's priors; none for all defaults.</param>
    /// <exception cref="PriorException">A prior is for something the model does not have, or two are for the same.
    /// </exception>
    public ModelPriors ResolvePriors(params IReadOnlyList<PriorSpecification> specifications)
    {
        ArgumentNullException.ThrowIfNull(specifications);
        return PriorResolver.Resolve(this, specifications);
    }
}
