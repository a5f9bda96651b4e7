using System.Text.Json;
using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>The architecture of a variational auto-encoder.</summary>
/// <remarks>The fields from "channels" on came later than the others: files without them are of networks with none of
/// that.</remarks>
internal sealed record VaeArchitecture : LatentArchitecture
{
    private const string Rectifier = "relu";

    public override NetworkKind Kind => NetworkKind.Vae;

    /// <summary>The sizes of the hidden layers of the encoder; the decoder has them the other way round.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    /// <summary>The channels of the convolutions in place of these layers; none where there are none.</summary>
    public required IReadOnlyList<int> Channels { get; init; }

    public required int Latent { get; init; }

    public required VaePosterior Posterior { get; init; }

    /// <summary>The part of the pixels that is hidden in training; 0 for a network that reads whole images.</summary>
    public required double Missing { get; init; }

    public bool IsConvolutional => Channels.Count > 0;

    protected override string Activation => ActivationOf(IsConvolutional);

    public override VariationalAutoencoder Create()
    {
        Likelihood likelihood = Pixels;
        LatentFamily family = Posterior.Of(Latent);
        // Shades that are classes are 0, 1, ...: the network reads them as others, from 0 to 1.
        double scale = 1 / likelihood.White;
        LatentExample Scaled(LatentExample example) => example with { Image = scale * example.Image };
        var fields = new ModelFields
        {
            Condition = Labels.Count > 0 ? Condition.Label(Labels.Count, ImageData.Label) : null,
            HasMask = Missing > 0,
            Encoder = scale == 1 ? null
                : IsConvolutional ? example => Scaled(example).AsChannels() : example => Scaled(example).AsVector(),
        };
        return IsConvolutional
            ? VariationalAutoencoder.Convolutional(Image, Channels, family, likelihood, fields: fields)
            : VariationalAutoencoder.Perceptron(Image, Hidden, family, likelihood, fields: fields);
    }

    /// <summary>Refuses images that cannot be halved as often as there are convolutions.</summary>
    /// <param name="source">What they are, in words.</param>
    /// <exception cref="UserInputException">They are such.</exception>
    public void RequireHalves(string source)
    {
        int left = Channels.Count, factor = 1;
        for (; left > 0 && Image[1] % (2 * factor) == 0 && Image[2] % (2 * factor) == 0; left--)
        {
            factor *= 2;
        }
        if (left > 0)
        {
            int possible = Channels.Count - left;
            throw new UserInputException(FormattableString.Invariant(
                $"--channels {string.Join(',', Channels)} halves both sides of images {Channels.Count} times, but ") +
                $"those of {source} are {ImageData.Size(Image)}, which can be halved "
                + FormattableString.Invariant($"{possible} time{(possible == 1 ? "" : "s")}. ")
                + (possible > 0 ? FormattableString.Invariant($"Give at most {possible} numbers, or use --hidden.")
                    : "Use --hidden."));
        }
    }

    protected override string Form =>
        FormattableString.Invariant($"{Image.Size}-{string.Concat(Layers())}{Latent} ") +
        $"and back, {Activation}, {Likelihood} likelihood" + Posterior.Describe() +
        (Labels.Count > 0 ? FormattableString.Invariant($", told {Labels.Count} labels") : "") +
        (Missing > 0 ? ", with missing pixels" : "");

    /// <summary>The network of a folder.</summary>
    public static TrainedNetwork<VaeArchitecture, VariationalAutoencoder> Trained(string folder) =>
        TrainedNetwork.Read(folder, NetworkKind.Vae, Of, static architecture => architecture.Create());

    private static VaeArchitecture Of(JsonElement root)
    {
        int[] channels = Optional(root, "channels", [], Numbers);
        return new VaeArchitecture
        {
            Image = Shape.Create([.. Numbers(root, "image")]),
            Shades = root.GetProperty("shades").GetInt32(),
            Hidden = Numbers(root, "hidden"),
            Channels = channels,
            Latent = root.GetProperty("latent").GetInt32(),
            Posterior = Optional(root, "posterior", new VaePosterior(VaePosterior.Diagonal),
                name => VaePosterior.Read(root, Known(name.GetString() ?? "", VaePosterior.Names))),
            Labels = Optional(root, "labels", [], Texts),
            Missing = Optional(root, "missing", 0, static e => e.GetDouble()),
            Likelihood = Text(root, "likelihood"),
            IsBinarised = ReadBinarised(root, ActivationOf(channels.Length > 0)),
            Example = root.GetProperty("example").GetString(),
        };
    }

    protected override void WriteFields(Utf8JsonWriter json)
    {
        WriteNumbers(json, "hidden", Hidden);
        WriteNumbers(json, "channels", Channels);
        json.WriteNumber("latent", Latent);
        Posterior.Write(json);
        WriteTexts(json, "labels", Labels);
        json.WriteNumber("missing", Missing);
        WriteLikelihood(json);
    }

    private static string ActivationOf(bool isConvolutional) => isConvolutional ? Rectifier : Tanh;

    private IEnumerable<string> Layers() => IsConvolutional
        ? Channels.Select(static c => FormattableString.Invariant($"conv {c}-"))
        : Hidden.Select(static n => FormattableString.Invariant($"{n}-"));
}
