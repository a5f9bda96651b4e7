namespace Reparam.Formulas.Tests;

public class DataTableTests
{
    [Fact]
    public void A_table_can_be_made_of_columns_in_memory()
    {
        var table = DataTable.FromColumns(
            DataColumn.Numeric("y", [1.0, 2.5]), DataColumn.Numeric("x", [null, 308.0]),
                DataColumn.Text("g", ["a", null]));

        Assert.Null(table.Source);
        Assert.Equal(2, table.RowCount);
        Assert.Equal(2.5, table.Column("y").Number(1));
        Assert.True(table.Column("x").IsMissing(0));
        Assert.Equal(1, table.Column("x").MissingCount);
        Assert.Null(table.Column("x").Category(0));
        Assert.Equal("308", table.Column("x").Category(1));
        Assert.Equal("a", table.Column("g").Category(0));
        Assert.True(table.Column("g").IsMissing(1));
        Assert.Throws<InvalidOperationException>(() => table.Column("g").Number(0));
    }

    [Theory]
    [InlineData(308.0, "308")]
    [InlineData(-0.0, "0")]
    [InlineData(10.5, "10.5")]
    [InlineData(1e21, "1E+21")]
    public void Numbers_as_categories_are_printed_invariantly(double value, string category)
    {
        Assert.Equal(category, DataColumn.Numeric("x", [value]).Category(0));
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void NaN_and_infinity_are_refused_where_they_enter(double value, string shown)
    {
        var refusal = Assert.Throws<ArgumentException>(() => DataColumn.Numeric("x", [1, value]));

        Assert.Equal(
            $"Column 'x': values must be finite, but values[1] = {shown}. Pass null where a value is missing. "
                + "(Parameter 'values')",
            refusal.Message);
    }

    [Fact]
    public void Columns_that_make_no_table_are_refused()
    {
        var y = DataColumn.Numeric("y", [1.0, 2.0]);

        Assert.StartsWith(
            "A table needs at least one column and one row, but was given none. Pass columns with values.",
            Assert.Throws<ArgumentException>(() => DataTable.FromColumns()).Message);
        Assert.StartsWith(
            "Each column needs a name of its own, but columns[1] is named 'y'. Rename it.",
            Assert.Throws<ArgumentException>(() => DataTable.FromColumns(y, y)).Message);
        Assert.StartsWith(
            "Columns must be equally long, but 'x' has 1 rows and 'y' has 2. Use null for missing values.",
            Assert.Throws<ArgumentException>(() => DataTable.FromColumns(y, DataColumn.Text("x", ["a"]))).Message);
    }

    [Fact]
    public void An_unknown_column_is_refused_with_the_nearest_names()
    {
        var table = DataTable.FromColumns(DataColumn.Numeric("arsenic", [1.0]));

        Assert.Equal(
            "The table has no column 'armenic'. Did you mean 'arsenic'?",
            Assert.Throws<UserInputException>(() => table.Column("armenic")).Message);
    }
}
