using Reparam.Variational;

namespace Reparam.Tests.Variational;

/// <summary>What must hold for the folders of families, objectives, algorithms and rules of steps as a whole, and the
/// page that lists them.</summary>
public sealed class VariationalFolderTests
{
    public static TheoryData<string> Folders => ["Families", "Objectives", "Algorithms", "Steps"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Each_has_a_file_of_its_own_and_a_line_of_the_page(string folder)
    {
        string page = File.ReadAllText(RepositoryRoot.File("docs/families.md"));
        string[] missing = [.. In(folder).Where(name =>
            !File.Exists(RepositoryRoot.File($"src/Reparam/Variational/{folder}/{name}.cs"))
            || !page.Contains($"[{name}](../src/Reparam/Variational/{folder}/{name}.cs)", StringComparison.Ordinal))];
        Assert.True(missing.Length == 0, $"Without a file in src/Reparam/Variational/{folder}, or a line of " +
            $"docs/families.md that links to it: {string.Join(", ", missing)}.");
    }

    [Fact]
    public void Every_family_has_a_class_of_tests()
    {
        string[] tests = [.. typeof(FamilyLaws).Assembly.GetTypes().Select(t => t.Name)];
        string[] missing = [.. In("Families").Where(name => !tests.Contains(name + "Tests"))];
        Assert.True(missing.Length == 0, "Families without a test class: " + string.Join(", ", missing) + ". Add " +
            "<name>Tests : FamilyLaws in tests/Reparam.Tests/Variational/Families.");
    }

    /// <summary>Bounds whose values are known for normal distributions are tested side by side.</summary>
    [Fact]
    public void Every_objective_is_made_in_a_test()
    {
        string tests = string.Concat(Directory.GetFiles(
            RepositoryRoot.File("tests/Reparam.Tests/Variational/Objectives"), "*Tests.cs").Select(File.ReadAllText));
        string[] missing = [.. In("Objectives")
            .Where(name => !tests.Contains($"new {name}(", StringComparison.Ordinal))];
        Assert.True(missing.Length == 0, "Objectives that no test of the folder makes: " + string.Join(", ", missing) +
            ". A bound belongs into BoundsTests.");
    }

    private static string[] In(string folder)
    {
        Type kind = folder switch
        {
            "Families" => typeof(VariationalFamily),
            "Objectives" => typeof(VariationalObjective),
            "Algorithms" => typeof(FitAlgorithm),
            _ => typeof(StepRule),
        };
        string[] names = [.. kind.Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(kind) && t is { IsAbstract: false, IsPublic: true })
            .Select(t => t.Name).Order(StringComparer.Ordinal)];
        Assert.True(names.Length > 2, $"{folder}: has its form changed?");
        return names;
    }
}
