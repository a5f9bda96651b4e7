using System.CommandLine;
using System.Globalization;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>Options that commands on networks share, and how their values are read.</summary>
internal static class NetworkOptions
{
    private const int MostUnits = 100_000;

    /// <summary>The folder of a training.</summary>
    public static Argument<string> Folder(NetworkKind kind) => new("MODEL")
    {
        Description = $"A folder that 'reparam {kind.Command} train --output' wrote.",
    };

    public static Option<int?> Threads() => Optional(
        "--threads", "The most threads to use; by default as many as the machine has.", 1, FitCommand.MostThreads);

    public static Option<ulong> Seed() => FitCommand.Whole(
        "--seed", "The seed.", FitRequest.DefaultSeed, ulong.MinValue, ulong.MaxValue);

    /// <summary>Of evaluations.</summary>
    public static Option<int?> Count() => Optional("--count", "Evaluate the first N images only.", 1, int.MaxValue);

    /// <summary>A whole number that may be left out.</summary>
    public static Option<int?> Optional(string name, string description, int least, int most) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = result => FitCommand.Read<int>(result, name, least, most),
    };

    /// <summary>One of some names.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is.</param>
    /// <param name="byDefault">The default; null for none.</param>
    /// <param name="names">The names.</param>
    public static Option<string?> Choice(string name, string description, string? byDefault, string[] names)
    {
        var option = new Option<string?>(name)
        {
            HelpName = "NAME",
            Description = $"{description} One of {string.Join(", ", names)}.",
            CustomParser = result =>
            {
                string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (!names.Contains(text))
                {
                    result.AddError($"{name} is '{text}'. {NearestNames.Suggest(text, names, "choices")}");
                }
                return text;
            },
        };
        if (byDefault is not null)
        {
            option.DefaultValueFactory = _ => byDefault;
        }
        return option;
    }

    /// <summary>A number from 0 to below 1.</summary>
    public static Option<double?> Share(string name, string description, string example) => Number(
        name, description, $"a number from 0 to below 1, such as {example}", static value => value is >= 0 and < 1);

    /// <summary>A number that may be left out.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is.</param>
    /// <param name="expected">What is expected, in words.</param>
    /// <param name="isSuch">Whether a number is that.</param>
    public static Option<double?> Number(
        string name, string description, string expected, Func<double, bool> isSuch) => new(name)
        {
            HelpName = "X",
            Description = description,
            CustomParser = result =>
            {
                string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    && isSuch(value))
                {
                    return value;
                }
                result.AddError($"{name} is '{text}', but must be {expected}.");
                return null;
            },
        };

    /// <summary>Sizes of layers.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What they are.</param>
    /// <param name="example">Some that suit.</param>
    /// <param name="none">The word for no layers; null where there must be some.</param>
    /// <param name="areDefault">Whether the example is what is chosen where the option is left out; otherwise nothing
    /// is.</param>
    public static Option<int[]> Sizes(
        string name, string description, int[] example, string? none = null, bool areDefault = true) => new(name)
    {
        HelpName = "N,N",
        Description = areDefault ? $"{description} [default: {string.Join(',', example)}]" : description,
        DefaultValueFactory = _ => areDefault ? example : [],
        CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            var sizes = new List<int>();
            foreach (string part in text == none ? [] : text.Split(','))
            {
                if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
                    || size is < 1 or > MostUnits)
                {
                    result.AddError($"{name} is '{text}', but must be whole numbers from 1 to {MostUnits} with "
                        + $"commas between them, such as {string.Join(',', example)}"
                        + (none is null ? "." : $", or {none}."));
                    return null;
                }
                sizes.Add(size);
            }
            return [.. sizes];
        },
    };

    /// <summary>A whole number of units.</summary>
    public static Option<int> Units(string name, string description, int byDefault) =>
        FitCommand.Whole(name, description, byDefault, 1, MostUnits);

    /// <summary>Whether an option was given although it has no effect.</summary>
    public static bool HasNoEffect(this Option option, ParseResult result, bool isWithoutEffect) =>
        isWithoutEffect && result.GetResult(option) is { Implicit: false };

    /// <summary>Adds options to a command, in the order of the help.</summary>
    public static void AddAll(this Command command, params IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }
}
