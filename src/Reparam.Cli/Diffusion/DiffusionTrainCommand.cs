using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam diffusion train</c>: its options, and the request they make.</summary>
internal sealed class DiffusionTrainCommand : Command, IHasNotes
{
    private const string Notes = $"""
    Examples:
      reparam diffusion train --example digits --output digits
      reparam diffusion train --example swirl --output swirl
      reparam diffusion train --images train-images-idx3-ubyte.gz --labels train-labels-idx1-ubyte.gz --channels 16
        --epochs 3 --output mnist

    Noise is added to an image bit by bit, and a network learns the way back. It is a U-Net, whose sides are halved on
    the way down; or, for points and images whose sides are odd, a perceptron of residual blocks. It predicts the
    velocity (v), the noise (epsilon), the image (x), or the probability of each shade (levels, for at most 64 shades).
    The bound is that of Kingma, Salimans, Poole and Ho (2021), in nats an image, with three terms: prior,
    reconstruction and diffusion. By --steps it is that of a chain of so many steps, otherwise of continuous time.
    Pixels are read as shades (discrete) or spread evenly over the width of a shade (dequantised).

    How noise grows with time: linear, the logarithm of the ratio of signal to noise is a line with learned ends;
    learned, the line may bend; cosine (Nichol and Dhariwal 2021); linear_beta (Ho, Jain and Abbeel 2020).

    With labels the network is told what it is to draw; a part of them, by --drop-labels, is left out in training, as
    guidance needs.

    {TrainingCommandOptions.Notes}

    Go on with reparam diffusion evaluate and sample.
    """;

    private const int MostSteps = 1_000_000, MostHalvings = 16;

    private readonly TrainingCommandOptions _training = new(
        new ImageDataOptions("the classes that the network is told.", hasPoints: true),
        new TrainingDefaults(20, Average: 0.999, Clip: 100), new Dictionary<string, TrainingDefaults>
        {
            [ImageData.Digits] = new(200, Average: 0.999, Clip: 100),
            [ImageData.Swirl] = new(40, 2e-3, 0.999, 250, 100),
        });
    private readonly Option<string?> _network = NetworkOptions.Choice("--network",
        "By default unet for images, perceptron for points.", null, DiffusionArchitecture.Networks);
    private readonly Option<int?> _channels = NetworkOptions.Optional(
        "--channels", "Channels of a U-Net at full size, a multiple of 8; by default 24.", 1, 4096);
    private readonly Option<int?> _halvings = NetworkOptions.Optional("--halvings",
        "How often a U-Net halves the sides of images; by default at most twice, to no less than 3.", 1, MostHalvings);
    private readonly Option<int?> _width = NetworkOptions.Optional(
        "--width", "The width of a perceptron; by default 128 for points, 256 for images.", 1, 100_000);
    private readonly Option<int?> _blocks =
        NetworkOptions.Optional("--blocks", "The residual blocks of a perceptron; by default 3.", 1, 1000);
    private readonly Option<string?> _prediction = NetworkOptions.Choice("--prediction",
        "What is predicted; by default levels where they are few, v otherwise.", null,
        [DiffusionArchitecture.Levels, .. DiffusionArchitecture.Predictions.Keys]);
    private readonly Option<string?> _decoder = NetworkOptions.Choice("--decoder",
        "How pixels are read; by default discrete.", null,
        [DiffusionArchitecture.Discrete, DiffusionArchitecture.Dequantised]);
    private readonly Option<string?> _schedule = NetworkOptions.Choice("--noise-schedule", "How noise grows with time.",
        DiffusionArchitecture.Linear, DiffusionArchitecture.Schedules);
    private readonly Option<int?> _steps = NetworkOptions.Optional(
        "--steps", "Steps from noise to image in the bound; by default continuous time.", 1, MostSteps);
    private readonly Option<bool> _unconditional = new("--unconditional") { Description = "Leave labels unread." };
    private readonly Option<double?> _dropLabels = NetworkOptions.Share("--drop-labels",
        "The part of the labels that is left untold in training; 0 makes guidance impossible. [default: 0.15]", "0.15");

    public DiffusionTrainCommand(NetworkTraining training)
        : base("train", "Train a diffusion model on images, or on points in the plane.")
    {
        this.AddAll([.. _training.First, _unconditional, _dropLabels, _network, _channels, _halvings, _width, _blocks,
            _prediction, _decoder, _schedule, _steps, .. _training.Last]);
        SetAction(result =>
        {
            TrainingRequest request = _training.Request(result);
            return training.Run(request, data => DiffusionTraining.Plan(Request(result), request, data));
        });
    }

    string IHasNotes.Notes => Notes;

    private DiffusionTrainRequest Request(ParseResult result) => new()
    {
        Network = result.GetValue(_network),
        Channels = result.GetValue(_channels),
        Halvings = result.GetValue(_halvings),
        Width = result.GetValue(_width),
        Blocks = result.GetValue(_blocks),
        Prediction = result.GetValue(_prediction),
        Decoder = result.GetValue(_decoder),
        Schedule = result.GetValue(_schedule)!,
        Steps = result.GetValue(_steps) ?? 0,
        IsUnconditional = result.GetValue(_unconditional),
        DropLabels = result.GetValue(_dropLabels),
    };
}
