using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam vae train</c>: its options, and the request they make.</summary>
internal sealed class VaeTrainCommand : Command, IHasNotes
{
    private const string Notes = $"""
    Examples:
      reparam vae train --example digits
      reparam vae train --example digits --latent 2 --output digits
      reparam vae train --images train-images-idx3-ubyte.gz --output mnist --batch 20 --epochs 100 --schedule staged
      reparam vae train --images photos/ --likelihood discretized_logistic --objective iwae --samples 5 --output photos

    Networks have linear layers with tanh between them. {PixelLikelihoods.Notes}

    {TrainingCommandOptions.Notes}

    Go on with reparam vae evaluate, sample, reconstruct and manifold.
    """;

    private readonly TrainingCommandOptions _training = new(
        new ImageDataOptions("checked to fit, but not read by the network."),
        new TrainingDefaults(100), new Dictionary<string, TrainingDefaults> { [ImageData.Digits] = new(200) });
    private readonly Option<int[]> _hidden = NetworkOptions.Sizes("--hidden",
        "The sizes of the encoder's hidden layers; the decoder has them the other way round.", [200, 200], "none");
    private readonly Option<int> _latent = NetworkOptions.Units("--latent", "Latent variables.", 50);
    private readonly BoundOptions _bound =
        new(PixelLikelihoods.Names, "A divergence below this does not count.");

    public VaeTrainCommand(Func<VaeTrainRequest, int> run)
        : base("train", "Train a variational auto-encoder on images.")
    {
        this.AddAll([.. _training.First, _hidden, _latent, .. _bound.All, .. _training.Last]);
        SetAction(result => run(new VaeTrainRequest
        {
            Training = _training.Request(result),
            Bound = _bound.Request(result),
            Hidden = result.GetValue(_hidden)!,
            Latent = result.GetValue(_latent),
        }));
    }

    string IHasNotes.Notes => Notes;
}
