namespace Reparam.Tests.PublicApi;

/// <summary>The public API is a reviewed text: what changes it changes PublicApi.txt in the same commit.</summary>
public class PublicApiTests
{
    private const string Update = "REPARAM_ACCEPT=1 dotnet test -c Release tests/Reparam.Tests --filter PublicApiTests";

    private static readonly string Approved = RepositoryRoot.File("tests/Reparam.Tests/PublicApi/PublicApi.txt");

    [Fact]
    public void The_public_API_is_the_approved_one()
    {
        string found = PublicApiListing.Of(typeof(Tensor).Assembly);
        if (Environment.GetEnvironmentVariable("REPARAM_ACCEPT") == "1")
        {
            File.WriteAllText(Approved, found);
        }
        string approved = File.Exists(Approved) ? File.ReadAllText(Approved).ReplaceLineEndings("\n") : "";
        Assert.True(found == approved,
            $"The public API is not the one in PublicApi.txt:\n\n{Difference(approved, found)}\n"
            + $"If this is meant, accept it and commit the file:\n\n  {Update}\n");
    }

    [Fact]
    public void A_difference_names_the_type_and_both_sides()
    {
        const string Before = "class A\n    int X()\n    int Y()\n\nclass B\n    int X()\n\n";
        const string After = "class A\n    int X()\n    int Z()\n\nclass B\n    int X()\n\nclass C\n\n";

        Assert.Equal("  class A\n-     int Y()\n+     int Z()\n  class C\n+ class C\n", Difference(Before, After));
    }

    /// <summary>What went (-) and what came (+), type by type.</summary>
    private static string Difference(string approved, string found)
    {
        Dictionary<string, string[]> before = Types(approved), after = Types(found);
        var text = new System.Text.StringBuilder();
        foreach (string name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            string[] old = before.GetValueOrDefault(name, []), now = after.GetValueOrDefault(name, []);
            string[] gone = [.. old.Except(now)], come = [.. now.Except(old)];
            if (gone.Length + come.Length > 0)
            {
                text.Append("  ").Append(name).Append('\n');
                text.AppendJoin("", gone.Select(line => $"- {line}\n"));
                text.AppendJoin("", come.Select(line => $"+ {line}\n"));
            }
        }
        return text.ToString();
    }

    /// <summary>The lines of each type, heading included, by its heading without what it derives from.</summary>
    private static Dictionary<string, string[]> Types(string listing) => listing
        .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(lines => lines[0].Split(" : ")[0]);
}
