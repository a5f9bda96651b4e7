namespace Reparam.Formulas;

/// <summary>The rows left out because a column in use is missing there.</summary>
/// <param name="Total">Number of rows left out; a row may lack several columns.</param>
/// <param name="ByColumn">The columns in use that have missing cells, with their number, in order of use.</param>
public sealed record DroppedRows(int Total, ValueList<(string Column, int Count)> ByColumn)
{
    /// <summary>"3 of 100 rows dropped: missing values in 'x' (2) and 'y' (1)"; "" where none was.</summary>
    public string Describe(int rowCount) => Total == 0
        ? ""
        : $"{Total} of {rowCount} rows dropped: missing values in "
            + string.Join(", ", ByColumn.Select(column => $"'{column.Column}' ({column.Count})"));
}
