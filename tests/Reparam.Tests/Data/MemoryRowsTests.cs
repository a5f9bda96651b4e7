using Reparam.Data;

namespace Reparam.Tests.Data;

public sealed class MemoryRowsTests
{
    [Fact]
    public void Columns_are_read_by_rows_and_categories_by_the_places_of_their_levels()
    {
        MemoryRows rows = new MemoryRows().With("x", [1, 2, 3, 4]).With("g", ["b", "a", "b", "c"]);
        Assert.Equal(4, rows.RowCount);
        Assert.Equal(["a", "b", "c"], rows.Columns[1].Levels!);
        var read = new double[3];
        rows.Read(1, 1, read);
        Assert.Equal([0, 1, 2], read);
        rows.Read(0, 0, read);
        Assert.Equal([1, 2, 3], read);
    }

    [Fact]
    public void What_is_missing_or_does_not_fit_is_refused()
    {
        MemoryRows rows = new MemoryRows().With("x", [1, 2, 3]);
        var refusal = Assert.Throws<ArgumentException>(() => rows.With("z", [1, double.NaN, 3]));
        Assert.Contains("column 'z' is NaN in row 1", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => rows.With("z", [1, 2]));
        Assert.Throws<ArgumentException>(() => rows.With("x", [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => rows.With("g", ["a", null!, "b"]));
        Assert.Throws<ArgumentException>(() => new MemoryRows().With("x", Array.Empty<double>()));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_number_that_is_not_finite_is_found_at_any_place(double bad)
    {
        for (int length = 1; length < 40; length++)
        {
            for (int place = 0; place < length; place++)
            {
                var values = new double[length];
                values.AsSpan().Fill(double.MaxValue);
                Assert.Equal(-1, new ReadOnlySpan<double>(values).IndexOfNonFinite());
                values[place] = bad;
                Assert.Equal(place, new ReadOnlySpan<double>(values).IndexOfNonFinite());
            }
        }
    }
}
