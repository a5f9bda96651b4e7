using System.Globalization;
using System.Reflection;

namespace Reparam.Neural;

/// <summary>Which training a checkpoint belongs to, as texts beside its arrays.</summary>
internal static class CheckpointIdentity
{
    private const string Format = "format", FormatText = "reparam training checkpoint, schema 1";

    /// <summary>What is compared, in this order, with what is said where it differs.</summary>
    private static readonly (string Name, string Words)[] Parts =
    [
        ("library_version", "it was written by version {0} of the library, and this is {1}"),
        ("seed", "its seed is {0}, and this is {1}"),
        ("options", "its options are {0}, and these are {1}"),
        ("terms", "its loss has the terms and metrics {0}, and this one {1}"),
        ("schedules", "its schedules are {0}, and these are {1}"),
        ("expressions", "its loss is computed otherwise (network, likelihood or objective differ)"),
    ];

    /// <summary>Of a training.</summary>
    public static IReadOnlyDictionary<string, string> Of(
        Loss loss, TrainingOptions options, BatchSource data, IReadOnlyDictionary<string, string> more)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            // Records print their properties, in the culture of the thread.
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var identity = new Dictionary<string, string>(more, StringComparer.Ordinal)
            {
                [Format] = FormatText,
                ["library_version"] = typeof(CheckpointIdentity).Assembly
                    .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
                ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
                ["options"] = FormattableString.Invariant($"batch {data.BatchSize}, {options.Optimizer}, ") +
                    FormattableString.Invariant($"clip norm {options.ClipNorm}, average {options.AverageDecay}"),
                ["examples"] = data.Identity ?? "not told",
                ["terms"] = string.Join(", ", loss.TermNames.Concat(loss.MetricNames)),
                ["schedules"] = string.Join(", ", loss.Inputs.OfType<ScheduledInput>()
                    .Select(static input => $"{input.Name}: {input.Schedule}")),
                ["expressions"] = Graph.Fingerprint(
                    [loss.Total, .. loss.Terms.Concat(loss.Metrics).Select(static t => t.Value)]),
            };
            return identity;
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>Reads a file that may be a checkpoint.</summary>
    public static SafetensorsFile Read(string path)
    {
        SafetensorsFile file;
        try
        {
            file = SafetensorsFile.Read(path);
        }
        catch (InvalidDataException broken)
        {
            throw new CheckpointException($"The checkpoint cannot be read: {broken.Message}", broken);
        }
        return file.Metadata.TryGetValue(Format, out string? format) && format == FormatText ? file
            : throw Refused(path, $"it is no checkpoint of a training, or of another schema than '{FormatText}'");
    }

    /// <summary>Refuses a checkpoint with arrays of other names or shapes.</summary>
    public static void RequireShapes(
        SafetensorsFile file, string prefix, IReadOnlyList<(string Name, Shape Shape)> expected)
    {
        foreach ((string name, Shape shape) in expected)
        {
            if (!file.TryGet(prefix + name, out NamedArray? array))
            {
                throw Refused(file.Path, $"its network has no weight '{name}', which this one has, of shape {shape}");
            }
            if (array.Shape != shape)
            {
                throw Refused(file.Path,
                    $"its weight '{name}' has shape {array.Shape}, and that of this network {shape}");
            }
        }
        foreach (NamedArray array in file.Arrays)
        {
            if (array.Name.StartsWith(prefix, StringComparison.Ordinal)
                && expected.All(e => prefix + e.Name != array.Name))
            {
                throw Refused(file.Path,
                    $"its network has a weight '{array.Name[prefix.Length..]}', which this one has not");
            }
        }
    }

    /// <summary>Refuses a checkpoint of another training.</summary>
    public static void RequireSame(SafetensorsFile file, IReadOnlyDictionary<string, string> expected)
    {
        // Other examples make other schedules, too: they are told of first.
        IEnumerable<(string Name, string Words)> more = expected.Keys
            .Where(static name => name != Format && Parts.All(part => part.Name != name))
            .Order(StringComparer.Ordinal).Select(static name => (name, $"its {name} are {{0}}, and these are {{1}}"));
        IEnumerable<(string Name, string Words)> parts = [.. Parts[..2], .. more, .. Parts[2..]];
        foreach ((string name, string words) in parts)
        {
            string found = file.Metadata.TryGetValue(name, out string? text) ? text : "", wanted = expected[name];
            if (found != wanted)
            {
                throw Refused(
                    file.Path, string.Format(CultureInfo.InvariantCulture, words, Shown(found), Shown(wanted)));
            }
        }
    }

    /// <summary>An array, which must be there.</summary>
    public static NamedArray Array(SafetensorsFile file, string name, ArrayType type, Shape? shape)
    {
        if (!file.TryGet(name, out NamedArray? array) || array.Type != type || (shape is { } s && array.Shape != s))
        {
            throw Refused(file.Path, $"it has no '{name}' of {type}{(shape is { } given ? $" {given}" : "")}");
        }
        return array;
    }

    private static string Shown(string text) => text.Length == 0 ? "none" : text;

    private static CheckpointException Refused(string path, string why) => new(
        $"The training cannot go on from {path}: {why}. Give the data and options with which it was begun, or begin " +
        "another one elsewhere.");
}
