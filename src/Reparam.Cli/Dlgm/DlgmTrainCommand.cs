using System.CommandLine;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary><c>reparam dlgm train</c>: its options, and the request they make.</summary>
internal sealed class DlgmTrainCommand : Command, IHasNotes
{
    private const string Pathwise = "pathwise", BonnetPrice = "bonnet_price";

    private const string Notes = $"""
    Examples:
      reparam dlgm train --example digits
      reparam dlgm train --example digits --layers 10,5 --posterior ladder --output digits
      reparam dlgm train --images train-images-idx3-ubyte.gz --layers 50,30,10 --posterior rank_one --output mnist

    Layers of latent variables, the one next to the pixels first, with networks of one hidden layer of tanh between them
    (Rezende, Mohamed and Wierstra 2014). The posterior is diagonal, has precisions with one direction of correlation
    in each layer (rank_one), or is found from the top down (ladder). --noise is what a layer adds to what comes from
    above: of spread 1 (unit), of learned spreads (diagonal), correlated (dense), or of spreads that the network above
    gives (conditional). --gradient bonnet_price takes second derivatives, at several times the cost: less noise where
    posteriors are narrow. All layers come into use more easily where the divergence counts little at first:
    --beta-warm-up, which is to be given where epochs are added later.
    {PixelLikelihoods.NotesWithoutClasses}

    {TrainingCommandOptions.Notes}

    Go on with reparam dlgm evaluate, sample and impute.
    """;

    private readonly TrainingCommandOptions _training = new(
        new ImageDataOptions("checked to fit, but not read by the network."),
        new TrainingDefaults(100), new Dictionary<string, TrainingDefaults> { [ImageData.Digits] = new(200) });
    private readonly Option<int[]> _layers = NetworkOptions.Sizes("--layers",
        "The numbers of latent variables, the layer next to the pixels first.", [20, 10]);
    private readonly Option<int> _hidden =
        NetworkOptions.Units("--hidden", "Units of the hidden layer of each network.", 200);
    private readonly Option<string?> _posterior = NetworkOptions.Choice("--posterior",
        "The form of the posterior.", "diagonal", [.. DlgmArchitecture.Posteriors.Keys]);
    private readonly Option<string?> _noise = NetworkOptions.Choice("--noise",
        "What layers below the topmost add.", "diagonal", [.. DlgmArchitecture.Spreads.Keys]);
    private readonly Option<string?> _gradient = NetworkOptions.Choice("--gradient",
        "How the posterior's parameters are reached.", Pathwise, [Pathwise, BonnetPrice]);
    private readonly BoundOptions _bound = new(
        PixelLikelihoods.WithoutClasses, "A divergence of a layer below this does not count.", warmsUp: true);

    public DlgmTrainCommand(NetworkTraining training)
        : base("train", "Train a deep latent Gaussian model on images.")
    {
        this.AddAll([.. _training.First, _layers, _hidden, _posterior, _noise, _gradient, .. _bound.All,
            .. _training.Last]);
        SetAction(result =>
        {
            TrainingRequest request = _training.Request(result);
            BoundRequest bound = _bound.Request(result);
            Check(result, bound);
            return training.Run(request, data => Plan(result, request, bound, data));
        });
    }

    string IHasNotes.Notes => Notes;

    private bool ByIdentities(ParseResult result) => result.GetValue(_gradient) == BonnetPrice;

    private void Check(ParseResult result, BoundRequest bound)
    {
        bool isLadder = result.GetValue(_posterior) == "ladder", byIdentities = ByIdentities(result);
        NetworkFailures.Refuse(
            isLadder && result.GetValue(_noise) == "dense"
                ? "--posterior ladder adds precisions element by element, but --noise is dense. Use another noise."
            : isLadder && byIdentities
                ? $"--gradient {BonnetPrice} needs layers that are independent given the image, but --posterior is "
                    + $"ladder. Use diagonal or rank_one, or --gradient {Pathwise}."
            : byIdentities && (bound.IsImportanceWeighted || bound.Samples > 1)
                ? $"--gradient {BonnetPrice} is for --objective elbo with one draw. Leave out --objective and "
                    + $"--samples, or use {Pathwise}."
            : _noise.HasNoEffect(result, result.GetValue(_layers)!.Length == 1)
                ? "--noise is for layers below the topmost, but --layers has one layer. Leave it out, or add a layer."
            : null);
    }

    private TrainingPlan Plan(ParseResult result, TrainingRequest training, BoundRequest bound, ImageData data)
    {
        var architecture = new DlgmArchitecture
        {
            Image = data.Shape,
            Shades = data.Shades,
            Layers = result.GetValue(_layers)!,
            Hidden = result.GetValue(_hidden),
            Posterior = result.GetValue(_posterior)!,
            Spread = result.GetValue(_noise)!,
            Likelihood = bound.Likelihood,
            IsBinarised = bound.IsBinarised,
            Example = data.Example,
        };
        DeepLatentGaussianModel network = architecture.Create();
        PosteriorGradient gradient =
            ByIdentities(result) ? PosteriorGradient.GaussianIdentities : PosteriorGradient.Path;
        return new TrainingPlan
        {
            Architecture = architecture,
            Loss = count => network.Loss(bound.Objective(training, count), gradient),
            Objective = bound.Describe() + (ByIdentities(result) ? ", gradients of Bonnet and Price" : ""),
            Samples = (weights, count) => DlgmSampleRunner.Draw(network, weights, count, training.Seed),
        };
    }
}
