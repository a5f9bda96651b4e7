using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>The architecture of a variational auto-encoder and how images are read for it: model.json.</summary>
/// <remarks><c>schema_version</c> rises when a field changes its meaning or goes away.</remarks>
internal sealed record VaeModel
{
    public const string FileName = "model.json";

    private const int SchemaVersion = 1;
    private const string Kind = "variational auto-encoder", Activation = "tanh";

    private static readonly JsonWriterOptions Options =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The shape of an image: [channels, height, width].</summary>
    public required Shape Image { get; init; }

    /// <summary>The number of shades of a pixel.</summary>
    public required int Shades { get; init; }

    /// <summary>The sizes of the hidden layers of the encoder; the decoder has them the other way round.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    public required int Latent { get; init; }

    /// <summary>One of <see cref="VaeLikelihoods.Names"/>.</summary>
    public required string Likelihood { get; init; }

    /// <summary>Whether pixels become 0 or 1 by chance each time that they are read.</summary>
    public required bool IsBinarised { get; init; }

    /// <summary>The built-in images that it is trained on; null for others.</summary>
    public string? Example { get; init; }

    /// <summary>What chance does to images.</summary>
    public PixelNoise Noise => IsBinarised ? PixelNoise.Binarised : PixelNoise.None;

    /// <summary>The network.</summary>
    public VariationalAutoencoder Create()
    {
        int elements = Image.Size;
        Likelihood likelihood = VaeLikelihoods.Of(Likelihood, Shades);
        var family = new DiagonalNormalFamily(Latent);
        // Shades that are classes are 0, 1, ...: the network reads them as others, from 0 to 1.
        double scale = 1 / VaeLikelihoods.Largest(Likelihood, Shades);
        return new VariationalAutoencoder(Image,
            new Sequential(new FunctionLayer(x => Tensor.Reshape(scale == 1 ? x : scale * x, [elements])),
                Sequential.Perceptron(Tensor.Tanh, [elements, .. Hidden, family.ParameterCount])), family,
            Sequential.Perceptron(
                Tensor.Tanh, [Latent, .. Hidden.Reverse(), elements * likelihood.ParametersPerElement]), likelihood);
    }

    /// <summary>"784-200-200-50, tanh, bernoulli likelihood, 1,000 weights".</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{string.Join('-', [Image.Size, .. Hidden, Latent])} and back, {Activation}, {Likelihood} likelihood, ") +
        string.Create(CultureInfo.InvariantCulture, $"{Create().TrainedCount:N0} weights");

    /// <summary>Writes the file.</summary>
    public void Write(string path) => TextFile.Write(path, [], writer =>
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schema_version", SchemaVersion);
            json.WriteString("version", ProgramVersion.Text);
            json.WriteString("kind", Kind);
            WriteNumbers(json, "image", [.. Image]);
            json.WriteNumber("shades", Shades);
            WriteNumbers(json, "hidden", Hidden);
            json.WriteNumber("latent", Latent);
            json.WriteString("activation", Activation);
            json.WriteString("likelihood", Likelihood);
            json.WriteString("binarise", IsBinarised ? "dynamic" : "none");
            json.WriteString("example", Example);
            json.WriteEndObject();
        }
        writer.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    });

    /// <summary>Reads the file.</summary>
    /// <exception cref="UserInputException">It is not there, or not such a file.</exception>
    public static VaeModel Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new UserInputException(
                $"{folder} has no {FileName}. Give a folder that 'reparam vae train --output' wrote.");
        }
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement root = json.RootElement;
            int version = root.GetProperty("schema_version").GetInt32();
            if (version != SchemaVersion || root.GetProperty("kind").GetString() != Kind
                || root.GetProperty("activation").GetString() != Activation)
            {
                throw new UserInputException(FormattableString.Invariant(
                    $"{path} is of schema {version} or of another kind of model, but schema {SchemaVersion} and a ") +
                    $"{Kind} were expected. Use the version of reparam that wrote it.");
            }
            return new VaeModel
            {
                Image = Shape.Create([.. Numbers(root, "image")]),
                Shades = root.GetProperty("shades").GetInt32(),
                Hidden = Numbers(root, "hidden"),
                Latent = root.GetProperty("latent").GetInt32(),
                Likelihood = root.GetProperty("likelihood").GetString()!,
                IsBinarised = root.GetProperty("binarise").GetString() == "dynamic",
                Example = root.GetProperty("example").GetString(),
            };
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new UserInputException(
                $"{path} cannot be read: {failure.Message.TrimEnd('.')}. Give a folder as 'reparam vae train' left it.",
                failure);
        }
    }

    private static int[] Numbers(JsonElement root, string name) =>
        [.. root.GetProperty(name).EnumerateArray().Select(static e => e.GetInt32())];

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<int> values)
    {
        json.WriteStartArray(name);
        foreach (int value in values)
        {
            json.WriteNumberValue(value);
        }
        json.WriteEndArray();
    }
}
