using System.Globalization;
using System.Text.Json;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>The architecture of a deep latent Gaussian model.</summary>
internal sealed record DlgmArchitecture : LatentArchitecture
{
    /// <summary>By their names on the command line.</summary>
    public static readonly IReadOnlyDictionary<string, PosteriorForm> Posteriors =
        new Dictionary<string, PosteriorForm>
        {
            ["diagonal"] = PosteriorForm.Diagonal,
            ["rank_one"] = PosteriorForm.RankOnePrecision,
            ["ladder"] = PosteriorForm.Ladder,
        };

    /// <summary>By their names on the command line.</summary>
    public static readonly IReadOnlyDictionary<string, LayerNoise> Spreads = new Dictionary<string, LayerNoise>
    {
        ["unit"] = LayerNoise.Unit,
        ["diagonal"] = LayerNoise.Diagonal,
        ["dense"] = LayerNoise.Dense,
        ["conditional"] = LayerNoise.Conditional,
    };

    public override NetworkKind Kind => NetworkKind.Dlgm;

    /// <summary>The variables of each layer, the one next to the data first.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>The units of the hidden layer of each network.</summary>
    public required int Hidden { get; init; }

    /// <summary>One of <see cref="Posteriors"/>.</summary>
    public required string Posterior { get; init; }

    /// <summary>One of <see cref="Spreads"/>.</summary>
    public required string Spread { get; init; }

    public override DeepLatentGaussianModel Create() => DeepLatentGaussianModel.Perceptron(Image, Hidden, Layers,
        Posteriors[Posterior], Spreads[Spread], Pixels);

    protected override string Form => string.Create(CultureInfo.InvariantCulture,
        $"{string.Join('-', Layers.Prepend(Image.Size))}, {Hidden} hidden units in each network, {Activation}, ") +
        $"{Posterior} posterior, {Spread} noise, {Likelihood} likelihood";

    /// <summary>The network of a folder.</summary>
    public static TrainedNetwork<DlgmArchitecture, DeepLatentGaussianModel> Trained(string folder) =>
        TrainedNetwork.Read(folder, NetworkKind.Dlgm, Of, static architecture => architecture.Create());

    private static DlgmArchitecture Of(JsonElement root) => new()
    {
        Image = Shape.Create([.. Numbers(root, "image")]),
        Shades = root.GetProperty("shades").GetInt32(),
        Layers = Numbers(root, "layers"),
        Hidden = root.GetProperty("hidden").GetInt32(),
        Posterior = Known(Text(root, "posterior"), Posteriors.Keys),
        Spread = Known(Text(root, "noise"), Spreads.Keys),
        Likelihood = Text(root, "likelihood"),
        IsBinarised = ReadBinarised(root),
        Example = root.GetProperty("example").GetString(),
    };

    protected override void WriteFields(Utf8JsonWriter json)
    {
        WriteNumbers(json, "layers", Layers);
        json.WriteNumber("hidden", Hidden);
        json.WriteString("posterior", Posterior);
        json.WriteString("noise", Spread);
        WriteLikelihood(json);
    }
}
