using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>The architecture of a network and how examples are read for it: model.json.</summary>
/// <remarks><c>schema_version</c> rises when a field changes its meaning or goes away.</remarks>
internal abstract record Architecture
{
    public const string FileName = "model.json";

    private const int SchemaVersion = 1;

    private static readonly JsonWriterOptions Options =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public abstract NetworkKind Kind { get; }

    /// <summary>The shape of an image, [channels, height, width]; of a point, [coordinates].</summary>
    public required Shape Image { get; init; }

    /// <summary>The number of shades of a pixel.</summary>
    public required int Shades { get; init; }

    /// <summary>The built-in examples that it is trained on; null for others.</summary>
    public string? Example { get; init; }

    /// <summary>Whether it is made for images of <see cref="Shades"/> shades and no others.</summary>
    public abstract bool NeedsShades { get; }

    /// <summary>The number that stands for white.</summary>
    public virtual float White => 1;

    /// <summary>What chance does to images.</summary>
    public virtual PixelNoise Noise => PixelNoise.None;

    /// <summary>The names of the classes that it is told; none where it is told none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Whether examples are points in the plane.</summary>
    public bool IsOfPoints => Image.Rank == 1;

    /// <summary>"image" or "point".</summary>
    public string Item => IsOfPoints ? "point" : "image";

    /// <summary>"an image" or "a point".</summary>
    public string OneItem => IsOfPoints ? "a point" : "an image";

    /// <summary>"Images" or "Points".</summary>
    public string Items => IsOfPoints ? "Points" : "Images";

    /// <summary>"784-200-200-50, tanh, bernoulli likelihood".</summary>
    protected abstract string Form { get; }

    /// <summary>The network.</summary>
    public abstract Module Create();

    /// <summary>"784-200-200-50, tanh, bernoulli likelihood, 136,564 weights".</summary>
    public string Describe() =>
        string.Create(CultureInfo.InvariantCulture, $"{Form}, {Create().TrainedCount:N0} weights");

    /// <summary>Examples with pixels as the network reads them.</summary>
    public virtual ExampleSet SetOf(ImageData data) => data.Set;

    /// <summary>The fields of examples that the network reads: images, and labels where it is told them.</summary>
    /// <param name="data">The examples.</param>
    /// <param name="noise">What chance does to images.</param>
    /// <param name="seed">Its seed.</param>
    /// <exception cref="UserInputException">Labels are missing, or are other ones.</exception>
    public ExampleValues Examples(ImageData data, PixelNoise noise, ulong seed)
    {
        ExampleValues examples = SetOf(data).Numbers(ImageData.Image, noise, seed);
        if (Labels.Count > 0)
        {
            examples[ImageData.Label] = ClassLabels.Of(Labels, data);
        }
        return examples;
    }

    /// <summary>Writes the file.</summary>
    public void Write(string path) => TextFile.Write(path, [], writer =>
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schema_version", SchemaVersion);
            json.WriteString("version", ProgramVersion.Text);
            json.WriteString("kind", Kind.Name);
            WriteNumbers(json, "image", [.. Image]);
            json.WriteNumber("shades", Shades);
            WriteFields(json);
            json.WriteString("example", Example);
            json.WriteEndObject();
        }
        writer.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    });

    /// <summary>Refuses a folder with a network of another kind; one without a network passes.</summary>
    /// <exception cref="UserInputException">It is of another kind.</exception>
    public static void RequireKind(string folder, NetworkKind kind)
    {
        if (File.Exists(Path.Combine(folder, FileName)))
        {
            Read(folder, kind, static _ => true);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="kind">What is expected.</param>
    /// <param name="read">Reads what is in it; fields that are missing or wrong may throw as JSON does.</param>
    /// <exception cref="UserInputException">It is not there, or not such a file.</exception>
    public static T Read<T>(string folder, NetworkKind kind, Func<JsonElement, T> read)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new UserInputException(
                $"{folder} has no {FileName}. Give a folder that 'reparam {kind.Command} train --output' wrote.");
        }
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
            int version = json.RootElement.GetProperty("schema_version").GetInt32();
            string? found = json.RootElement.GetProperty("kind").GetString();
            if (version != SchemaVersion)
            {
                throw new UserInputException(FormattableString.Invariant(
                    $"{path} is of schema {version}, but schema {SchemaVersion} was expected. ") +
                    "Use the version of reparam that wrote it.");
            }
            if (found != kind.Name)
            {
                throw new UserInputException($"{folder} holds a {found}, but a {kind.Name} was expected. "
                    + (NetworkKind.All.FirstOrDefault(k => k.Name == found) is { } other
                        ? $"Use 'reparam {other.Command}' for it." : "Use the version of reparam that wrote it."));
            }
            return read(json.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new UserInputException($"{path} cannot be read: {failure.Message.TrimEnd('.')}. "
                + $"Give a folder as 'reparam {kind.Command} train' left it.", failure);
        }
    }

    /// <summary>Writes what is special to a kind.</summary>
    protected abstract void WriteFields(Utf8JsonWriter json);

    protected static int[] Numbers(JsonElement root, string name) => Numbers(root.GetProperty(name));

    protected static int[] Numbers(JsonElement list) =>
        [.. list.EnumerateArray().Select(static e => e.GetInt32())];

    /// <summary>What older files do not have.</summary>
    /// <param name="root">The file.</param>
    /// <param name="name">The field.</param>
    /// <param name="absent">What goes without saying.</param>
    /// <param name="read">Reads the field.</param>
    protected static T Optional<T>(JsonElement root, string name, T absent, Func<JsonElement, T> read) =>
        root.TryGetProperty(name, out JsonElement found) ? read(found) : absent;

    protected static string[] Texts(JsonElement list) =>
        [.. list.EnumerateArray().Select(static e => e.GetString() ?? "")];

    protected static string Text(JsonElement root, string name) =>
        root.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

    /// <summary>One of some names.</summary>
    protected static string Known(string name, IEnumerable<string> names) => names.Contains(name) ? name
        : throw new FormatException($"'{name}' is none of {string.Join(", ", names)}");

    protected static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<int> values)
    {
        json.WriteStartArray(name);
        foreach (int value in values)
        {
            json.WriteNumberValue(value);
        }
        json.WriteEndArray();
    }

    protected static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }
        json.WriteEndArray();
    }
}
