using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>What <c>reparam diffusion train</c> trains.</summary>
internal static class DiffusionTraining
{
    private const int DefaultChannels = 24, Groups = 8, DefaultBlocks = 3, MostHalvings = 2, LeastSide = 3;

    /// <summary>Samples at the end of a training are drawn in these many steps.</summary>
    private const int ShownSteps = 100;

    private const double DefaultDrop = 0.15;

    /// <summary>The training of a model of some examples.</summary>
    public static TrainingPlan Plan(DiffusionTrainRequest request, TrainingRequest training, ImageData data)
    {
        DiffusionArchitecture architecture = Architecture(request, data);
        DiffusionModel network = NetworkFailures.AsUserInput(architecture.Create);
        var sampling = new DiffusionSampling
        {
            Steps = ShownSteps,
            Seed = training.Seed,
            Guidance = DiffusionSamples.DefaultGuidance(architecture, isTold: true),
        };
        return new TrainingPlan
        {
            Architecture = architecture,
            Loss = _ => network.Loss(architecture.Objective),
            Objective = "bound of " + DiffusionArchitecture.Bound(architecture.Steps),
            Samples = (weights, count) => new DiffusionSampler(network, threads: training.Threads).Run(
                weights, count, sampling, ClassLabels.InTurn(architecture.Labels, count)),
            HasBits = true,
        };
    }

    private static DiffusionArchitecture Architecture(DiffusionTrainRequest request, ImageData data)
    {
        Shape image = data.Shape;
        bool areBytes = data.Set[ImageData.Image].IsBytes, isOfPoints = image.Rank == 1;
        if (!areBytes && !isOfPoints)
        {
            throw new UserInputException(
                $"{data.Source} holds floats, but shades were expected. Give images of bytes.");
        }
        string[] labels = request.IsUnconditional || data.Labels is null ? [] : ClassLabels.Names(data.Labels);
        NetworkFailures.Refuse(
            request.IsUnconditional && data.Labels is null
                ? "--unconditional leaves labels unread, but there are none. Leave it out."
            : request.DropLabels is not null && labels.Length == 0
                ? "--drop-labels is for images with labels, but none are read. Leave it out, or give --labels."
            : isOfPoints && request.Decoder is not null
                ? "--decoder says how pixels are read, but the examples are points. Leave it out."
            : isOfPoints && request.Network == DiffusionArchitecture.UNet
                ? "--network unet is for images, but the examples are points. Leave it out."
            : null);
        string network =
            request.Network ?? (isOfPoints ? DiffusionArchitecture.Perceptron : DiffusionArchitecture.UNet);
        bool isUNet = network == DiffusionArchitecture.UNet;
        string decoder = isOfPoints ? DiffusionArchitecture.Continuous
            : request.Decoder ?? DiffusionArchitecture.Discrete;
        bool hasLevels = decoder == DiffusionArchitecture.Discrete && data.Shades <= DiffusionArchitecture.MostLevels;
        string prediction = request.Prediction ?? (hasLevels ? DiffusionArchitecture.Levels : "v");
        NetworkFailures.Refuse(
            isUNet && (request.Width is not null || request.Blocks is not null)
                ? "--width and --blocks are for --network perceptron, but that is unet. Use --channels and --halvings."
            : !isUNet && (request.Channels is not null || request.Halvings is not null)
                ? "--channels and --halvings are for --network unet, but that is perceptron. Use --width and --blocks."
            : isUNet && request.Channels % Groups is not (null or 0)
                ? FormattableString.Invariant($"--channels is {request.Channels}, but must be a multiple of ") +
                    FormattableString.Invariant($"{Groups}, such as 24.")
            : prediction == DiffusionArchitecture.Levels && !hasLevels
                ? isOfPoints ? "--prediction levels is for shades, but the examples are points. Use v, epsilon or x."
                    : decoder != DiffusionArchitecture.Discrete
                        ? "--prediction levels is for --decoder discrete, but that is dequantised. "
                            + "Use v, epsilon or x."
                        : FormattableString.Invariant(
                            $"--prediction levels has a probability for each of {data.Shades} shades, but at most ") +
                            FormattableString.Invariant($"{DiffusionArchitecture.MostLevels} were expected. ") +
                            "Use v, epsilon or x."
            : null);
        return new DiffusionArchitecture
        {
            Image = image,
            Shades = isOfPoints ? 0 : data.Shades,
            Network = network,
            Width = isUNet ? request.Channels ?? DefaultChannels : request.Width ?? (isOfPoints ? 128 : 256),
            Depth = isUNet ? Halvings(request.Halvings, image) : request.Blocks ?? DefaultBlocks,
            Prediction = prediction,
            Decoder = decoder,
            Schedule = request.Schedule,
            Steps = request.Steps,
            Labels = labels,
            DropLabels = labels.Length == 0 ? 0 : request.DropLabels ?? DefaultDrop,
            Example = data.Example,
        };
    }

    /// <summary>As often as both sides can be halved.</summary>
    private static int Halvings(int? given, Shape image)
    {
        int most = 0;
        while (most < MostHalvings && image[1] % (2 << most) == 0 && image[2] % (2 << most) == 0
            && Math.Min(image[1], image[2]) >> (most + 1) >= LeastSide)
        {
            most++;
        }
        int halvings = given ?? most;
        return halvings > 0 && image[1] % (1 << halvings) == 0 && image[2] % (1 << halvings) == 0 ? halvings
            : throw new UserInputException($"Images of {ImageData.Size(image)} cannot be halved"
                + (halvings > 1 ? FormattableString.Invariant($" {halvings} times") : "") +
                ", which a U-Net does. Use a smaller --halvings, or --network perceptron.");
    }
}
