using System.Globalization;
using System.Reflection;
using System.Text;
using Reparam.Tests.Bijectors;
using Reparam.Tests.Distributions;

namespace Reparam.Tests.Docs;

/// <summary>docs/accuracy.md is what the tests measure: the worst error of each check, rounded up to 1, 2 or 5 times a
/// power of ten.</summary>
public sealed class AccuracyPageTests
{
    private const string Update = "REPARAM_ACCEPT=1 dotnet test -c Release tests/Reparam.Tests --filter AccuracyPageTests";

    private static readonly (string Title, string Law)[] DistributionColumns =
    [
        ("log density", nameof(DistributionLaws.Log_density_matches_the_reference)),
        ("derivatives", nameof(DistributionLaws.Traced_log_density_and_its_derivatives_match_the_reference)),
        ("distribution function", nameof(ScalarLaws.The_distribution_function_is_that_of_the_reference_in_both_tails)),
        ("quantile", nameof(ScalarLaws.The_quantile_function_inverts_the_distribution_function)),
        ("path", nameof(PathwiseLaws.Pathwise_gradient_is_the_gradient_of_the_expectation_in_every_parameter)),
    ];

    [Fact]
    public void The_page_says_what_the_tests_measure()
    {
        string path = RepositoryRoot.File("docs/accuracy.md"), found = Page();
        if (Environment.GetEnvironmentVariable("REPARAM_ACCEPT") == "1")
        {
            File.WriteAllText(path, found);
        }
        string page = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        string[] differing = [.. found.Split('\n').Except(page.Split('\n')).Take(10)];
        Assert.True(found == page, $"docs/accuracy.md is not what the tests measure, in lines such as\n\n" +
            $"{string.Join('\n', differing)}\n\nIf this is meant, accept it and commit the file:\n\n  {Update}\n");
    }

    private static string Page()
    {
        var text = new StringBuilder();
        text.Append("""
            # Accuracy

            The worst errors that the tests meet, rounded up to 1, 2 or 5 times a power of ten. A test compares this page with what it measures;
            it is written by

                REPARAM_ACCEPT=1 dotnet test -c Release tests/Reparam.Tests --filter AccuracyPageTests

            Exact values are those of mpmath at 50 digits and more, which lie with the scripts that made them in `tests/Reparam.Tests/Reference` and
            `tools/reference`.

            ## Distributions

            Log densities and derivatives (first in value and parameters, and one second): error relative to the value or 1, whichever is greater. Distribution
            functions, in both tails: relative to the probability itself, however small. Quantiles: relative to the value, at probabilities that
            are rounded to double, which alone may move those near 1. Path: derivatives, first and second, of an expectation through the draw
            against its closed form, by quadrature over the noise; they also hold the error of the closed form. A dash: there is none.


            """.ReplaceLineEndings("\n"));
        Table(text, "distribution", [.. DistributionColumns.Select(static c => c.Title)], Laws<DistributionLaws>().Select(
            static laws => (Name(laws), DistributionColumns.Select(c => Worst(laws, m => m.Name == c.Law)).ToArray())));
        text.Append("""

            ## Special functions of distributions

            Relative to the value, or to the size of the parts of a derivative that passes through zero, over the ranges that the tests name: shapes
            from 1e-3 to 1e6, both tails to 1e-300.


            """.ReplaceLineEndings("\n"));
        Table(text, "function", ["error"], Functions().Select(static f => (f.Key, new double?[] { f.Value })));
        text.Append("""

            ## Bijectors

            Value and log-determinant against exact values, at extreme arguments too, and the round trip from x to y and back to 1 + abs(x).


            """.ReplaceLineEndings("\n"));
        Table(text, "bijector", ["value and log-determinant", "round trip"], Laws<BijectorLaws>().Select(static laws => (
            Name(laws),
            new[]
            {
                Worst(laws, static m => m.Name.StartsWith("Values_match", StringComparison.Ordinal)),
                Worst(laws, static m => m.Name == nameof(BijectorLaws.The_inverse_undoes_the_map)),
            })));
        text.Append("""

            ## Single precision

            The same expressions in plans of floats, at the values and parameters of the references rounded to floats, against doubles: error relative to
            the value or 1, whichever is greater. A test asks that each error is one that roundings of the operations explain, so large ones belong to
            parameters at which the formula itself magnifies roundings. Beyond floats: at how many points it does not, because a number on the way is greater than
            floats can be, or less than the least normal one, or a rounding leads out of the domain. Their errors do not count here.


            """.ReplaceLineEndings("\n"));
        SingleTable(text, "distribution", ["log density", "derivatives", "path"], Laws<DistributionLaws>());
        text.Append('\n');
        SingleTable(text, "bijector", ["value", "log-determinant", "derivatives", "inverse"], Laws<BijectorLaws>());
        return text.ToString();
    }

    private static void SingleTable(StringBuilder text, string what, string[] kinds, IEnumerable<object> laws)
    {
        text.Append("| ").Append(what).Append(" | ").AppendJoin(" | ", kinds).Append(" | beyond floats |\n| --- |");
        text.Append(string.Concat(kinds.Select(static _ => " ---: |"))).Append(" ---: |\n");
        foreach (object law in laws)
        {
            SortedDictionary<string, double> found = WorstErrors.Of(() => Run(law,
                law.GetType().GetMethod(nameof(DistributionLaws.Single_precision_agrees_with_double_precision))!));
            text.Append("| ").Append(Name(law)).Append(" | ");
            text.AppendJoin(" | ", kinds.Select(k => Bound(found.TryGetValue(k, out double e) ? e : null)));
            text.Append(CultureInfo.InvariantCulture,
                $" | {found.GetValueOrDefault(SinglePrecision.Beyond)} of {found[SinglePrecision.Cases]} |\n");
        }
    }

    private static IEnumerable<object> Laws<TLaws>() => typeof(AccuracyPageTests).Assembly.GetTypes()
        .Where(static t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(TLaws)))
        .OrderBy(static t => t.Name, StringComparer.Ordinal).Select(static t => Activator.CreateInstance(t)!);

    private static string Name(object laws) => laws.GetType().Name[..^"Tests".Length];

    /// <summary>The worst error that tests of a class meet, or null where it has none.</summary>
    private static double? Worst(object laws, Func<MethodInfo, bool> chosen)
    {
        SortedDictionary<string, double> found = WorstErrors.Of(() =>
        {
            foreach (MethodInfo test in laws.GetType().GetMethods().Where(chosen))
            {
                Run(laws, test);
            }
        });
        return found.Count > 0 ? found.Values.Max() : null;
    }

    private static SortedDictionary<string, double> Functions() => WorstErrors.Of(static () =>
    {
        foreach (Type type in typeof(AccuracyPageTests).Assembly.GetTypes().Where(static t =>
            t.Namespace == "Reparam.Tests.Numerics" && t.Name is ['L', 'a', 'n', 'e', 'M', 'a', 't', 'h', _, ..]
            && t.Name.EndsWith("Tests", StringComparison.Ordinal)))
        {
            object tests = Activator.CreateInstance(type)!;
            foreach (MethodInfo test in type.GetMethods().Where(static m =>
                m.Name.Contains("exact", StringComparison.Ordinal) || m.Name.Contains("accurate", StringComparison.Ordinal)))
            {
                Run(tests, test);
            }
        }
    });

    private static void Run(object tests, MethodInfo test)
    {
        object?[][] rows = [.. test.GetCustomAttributes<InlineDataAttribute>().SelectMany(d => d.GetData(test))];
        if (rows.Length == 0 && test.GetParameters().Length > 0)
        {
            return;
        }
        foreach (object?[] row in rows.Length == 0 ? [[]] : rows)
        {
            test.Invoke(tests, row);
        }
    }

    private static void Table(
        StringBuilder text, string what, string[] titles, IEnumerable<(string Name, double?[] Errors)> rows)
    {
        text.Append("| ").Append(what).Append(" | ").AppendJoin(" | ", titles).Append(" |\n| --- |");
        text.Append(string.Concat(titles.Select(static _ => " ---: |"))).Append('\n');
        foreach ((string name, double?[] errors) in rows.Where(static r => r.Errors.Any(static e => e is not null)))
        {
            text.Append("| ").Append(name).Append(" | ").AppendJoin(" | ", errors.Select(Bound)).Append(" |\n");
        }
    }

    /// <summary>The least of 1, 2 and 5 times a power of ten that is not below.</summary>
    private static string Bound(double? error)
    {
        if (error is not { } e)
        {
            return "-";
        }
        if (e < 1e-30)
        {
            return "0";
        }
        int power = (int)Math.Floor(Math.Log10(e));
        double digits = e / Math.Pow(10, power);
        (int first, int exponent) = digits switch
        {
            <= 1 => (1, power),
            <= 2 => (2, power),
            <= 5 => (5, power),
            _ => (1, power + 1),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{first}e{exponent}");
    }
}
