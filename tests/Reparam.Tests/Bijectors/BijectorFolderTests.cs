using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

/// <summary>What must hold for the folder of bijectors as a whole.</summary>
public sealed class BijectorFolderTests
{
    private static readonly string[] Files = [.. Directory.GetFiles(
        RepositoryRoot.File("src/Reparam/Bijectors"), "*.cs").Select(f => Path.GetFileNameWithoutExtension(f)!)];

    private static readonly Type[] Maps = [.. typeof(Bijector).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Bijector)) && type is { IsAbstract: false, IsPublic: true })];

    [Fact]
    public void Every_bijector_has_a_file_of_its_own()
    {
        string[] missing = [.. Maps.Select(type => type.Name).Except(Files).Order(StringComparer.Ordinal)];
        Assert.True(Maps.Length > 30 && missing.Length == 0,
            $"{Maps.Length} bijectors; without a file in src/Reparam/Bijectors: {string.Join(", ", missing)}.");
    }

    [Fact]
    public void Every_bijector_is_tested_by_the_laws()
    {
        Type[] laws = [.. typeof(BijectorLaws).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(BijectorLaws)))];
        string[] missing = [.. Maps.Where(type => !laws.Any(law => law.Name == type.Name + "Tests"))
            .Select(type => type.Name).Order(StringComparer.Ordinal)];
        Assert.True(missing.Length == 0,
            "Bijectors without a test class: " + string.Join(", ", missing) + ". Add <name>Tests : BijectorLaws in " +
            "tests/Reparam.Tests/Bijectors; its map, and the shape of an event, are all that it must give.");
    }

    [Fact]
    public void Every_test_class_tests_the_bijector_of_its_name()
    {
        foreach (Type law in typeof(BijectorLaws).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(BijectorLaws))))
        {
            Bijector map = ((BijectorLaws)Activator.CreateInstance(law)!).Bijector;
            Assert.Equal(law.Name, map.GetType().Name + "Tests");
        }
    }

    [Fact]
    public void The_page_of_bijectors_lists_each_of_them()
    {
        string page = File.ReadAllText(RepositoryRoot.File("docs/bijectors.md"));
        string[] missing = [.. Maps.Select(type => type.Name)
            .Where(name => !page.Contains($"[{name}](", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.True(missing.Length == 0, "docs/bijectors.md does not list " + string.Join(", ", missing) + ".");
    }
}
