using System.CommandLine;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>The options that say which model: an example, or a formula with its family, data and priors.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> _example = Text("--example", "NAME",
        "A built-in example: eight-schools. Otherwise --formula, --family and --data are needed.");
    private readonly Option<string?> _formula =
        Text("--formula", "FORMULA", "The model, such as \"y ~ x + (1 | group)\".");
    private readonly Option<string?> _family = Text(
        "--family", "NAME",
        $"Distribution of the response: {string.Join(", ", Family.All.Select(family => family.Name))}.");
    private readonly Option<string?> _data =
        Text("--data", "FILE", "The data: CSV with a header line, plain or gzipped.");
    private readonly Option<string[]> _priors = new("--prior")
    {
        HelpName = "PRIOR",
        Description = "A prior, such as \"b ~ normal(0, 2.5)\"; may be given several times.",
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [_example, _formula, _family, _data, _priors];

    /// <summary>An option whose value is a text.</summary>
    public static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description };

    /// <summary>Refuses an option that was given, but empty.</summary>
    public static void RequireText(string name, string? value)
    {
        if (value is not null && string.IsNullOrWhiteSpace(value))
        {
            throw new UserInputException($"{name} is empty. Give it a value, in quotes where it has spaces.");
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UserInputException">Something is missing, or too much.</exception>
    public ModelRequest Request(ParseResult result)
    {
        var request = new ModelRequest(
            result.GetValue(_example), result.GetValue(_formula), result.GetValue(_family), result.GetValue(_data),
            result.GetValue(_priors) ?? []);
        (string Name, string? Value)[] model =
            [("--formula", request.Formula), ("--family", request.Family), ("--data", request.Data)];
        string[] priors = request.Priors.Count > 0 ? ["--prior"] : [];
        string[] given = [.. model.Where(o => o.Value is not null).Select(o => o.Name), .. priors];
        string[] missing = [.. model.Where(o => o.Value is null).Select(o => o.Name)];
        if (request.Example is not null && given.Length > 0)
        {
            throw new UserInputException(
                $"--example brings its own model and data, but {string.Join(", ", given)} came with it. "
                    + "Leave out one or the other.");
        }
        if (request.Example is null && missing.Length > 0)
        {
            throw new UserInputException(given.Length == 0
                ? "There is no model. Give --formula, --family and --data, or --example eight-schools."
                : $"{string.Join(" and ", missing)} {(missing.Length == 1 ? "is" : "are")} missing: "
                    + "a model needs --formula, --family and --data.");
        }
        foreach (var (name, value) in model)
        {
            RequireText(name, value);
        }
        return request;
    }
}
