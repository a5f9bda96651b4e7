using System.CommandLine;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary><c>reparam vae train</c>: its options, and the request they make.</summary>
internal sealed class VaeTrainCommand : Command, IHasNotes
{
    private const string Label = "label";

    private const string Notes = $"""
    Examples:
      reparam vae train --example digits
      reparam vae train --example digits --latent 2 --output digits
      reparam vae train --example digits --channels 16,32 --condition label --output by-label
      reparam vae train --example digits --missing 0.3 --posterior coupling --latent 10 --output torn
      reparam vae train --images train-images-idx3-ubyte.gz --output mnist --batch 20 --epochs 100 --schedule staged
      reparam vae train --images photos/ --likelihood discretized_logistic --objective iwae --samples 5 --output photos

    With --channels networks have convolutions with rectifiers, each of which halves rows and columns, otherwise linear
    layers with tanh between them. {PixelLikelihoods.Notes}

    The posterior of the latent variables is normal and independent (diagonal), correlated in one direction (rank_one),
    a flow from there (autoregressive, Kingma et al. 2016; coupling, Dinh et al. 2017; planar, Rezende and Mohamed
    2015), or of discrete variables: binary ones, or categorical ones of --classes classes. Discrete ones are relaxed in
    training, at --temperature, and discrete in evaluations and pictures (Maddison et al. 2017; Jang et al. 2017).

    With --condition label encoder and decoder are told the label of an image. With --missing a part of the pixels,
    other ones each time that an image is read, is hidden from the encoder, and bounds are those of the others.

    {TrainingCommandOptions.Notes}

    Go on with reparam vae evaluate, sample, reconstruct, impute and manifold.
    """;

    private readonly TrainingCommandOptions _training = new(
        new ImageDataOptions("checked to fit, and read by the network with --condition label."),
        new TrainingDefaults(100), new Dictionary<string, TrainingDefaults> { [ImageData.Digits] = new(200) });
    private readonly Option<int[]> _hidden = NetworkOptions.Sizes("--hidden",
        "The sizes of the encoder's hidden layers; the decoder has them the other way round.", [200, 200], "none");
    private readonly Option<int[]> _channels = NetworkOptions.Sizes("--channels",
        "Convolutions in their place: the channels of the encoder's, each of which halves images; such as 32,64.",
        [32, 64], areDefault: false);
    private readonly Option<int> _latent = NetworkOptions.Units("--latent", "Latent variables.", 50);
    private readonly Option<string?> _posterior = NetworkOptions.Choice(
        "--posterior", "The family of the posterior.", VaePosterior.Diagonal, VaePosterior.Names);
    private readonly Option<int?> _flowSteps = NetworkOptions.Optional("--flow-steps",
        "Steps of an autoregressive, coupling or planar posterior; by default 2, 4 and 4.", 1, 1000);
    private readonly Option<int?> _classes = NetworkOptions.Optional("--classes",
        $"Classes of each categorical variable. [default: {VaePosterior.DefaultClasses}]", 2, 10_000);
    private readonly Option<double?> _temperature = FitCommand.Positive("--temperature",
        "The temperature of the relaxation of binary and categorical variables. [default: 0.5]");
    private readonly Option<string?> _condition = NetworkOptions.Choice(
        "--condition", "What the network is told of an image; by default nothing.", null, [Label]);
    private readonly Option<double?> _missing = NetworkOptions.Number("--missing",
        "The part of the pixels that is hidden by chance whenever an image is read; by default none.",
        "a number above 0 and below 1, such as 0.3", static value => value is > 0 and < 1);
    private readonly BoundOptions _bound =
        new(PixelLikelihoods.Names, "A divergence below this does not count.");

    public VaeTrainCommand(NetworkTraining training)
        : base("train", "Train a variational auto-encoder on images.")
    {
        this.AddAll([.. _training.First, _condition, _missing, _hidden, _channels, _latent, _posterior, _flowSteps,
            _classes, _temperature, .. _bound.All, .. _training.Last]);
        SetAction(result =>
        {
            BoundRequest bound = _bound.Request(result);
            VaePosterior posterior = Posterior(result);
            TrainingRequest request = _training.Request(result);
            return training.Run(request, data => Plan(result, request, bound, posterior, data));
        });
    }

    string IHasNotes.Notes => Notes;

    /// <summary>The family of the posterior, where options go together.</summary>
    private VaePosterior Posterior(ParseResult result)
    {
        int[] channels = result.GetValue(_channels)!;
        string posterior = result.GetValue(_posterior)!;
        bool isFlow = VaePosterior.IsFlow(posterior), isRelaxed = VaePosterior.IsRelaxed(posterior),
            isCategorical = posterior == VaePosterior.Categorical;
        NetworkFailures.Refuse(
            _hidden.HasNoEffect(result, channels.Length > 0)
                ? "--hidden are the layers of a network without convolutions, but --channels came with it. Leave out "
                    + "one."
            : _flowSteps.HasNoEffect(result, !isFlow)
                ? "--flow-steps is for --posterior autoregressive, coupling or planar, but that is "
                    + $"{posterior}. Leave it out."
            : _classes.HasNoEffect(result, !isCategorical)
                ? $"--classes is for --posterior categorical, but that is {posterior}. Leave it out."
            : _temperature.HasNoEffect(result, !isRelaxed)
                ? $"--temperature is for --posterior binary or categorical, but that is {posterior}. Leave it out."
            : posterior == VaePosterior.Coupling && result.GetValue(_latent) == 1
                ? "--posterior coupling moves one half of the latent variables by the other, but --latent is 1. Give "
                    + "at least 2, or use diagonal."
            : null);
        return new VaePosterior(posterior,
            isFlow ? result.GetValue(_flowSteps) ?? VaePosterior.DefaultSteps(posterior) : 0,
            isCategorical ? result.GetValue(_classes) ?? VaePosterior.DefaultClasses : 0,
            isRelaxed ? result.GetValue(_temperature) ?? VaePosterior.DefaultTemperature : 0);
    }

    private TrainingPlan Plan(ParseResult result, TrainingRequest training, BoundRequest bound, VaePosterior posterior,
        ImageData data)
    {
        bool isConditional = result.GetValue(_condition) == Label;
        NetworkFailures.Refuse(isConditional && data.Labels is null
            ? $"--condition label tells the network labels, but {data.Source} has none. Give --labels FILE, or leave "
                + "it out."
            : null);
        int[] channels = result.GetValue(_channels)!;
        double? missing = result.GetValue(_missing);
        var architecture = new VaeArchitecture
        {
            Image = data.Shape,
            Shades = data.Shades,
            Hidden = channels.Length > 0 ? [] : result.GetValue(_hidden)!,
            Channels = channels,
            Latent = result.GetValue(_latent),
            Posterior = posterior,
            Labels = isConditional ? ClassLabels.Names(data.Labels!) : [],
            Missing = missing ?? 0,
            Likelihood = bound.Likelihood,
            IsBinarised = bound.IsBinarised,
            Example = data.Example,
        };
        architecture.RequireHalves(data.Source);
        VariationalAutoencoder network = architecture.Create();
        return new TrainingPlan
        {
            Architecture = architecture,
            Loss = count => network.Loss(bound.Objective(training, count) with { HiddenShare = missing }),
            Objective = bound.Describe() +
                (missing is { } share ? FormattableString.Invariant($" of images of which {share} is hidden") : ""),
            // Of each label in turn, where the network is told labels.
            Samples = (weights, count) => new VaePictures(network, weights).Samples(count, training.Seed,
                ClassLabels.InTurn(architecture.Labels, count)?.Select(static label => (float)label).ToArray()),
        };
    }
}
