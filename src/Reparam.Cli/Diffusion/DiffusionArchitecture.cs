using System.Globalization;
using System.Text.Json;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>The architecture of a diffusion model of images, or of points.</summary>
internal sealed record DiffusionArchitecture : Architecture
{
    public const string UNet = "unet", Perceptron = "perceptron";

    public const string Discrete = "discrete", Dequantised = "dequantised", Continuous = "continuous";

    /// <summary>What predicts the probability of each shade, and x₀ by them.</summary>
    public const string Levels = "levels";

    public const string Cosine = "cosine", LinearBeta = "linear_beta", Linear = "linear", Learned = "learned";

    /// <summary>A probability for each shade has as many outputs for each pixel.</summary>
    public const int MostLevels = 64;

    public static readonly string[] Networks = [UNet, Perceptron], Schedules = [Linear, Learned, Cosine, LinearBeta];

    /// <summary>By their names on the command line.</summary>
    public static readonly IReadOnlyDictionary<string, Prediction> Predictions = new Dictionary<string, Prediction>
    {
        ["v"] = Neural.Prediction.Velocity,
        ["epsilon"] = Neural.Prediction.Noise,
        ["x"] = Neural.Prediction.Example,
    };

    public override NetworkKind Kind => NetworkKind.Diffusion;

    /// <summary>One of <see cref="Networks"/>.</summary>
    public required string Network { get; init; }

    /// <summary>Channels of a U-Net at full size, or the width of a perceptron.</summary>
    public required int Width { get; init; }

    /// <summary>Halvings of a U-Net, or blocks of a perceptron.</summary>
    public required int Depth { get; init; }

    /// <summary>One of <see cref="Predictions"/>, or <see cref="Levels"/>.</summary>
    public required string Prediction { get; init; }

    /// <summary>Discrete, dequantised or, of points, continuous.</summary>
    public required string Decoder { get; init; }

    /// <summary>One of <see cref="Schedules"/>.</summary>
    public required string Schedule { get; init; }

    /// <summary>The steps of the bound; 0 for continuous time.</summary>
    public required int Steps { get; init; }

    /// <summary>The probability with which a label was left untold in training.</summary>
    public required double DropLabels { get; init; }

    public override bool NeedsShades => !IsOfPoints;

    public override DiffusionModel Create()
    {
        int levels = Prediction == Levels ? Shades : 0;
        Prediction prediction = Prediction == Levels ? Neural.Prediction.Example : Predictions[Prediction];
        Denoiser denoiser = Network == UNet
            ? new ConvolutionalDenoiser(Image, Width, Depth, prediction, Labels.Count, levels: levels)
            : new PerceptronDenoiser(Image, Width, Depth, prediction, Labels.Count, levels: levels);
        // At time 0 the noise is well below the distance of shades; points of a swirl are as thin as a hundredth.
        double first = IsOfPoints ? 12 : 3 + 2 * Math.Log(Shades), last = IsOfPoints ? -8 : -7;
        NoiseSchedule schedule = Schedule switch
        {
            Linear => new LinearLogRatioSchedule(first, last),
            Learned => new MonotoneSchedule(first, last),
            Cosine => new CosineSchedule(),
            _ => new LinearBetaSchedule(),
        };
        return new DiffusionModel(denoiser, schedule, Decoder switch
        {
            Continuous => DiffusionDecoder.Continuous,
            Discrete => DiffusionDecoder.Discrete(Shades),
            _ => DiffusionDecoder.Dequantised(Shades),
        });
    }

    /// <summary>The bound that it is trained by.</summary>
    public DiffusionObjective Objective => new() { Steps = Steps, DropLabels = DropLabels };

    protected override string Form =>
        (Network == UNet
            ? FormattableString.Invariant($"U-Net of {Width} channels, halved {Times(Depth)}")
            : FormattableString.Invariant($"perceptron of {Depth} block{(Depth == 1 ? "" : "s")} and width {Width}")) +
        (Labels.Count == 0 ? "" : FormattableString.Invariant($", {Labels.Count} classes")) +
        $", predicts {Prediction}, {Schedule} schedule";

    /// <summary>"bound of continuous time" or "bound of 1000 steps".</summary>
    public static string Bound(int steps) =>
        steps == 0 ? "continuous time" : string.Create(CultureInfo.InvariantCulture, $"{steps} steps");

    /// <summary>The network of a folder.</summary>
    public static TrainedNetwork<DiffusionArchitecture, DiffusionModel> Trained(string folder) =>
        TrainedNetwork.Read(folder, NetworkKind.Diffusion, Of, static architecture => architecture.Create());

    private static DiffusionArchitecture Of(JsonElement root) => new()
    {
        Image = Shape.Create([.. Numbers(root, "image")]),
        Shades = root.GetProperty("shades").GetInt32(),
        Network = Known(Text(root, "network"), Networks),
        Width = root.GetProperty("width").GetInt32(),
        Depth = root.GetProperty("depth").GetInt32(),
        Prediction = Known(Text(root, "prediction"), [.. Predictions.Keys, Levels]),
        Decoder = Known(Text(root, "decoder"), [Discrete, Dequantised, Continuous]),
        Schedule = Known(Text(root, "noise_schedule"), Schedules),
        Steps = root.GetProperty("steps").GetInt32(),
        Labels = Texts(root.GetProperty("labels")),
        DropLabels = root.GetProperty("drop_labels").GetDouble(),
        Example = root.GetProperty("example").GetString(),
    };

    protected override void WriteFields(Utf8JsonWriter json)
    {
        json.WriteString("network", Network);
        json.WriteNumber("width", Width);
        json.WriteNumber("depth", Depth);
        json.WriteString("prediction", Prediction);
        json.WriteString("decoder", Decoder);
        json.WriteString("noise_schedule", Schedule);
        json.WriteNumber("steps", Steps);
        WriteTexts(json, "labels", Labels);
        json.WriteNumber("drop_labels", DropLabels);
    }

    private static string Times(int count) => count switch
    {
        1 => "once",
        2 => "twice",
        _ => FormattableString.Invariant($"{count} times"),
    };
}
