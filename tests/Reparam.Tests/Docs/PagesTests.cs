using System.Reflection;
using System.Text.RegularExpressions;

namespace Reparam.Tests.Docs;

/// <summary>What the pages say of tests and files is so.</summary>
public partial class PagesTests
{
    private static readonly Dictionary<string, Type[]> TestClasses = typeof(PagesTests).Assembly.GetTypes()
        .GroupBy(type => type.Name).ToDictionary(group => group.Key, group => group.ToArray());

    public static TheoryData<string> Pages => [.. new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md" }
        .Concat(Directory.GetFiles(RepositoryRoot.File("docs"), "*.md").Select(f => $"docs/{Path.GetFileName(f)}"))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Tests_that_a_page_names_exist(string page)
    {
        string text = File.ReadAllText(RepositoryRoot.File(page));
        string[] named = [.. TestName().Matches(text).Select(m => m.Groups[1].Value).Distinct()];
        string[] missing = [.. named.Where(name => !Exists(name))];

        Assert.True(missing.Length == 0, $"{page} names tests that do not exist: {string.Join(", ", missing)}.");
        Assert.True(page != "docs/theory.md" || named.Length > 10, "theory.md names no tests: has its form changed?");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Files_that_a_page_links_to_exist(string page)
    {
        string path = RepositoryRoot.File(page);
        string[] missing = [.. Link().Matches(File.ReadAllText(path)).Select(m => m.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, target.Split('#')[0])))];

        Assert.True(missing.Length == 0, $"{page} links to files that do not exist: {string.Join(", ", missing)}.");
    }

    private static bool Exists(string name)
    {
        string[] parts = name.Split('.');
        return TestClasses.GetValueOrDefault(parts[0], []).Any(type =>
            type.GetMethod(parts[1]) is { } method && method.IsDefined(typeof(FactAttribute)));
    }

    /// <summary>`ClassTests.A_sentence` or `ClassLaws.A_sentence`.</summary>
    [GeneratedRegex(@"`(\w+(?:Tests|Laws)\.\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
