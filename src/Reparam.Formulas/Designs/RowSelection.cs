namespace Reparam.Formulas;

/// <summary>The columns a formula uses, checked for their use, and the rows on which all of them are present.</summary>
internal sealed class RowSelection
{
    private readonly Formula formula;
    private readonly List<DataColumn> used = [];

    private RowSelection(Formula formula, DataTable table)
    {
        this.formula = formula;
        Table = table;
    }

    public DataTable Table { get; }

    /// <summary>The table's rows in use, from 0.</summary>
    public int[] Rows { get; private set; } = [];

    public DroppedRows Dropped { get; private set; } = new(0, []);

    public static RowSelection Make(Formula formula, Family family, DataTable table, bool hasResponse = true)
    {
        var selection = new RowSelection(formula, table);
        foreach (var (column, use) in Uses(formula, family, hasResponse))
        {
            selection.Add(column, use);
        }

        selection.Select();
        return selection;
    }

    /// <summary>The numbers of a column on the rows in use.</summary>
    public double[] Numbers(ColumnReference reference)
    {
        var column = Table.Column(reference.Name);
        return Array.ConvertAll(Rows, column.Number);
    }

    /// <summary>The categories of a column on the rows in use.</summary>
    public string[] Categories(ColumnReference reference)
    {
        var column = Table.Column(reference.Name);
        return Array.ConvertAll(Rows, row => column.Category(row)!);
    }

    public bool IsNumeric(ColumnReference reference) => Table.Column(reference.Name).Kind == ColumnKind.Numeric;

    /// <summary>How messages call row i of those in use.</summary>
    public string Place(int i) => Table.Place(Rows[i]);

    private static IEnumerable<(ColumnReference Column, ColumnUse Use)> Uses(
        Formula formula, Family family, bool hasResponse)
    {
        var response = formula.Response is ColumnReference && (family == Family.Bernoulli || family.IsCategorical)
            ? ColumnUse.Either
            : ColumnUse.Numbers;
        return
        [
            .. (hasResponse ? formula.Response.Columns : []).Select(column => (column, response)),
            .. (formula.Trials?.Columns ?? []).Select(column => (column, ColumnUse.Numbers)),
            .. Uses(formula.Population),
            .. formula.Offsets.SelectMany(offset => offset.Columns).Select(column => (column, ColumnUse.Numbers)),
            .. formula.Groups.SelectMany(group => Uses(group.Effects)),
            .. formula.Groups.SelectMany(group => group.Grouping).Select(column => (column, ColumnUse.Categories)),
        ];
    }

    private static IEnumerable<(ColumnReference Column, ColumnUse Use)> Uses(TermList terms) =>
        terms.Variables.SelectMany(variable => variable.Columns.Select(column => (column, variable switch
        {
            ColumnReference => ColumnUse.Either,
            FunctionCall { IsFactor: true } => ColumnUse.Categories,
            _ => ColumnUse.Numbers,
        })));

    private void Add(ColumnReference reference, ColumnUse use)
    {
        if (Table.TryColumn(reference.Name) is not { } column)
        {
            throw new FormulaException(
                $"{Table.Source ?? "The table"} has no column '{reference.Name}'.",
                formula.Text,
                reference.Span,
                Table.SuggestColumn(reference.Name));
        }

        if (column.NotFinite is { } bad)
        {
            throw new UserInputException(
                $"{Table.Place(bad.Row)}, column '{column.Name}': {bad.Text} is not a finite number. "
                    + "Write NA or leave the cell empty where a value is missing.");
        }

        if (use != ColumnUse.Categories && column.Stray is { } stray)
        {
            throw new UserInputException(
                $"{Table.Place(stray.Row)}, column '{column.Name}': '{stray.Text}' is not a number, though at least "
                    + "nine tenths of the column are. Correct the cell; a missing value is NA or empty, and decimals "
                    + "have a point.");
        }

        if (use == ColumnUse.Numbers && column.Kind == ColumnKind.Text)
        {
            var row = Enumerable.Range(0, column.Count).First(row =>
                column.Category(row) is { } cell && !CellTyping.TryRead(cell, out _));
            throw new FormulaException(
                $"The column '{column.Name}' is used as a number but holds text.",
                formula.Text,
                reference.Span,
                $"{Table.Place(row)}: '{column.Category(row)}' is not a number. Name a numeric column here.");
        }

        if (use == ColumnUse.Categories && column.Inexact is { } inexact)
        {
            throw new UserInputException(
                $"{Table.Place(inexact.Row)}, column '{column.Name}': {inexact.Text} is beyond 2^53, where numbers "
                    + "with the same first 16 digits are one, so it cannot tell categories apart. Put a letter in "
                    + "front of each.");
        }

        if (!used.Contains(column))
        {
            used.Add(column);
        }
    }

    private void Select()
    {
        Rows = [.. Enumerable.Range(0, Table.RowCount).Where(row => !used.Exists(column => column.IsMissing(row)))];
        Dropped = new(
            Table.RowCount - Rows.Length,
            [.. used.Where(column => column.MissingCount > 0).Select(column => (column.Name, column.MissingCount))]);
        if (Rows.Length == 0)
        {
            throw new UserInputException(
                $"No row of {Table.Source ?? "the table"} is complete. {Dropped.Describe(Table.RowCount)}. "
                    + "Leave such columns out of the formula, or fill them in.");
        }
    }
}
