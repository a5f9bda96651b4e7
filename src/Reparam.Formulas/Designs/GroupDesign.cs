using System.Collections.Immutable;

namespace Reparam.Formulas;

/// <summary>The design of one group term: row i adds Σ_k Columns[k].Values[i] · r[LevelIndex[i], k] to the predictor,
/// with r[level, ·] = the columns' standard deviations times a standard normal vector, correlated or not.</summary>
public sealed class GroupDesign
{
    internal GroupDesign(
        GroupTerm term,
        ImmutableArray<string> predictors,
        ImmutableArray<string> levels,
        ImmutableArray<int> levelIndex,
        ImmutableArray<DesignColumn> columns,
        ImmutableArray<string> keys)
    {
        Keys = keys;
        Term = term;
        Predictors = predictors;
        Name = ParameterNames.Clean(term.Name);
        Levels = levels;
        LevelIndex = levelIndex;
        Columns = columns;
    }

    /// <summary>The name: "village", "a:b".</summary>
    public string Name { get; }

    /// <summary>The levels in ordinal string order; of several grouping columns joined by '_', as in brms. In a design
    /// of new rows those that were not fitted come after those that were.</summary>
    public ImmutableArray<string> Levels { get; }

    /// <summary>For each row in use the place of its level in <see cref="Levels"/>.</summary>
    public ImmutableArray<int> LevelIndex { get; }

    /// <summary>The columns whose effects vary, not centred; the intercept is a column of ones named
    /// "Intercept".</summary>
    public ImmutableArray<DesignColumn> Columns { get; }

    /// <summary>Whether the effects have a correlation matrix: there are several, and the term has one bar.</summary>
    public bool HasCorrelations => Term.IsCorrelated && Columns.Length > 1;

    internal GroupTerm Term { get; }

    /// <summary>The levels before their parts were joined for people.</summary>
    internal ImmutableArray<string> Keys { get; }

    /// <summary>The linear predictors; in each the group has effects of its own.</summary>
    private ImmutableArray<string> Predictors { get; }

    /// <summary>"sd_village__Intercept", one for each column.</summary>
    public IEnumerable<string> StandardDeviationNames => Predictors.SelectMany(StandardDeviationNamesOf);

    /// <summary>"cor_Subject__Intercept__Days": the lower triangle row by row, (1,2), (1,3), (2,3), ...; empty where
    /// there are no correlations.</summary>
    public IEnumerable<string> CorrelationNames => Predictors.SelectMany(CorrelationNamesOf);

    /// <summary>"r_village[3,Intercept]": all levels of the first column, then of the second, ...</summary>
    public IEnumerable<string> EffectNames => Predictors.SelectMany(EffectNamesOf);

    internal IEnumerable<string> StandardDeviationNamesOf(string predictor) => Columns.Select(column =>
        ParameterNames.StandardDeviation(Name, ParameterNames.In(predictor, column.Name)));

    internal IEnumerable<string> CorrelationNamesOf(string predictor) =>
        from second in Enumerable.Range(0, HasCorrelations ? Columns.Length : 0)
        from first in Enumerable.Range(0, second)
        select ParameterNames.Correlation(Name, ParameterNames.In(predictor, Columns[first].Name),
            ParameterNames.In(predictor, Columns[second].Name));

    internal IEnumerable<string> EffectNamesOf(string predictor) =>
        from column in Columns
        from level in Levels
        select ParameterNames.GroupEffect(ParameterNames.Within(Name, predictor), level, column.Name);

    /// <summary>The design matrix, rows by columns, in a new array.</summary>
    public double[,] Matrix() => DesignMatrix.Fill(Columns, LevelIndex.Length, isCentred: false);
}
