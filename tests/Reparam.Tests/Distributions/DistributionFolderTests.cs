using System.Text;
using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

/// <summary>What must hold for the folder of distributions as a whole, and the page that lists them.</summary>
public sealed class DistributionFolderTests
{
    private const string Update =
        "REPARAM_ACCEPT=1 dotnet test -c Release tests/Reparam.Tests --filter DistributionFolderTests";

    private static readonly Type[] Distributions = [.. typeof(Distribution).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Distribution)) && type is { IsAbstract: false, IsPublic: true })
        .OrderBy(type => type.Name, StringComparer.Ordinal)];

    private static readonly Type[] TestClasses = [.. typeof(DistributionFolderTests).Assembly.GetTypes()
        .Where(static t => t.Namespace == "Reparam.Tests.Distributions")];

    [Fact]
    public void Every_distribution_has_a_file_and_a_test_class_of_its_name()
    {
        string[] files = [.. Directory.GetFiles(RepositoryRoot.File("src/Reparam/Distributions"), "*.cs",
            SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f)!)];
        string[] tests = [.. Directory.GetFiles(RepositoryRoot.File("tests/Reparam.Tests/Distributions"), "*Tests.cs",
            SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f)!)];
        string[] missing = [.. Distributions.Select(static d => d.Name)
            .Where(name => !files.Contains(name) || !tests.Contains(name + "Tests"))];
        Assert.True(Distributions.Length > 60 && missing.Length == 0,
            $"{Distributions.Length} distributions; without a file or a test of their name: {string.Join(", ", missing)}.");
    }

    [Fact]
    public void The_page_lists_each_distribution_with_what_it_can_do()
    {
        string path = RepositoryRoot.File("docs/distributions.md"), found = Page();
        if (Environment.GetEnvironmentVariable("REPARAM_ACCEPT") == "1")
        {
            File.WriteAllText(path, found);
        }
        string page = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        string[] differing = [.. found.Split('\n').Except(page.Split('\n')).Take(10)];
        Assert.True(found == page, "docs/distributions.md does not list what there is, in lines such as\n\n" +
            $"{string.Join('\n', differing)}\n\nIf this is meant, accept it and commit the file:\n\n  {Update}\n");
    }

    private static string Page()
    {
        var text = new StringBuilder();
        text.Append("""
            # Distributions

            Densities are in nats, normalised and right far in the tails; how exact all of it is, is in [accuracy.md](accuracy.md). Every one in the table has a sampler.
            Path: how a draw can be differentiated in every parameter; where there is none a derivative of a draw is refused by name, and
            [an estimator](estimators.md) that needs no path serves. Inside a model any of them can be observed, and those that are continuous can be unknown. A test
            keeps this page; it is written by

                REPARAM_ACCEPT=1 dotnet test -c Release tests/Reparam.Tests --filter DistributionFolderTests

            | distribution | parameters | values, of an example | path | mean | variance | entropy | distribution function | quantile |
            | --- | --- | --- | --- | :---: | :---: | :---: | :---: | :---: |

            """.ReplaceLineEndings("\n"));
        foreach (Type type in Distributions)
        {
            if (Example(type) is { } example)
            {
                Tensor probability = Tensor.Full(0.5, example.BatchShape);
                text.Append(string.Join(" | ",
                    $"| [{type.Name}](../{SourceOf(type)})", Parameters(type), example.Support.Description,
                    example.Path is { } path ? Words(path) : "-",
                    Mark(() => example.Mean), Mark(() => example.Variance), Mark(() => example.Entropy),
                    Mark(() => example.Cdf(probability)), Mark(() => example.InverseCdf(probability)))).Append(" |\n");
            }
        }
        text.Append("\nNot in the table, as they are made of others or of whole models: ").AppendJoin(", ", Distributions.Where(static t => Example(t) is null)
            .Select(static t => $"[{t.Name}](../{SourceOf(t)})")).Append(".\n");
        return text.ToString();
    }

    /// <summary>One of its kind, from the parameters of its reference; null where it is made of others.</summary>
    private static Distribution? Example(Type type)
    {
        Type? laws = Array.Find(TestClasses, t => t.Name == type.Name + "Tests" && t.IsSubclassOf(typeof(DistributionLaws)));
        return laws is null ? null : ((DistributionLaws)Activator.CreateInstance(laws)!).Example is var example
            && example.GetType() == type ? example : null;
    }

    private static string SourceOf(Type type) => Path.GetRelativePath(RepositoryRoot.File("."), Directory.GetFiles(
        RepositoryRoot.File("src/Reparam/Distributions"), type.Name + ".cs", SearchOption.AllDirectories)[0])
        .Replace('\\', '/');

    private static string Parameters(Type type) => string.Join(", ", type.GetConstructors()
        .MinBy(static c => c.GetParameters().Length)!.GetParameters().Select(static p => p.Name));

    private static string Words(PathMethod method) => method switch
    {
        PathMethod.LocationScale => "location and scale",
        PathMethod.InverseDistributionFunction => "inverse of the distribution function",
        PathMethod.Implicit => "implicit",
        _ => "composition",
    };

    private static string Mark(Func<Tensor> member)
    {
        try
        {
            member();
            return "x";
        }
        catch (NotSupportedException)
        {
            return "";
        }
    }
}
