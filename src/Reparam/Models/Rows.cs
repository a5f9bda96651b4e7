using Reparam.Data;
using Reparam.Distributions;
using Reparam.Primitives;

namespace Reparam;

/// <summary>
/// A repetition over the rows of a source: what is observed in it has one value a row, and the log densities of rows
/// are added. The rows stay in their source and are read block by block, however many they are.
/// </summary>
/// <remarks>
/// A column is written as a tensor whose first axis runs along rows, and an expression of columns must take each row by
/// itself. What needs all rows together, such as the mean of a column, is computed beforehand and given as a number.
/// </remarks>
/// <example><code>
/// using var flights = ColumnFile.Open("flights.columns");
/// Model model = Model.Define(m =>
/// {
///     Rows rows = m.Rows("flight", flights);
///     Tensor slope = m.Sample("slope", new Normal(0, 1)), sigma = m.Sample("sigma", new HalfNormal(50));
///     Tensor carrier = m.Plate("carrier", rows.Levels("carrier").Count).Sample("carrier", new Normal(0, 20));
///     Tensor mean = rows.Gather(carrier, "carrier") + slope * rows.Column("distance");
///     rows.Observe("delay", new Normal(mean, sigma), rows.Column("delay"));
/// });
/// </code></example>
public sealed class Rows
{
    private readonly ModelBuilder _model;
    private readonly RowBlocks _blocks;

    internal Rows(ModelBuilder model, RowBlocks blocks) => (_model, _blocks) = (model, blocks);

    /// <summary>What a row is.</summary>
    public string Name => _blocks.Name;

    /// <summary>N, the number of rows.</summary>
    public long Count => _blocks.Source.RowCount;

    /// <summary>A column of numbers, one a row.</summary>
    /// <param name="name">Its name in the source.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds categories.</exception>
    public Tensor Column(string name) => _blocks.Input([Place("Column", name, isCategory: false)], isMatrix: false);

    /// <summary>Columns of numbers side by side, a matrix of a row a row: for products with coefficients.</summary>
    /// <param name="names">Their names in the source.</param>
    /// <exception cref="ArgumentException">There is no such column, it holds categories, or no name is
    /// given.</exception>
    public Tensor Columns(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count > 0
            ? _blocks.Input([.. names.Select(name => Place("Columns", name, isCategory: false))], isMatrix: true)
            : throw new ArgumentException($"Rows '{Name}': Columns needs at least one name.", nameof(names));
    }

    /// <summary>The levels of a column of categories.</summary>
    /// <param name="name">Its name in the source.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds numbers.</exception>
    public IReadOnlyList<string> Levels(string name) =>
        _blocks.Source.Columns[Place("Levels", name, isCategory: true)].Levels!;

    /// <summary>For each row the row of a table that belongs to its category.</summary>
    /// <param name="table">A tensor whose first axis has a place for each level, such as one effect a group.</param>
    /// <param name="name">The column of categories.</param>
    /// <exception cref="ArgumentException">There is no such column, it holds numbers, the table has not as many rows as
    /// there are levels, or it depends on rows itself.</exception>
    public Tensor Gather(Tensor table, string name)
    {
        ArgumentNullException.ThrowIfNull(table);
        int column = Place("Gather", name, isCategory: true), levels = _blocks.Source.Columns[column].Levels!.Count;
        if (table.Rank == 0 || table.Length != levels)
        {
            throw new ArgumentException(
                $"Rows '{Name}': a table of shape {table.Shape} does not fit column '{name}', which has {levels} " +
                $"levels. Give one row a level, as Plate(\"{name}\", rows.Levels(\"{name}\").Count) makes them.",
                nameof(table));
        }
        _model.RequireNoRows(table, $"The table of Gather '{name}'", nameof(table));
        return new Tensor(IndexedRows.Gather, null, table, _blocks.Input([column], isMatrix: false));
    }

    /// <summary>Observed values, one a row: adds the sum of their log likelihoods to the model.</summary>
    /// <remarks>Where the values are columns or computed from columns, the source is read once, to refuse values
    /// outside the support.</remarks>
    /// <param name="name">A name, unique in the model.</param>
    /// <param name="likelihood">Their distribution; parameters broadcast along the rows.</param>
    /// <param name="values">What was observed.</param>
    /// <exception cref="ArgumentException">The name is taken, the shapes do not fit, a value lies outside the support,
    /// the support depends on an unknown, or rows are not taken each by itself.</exception>
    public void Observe(string name, Distribution likelihood, Tensor values) =>
        _model.ObserveRows(name, likelihood, values, _blocks);

    /// <summary>Adds a log density that is a sum over rows.</summary>
    /// <param name="name">A name, unique in the model.</param>
    /// <param name="logDensity">The addend of each row in nats: a vector.</param>
    /// <exception cref="ArgumentException">The name is taken, it is not a vector along rows, or rows are not taken each
    /// by itself.</exception>
    public void Factor(string name, Tensor logDensity) => _model.FactorRows(name, logDensity, _blocks);

    private int Place(string verb, string name, bool isCategory)
    {
        IReadOnlyList<SourceColumn> columns = _blocks.Source.Columns;
        for (int place = 0; place < columns.Count; place++)
        {
            if (columns[place].Name == name)
            {
                return columns[place].Levels is null != isCategory ? place : throw new ArgumentException(
                    $"Rows '{Name}': {verb} cannot use '{name}', a column of " +
                    (isCategory ? "numbers. Give its values as text, or use Column."
                        : "categories. Use Gather, with a value for each level."),
                    nameof(name));
            }
        }
        throw new ArgumentException(
            $"Rows '{Name}': there is no column '{name}'; there are {string.Join(", ", columns.Select(c => c.Name))}.",
            nameof(name));
    }
}
