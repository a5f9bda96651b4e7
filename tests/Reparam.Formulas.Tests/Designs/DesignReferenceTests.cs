using System.Text.Json;

namespace Reparam.Formulas.Tests;

/// <summary>Designs against those of R's model.matrix and of brms; the numbers, versions and the script that made them
/// are in Reference/designs.json.</summary>
public class DesignReferenceTests
{
    /// <summary>Products and functions may differ in the last bits.</summary>
    private const double Relative = 1e-13;

    private static readonly JsonElement Reference =
        JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Reference("designs.json"))).RootElement;

    private static readonly DataTable Table = DataTable.ReadCsv(RepositoryFiles.Reference("design_small.csv"));

    public static TheoryData<string> PopulationFormulas =>
        [.. Reference.GetProperty("population").EnumerateArray().Select(entry =>
            entry.GetProperty("formula").GetString()!)];

    public static TheoryData<string> GroupFormulas =>
        [.. Reference.GetProperty("groups").EnumerateArray().Select(entry =>
            entry.GetProperty("formula").GetString()!)];

    [Theory]
    [MemberData(nameof(PopulationFormulas))]
    public void Population_designs_are_those_of_model_matrix(string formula)
    {
        var expected = Find("population", formula);

        var design = Design.Create(Formula.Parse(formula), Family.Gaussian, Table);

        Assert.Equal(expected.GetProperty("n").GetInt32(), design.RowCount);
        Assert.Equal(expected.GetProperty("intercept").GetBoolean(), design.HasIntercept);
        Assert.Equal(Strings(expected, "labels"), design.Columns.Select(column => column.Label));
        Assert.Equal(Strings(expected, "names"), design.Columns.Select(column => column.Name));
        AssertClose(Numbers(expected.GetProperty("response")), design.Response);
        AssertOffset(expected, design);
        foreach (var (column, values) in design.Columns.Zip(expected.GetProperty("x").EnumerateArray()))
        {
            AssertClose(Numbers(values), column.Values);
        }
    }

    [Theory]
    [MemberData(nameof(GroupFormulas))]
    public void Group_designs_are_those_of_brms(string formula)
    {
        var expected = Find("groups", formula);

        var design = Design.Create(Formula.Parse(formula), Family.Parse(expected.GetProperty("family").GetString()!),
            Table);

        Assert.Equal(expected.GetProperty("n").GetInt32(), design.RowCount);
        Assert.Equal(Strings(expected, "names"), design.Columns.Select(column => column.Name));
        AssertClose(Numbers(expected.GetProperty("response")), design.Response);
        AssertClose(Numbers(expected.GetProperty("trials")), design.Trials);
        AssertOffset(expected, design);

        // brms sorts group terms by the group's name; here they keep the formula's order.
        var groups = design.Groups.OrderBy(group => group.Name, StringComparer.Ordinal).ToArray();
        Assert.Equal(expected.GetProperty("groups").GetArrayLength(), groups.Length);
        foreach (var (group, reference) in groups.Zip(expected.GetProperty("groups").EnumerateArray()))
        {
            Assert.Equal(reference.GetProperty("group").GetString(), group.Name);
            Assert.Equal(Strings(reference, "coefficients"), group.Columns.Select(column => column.Name));
            Assert.Equal(Strings(reference, "levels"), group.Levels);
            Assert.Equal(Numbers(reference.GetProperty("index")).Select(index => (int)index - 1), group.LevelIndex);
            Assert.Equal(reference.GetProperty("correlated").GetBoolean() && group.Columns.Length > 1,
                group.HasCorrelations);
            foreach (var (column, values) in group.Columns.Zip(reference.GetProperty("z").EnumerateArray()))
            {
                AssertClose(Numbers(values), column.Values);
            }
        }
    }

    private static JsonElement Find(string table, string formula) =>
        Reference.GetProperty(table).EnumerateArray().First(entry =>
            entry.GetProperty("formula").GetString() == formula);

    private static string?[] Strings(JsonElement entry, string name) =>
        [.. entry.GetProperty(name).EnumerateArray().Select(text => text.GetString())];

    private static double[] Numbers(JsonElement array) =>
        [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static void AssertOffset(JsonElement expected, Design design)
    {
        var offset = Numbers(expected.GetProperty("offset"));
        Assert.Equal(offset.Length > 0, design.HasOffset);
        AssertClose(offset.Length > 0 ? offset : new double[design.RowCount], design.Offset);
    }

    private static void AssertClose(double[] expected, IReadOnlyList<double> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i] - expected[i], -Relative * Math.Abs(expected[i]),
                Relative * Math.Abs(expected[i]));
        }
    }
}
