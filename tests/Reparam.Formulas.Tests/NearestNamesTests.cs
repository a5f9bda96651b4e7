namespace Reparam.Formulas.Tests;

public class NearestNamesTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("arsenic", "arsneic", 1)]
    [InlineData("abc", "abc", 0)]
    [InlineData("ca", "abc", 3)]
    public void Distance_counts_edits_and_swaps(string left, string right, int expected)
    {
        Assert.Equal(expected, NearestNames.Distance(left, right));
        Assert.Equal(expected, NearestNames.Distance(right, left));
    }

    [Theory]
    [InlineData("armenic", "Did you mean 'arsenic'?")]
    [InlineData("ARSENIC", "Did you mean 'arsenic'?")]
    [InlineData("dist", "Did you mean 'dist100'?")]
    [InlineData("assod", "Did you mean 'assoc'?")]
    [InlineData("temperature", "The columns are 'arsenic', 'dist100' and 'assoc'.")]
    public void The_nearest_names_are_suggested_or_all_are_listed(string name, string expected)
    {
        Assert.Equal(expected, NearestNames.Suggest(name, ["arsenic", "dist100", "assoc"], "columns"));
    }

    [Fact]
    public void Several_near_names_are_ordered_by_distance_then_by_name()
    {
        Assert.Equal(["mom_iq", "mum_iq", "tom_iq_"],
            NearestNames.Find("mom_iq", ["tom_iq_", "mum_iq", "mom_iq", "other"]));
        Assert.Equal("Did you mean 'x1', 'x2' or 'x3'?",
            NearestNames.Suggest("x", ["x3", "x1", "x2", "x4"], "columns"));
    }

    [Fact]
    public void Long_lists_are_cut()
    {
        var names = Enumerable.Range(10, 15).Select(i => $"column{i}").ToArray();

        Assert.EndsWith("'column21' and 3 more.", NearestNames.Suggest("z", names, "columns"));
        Assert.Equal("There are no columns.", NearestNames.Suggest("z", [], "columns"));
    }
}
