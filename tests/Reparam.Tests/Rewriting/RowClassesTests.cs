using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Reparam.Rewriting;

namespace Reparam.Tests.Rewriting;

public sealed class RowClassesTests
{
    /// <summary>Tables of small integers, with one number of outer and inner elements for all rows.</summary>
    private static readonly Gen<(RowLayout Layout, int[] Elements)> Tables =
        from outer in Gen.Choose(1, 3)
        from rows in Gen.Choose(1, 40)
        from inner in Gen.Choose(1, 3)
        from elements in Gen.Choose(-1, 1).ArrayOf(outer * rows * inner)
        select (new RowLayout(outer, rows, inner), elements);

    private static string Row(RowLayout layout, int[] elements, int row) =>
        string.Join(' ', layout.Elements([row]).Select(e => elements[e]));

    private static Config Settings => Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261121, 7);

    [Fact]
    public void Rows_are_together_if_and_only_if_they_are_equal()
    {
        Prop.ForAll(Tables.ToArbitrary(), table =>
        {
            var (layout, elements) = table;
            var classes = RowClasses.Of<int>(elements, layout);
            string[] rows = [.. Enumerable.Range(0, layout.Rows).Select(row => Row(layout, elements, row))];
            string[] distinct = [.. rows.Distinct()];
            return classes.Count == distinct.Length
                && classes.OfRow.SequenceEqual(rows.Select(row => Array.IndexOf(distinct, row)))
                && classes.First.SequenceEqual(distinct.Select(row => Array.IndexOf(rows, row)));
        }).Check(Settings);
    }

    [Fact]
    public void Classes_of_two_tables_are_those_of_both_side_by_side()
    {
        Prop.ForAll(Tables.ToArbitrary(), Gen.Choose(-1, 1).ArrayOf(120).ToArbitrary(), (table, other) =>
        {
            var (layout, elements) = table;
            var classes = RowClasses.Of<int>(elements, layout);
            var second = RowClasses.Of<int>(other.AsSpan(0, layout.Rows), new RowLayout(1, layout.Rows, 1));
            string[] rows =
                [.. Enumerable.Range(0, layout.Rows).Select(row => $"{Row(layout, elements, row)} {other[row]}")];
            string[] distinct = [.. rows.Distinct()];
            return classes.With(second).OfRow.SequenceEqual(rows.Select(row => Array.IndexOf(distinct, row)))
                && second.With(classes).IsSameAs(classes.With(second));
        }).Check(Settings);
    }

    [Fact]
    public void Numbers_are_equal_if_their_bits_are()
    {
        double[] numbers = [0.0, -0.0, 0.1 + 0.2, 0.3, double.PositiveInfinity, 0.0, double.PositiveInfinity];
        var classes = RowClasses.Of(MemoryMarshal.Cast<double, ulong>(numbers), new RowLayout(1, 7, 1));
        Assert.Equal([0, 1, 2, 3, 4, 0, 4], classes.OfRow);
    }

    [Fact]
    public void Numbers_that_differ_in_few_bits_are_spread_over_the_table()
    {
        // A table that a poor hash fills in runs takes hours, not a second, for half a million rows.
        const int Rows = 500_000;
        double[] numbers = [.. Enumerable.Range(0, Rows).Select(i => (double)(i % (Rows / 2)))];
        var classes = RowClasses.Of(MemoryMarshal.Cast<double, ulong>(numbers), new RowLayout(1, Rows, 1));
        Assert.Equal(Rows / 2, classes.Count);
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => i % (Rows / 2)), classes.OfRow);
    }

    [Fact]
    public void Sums_over_classes_keep_what_each_addition_loses()
    {
        int[] rows = [0, 1, 0, 1, 0];
        double[] numbers = [1e16, 1, 1, 2, -1e16];
        var classes = RowClasses.Of<int>(rows, new RowLayout(1, 5, 1));
        Assert.Equal([1.0, 3.0], classes.Sums(row => numbers[row]));
    }
}
