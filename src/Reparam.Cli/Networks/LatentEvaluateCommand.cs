using System.CommandLine;

namespace Reparam.Cli;

/// <summary>What <c>reparam vae evaluate</c> or <c>reparam dlgm evaluate</c> was asked to do.</summary>
internal sealed record LatentEvaluateRequest(
    string Folder, ImageDataRequest Data, int Samples, int? Count, ulong Seed, int Threads);

/// <summary><c>reparam vae evaluate</c> and <c>reparam dlgm evaluate</c>: how well a trained network fits
/// images.</summary>
internal sealed class LatentEvaluateCommand : Command, IHasNotes
{
    private const string Text = """

    The bound is the evidence lower bound; NLL the negative log likelihood by importance sampling, from above. Errors
    are standard errors by the choice of images, and of NLL besides that by the draws. A latent variable is active where
    the variance over images of its posterior mean is above 0.01 (Burda, Grosse and Salakhutdinov 2015). Pixels that
    became 0 or 1 by chance in training do here, too: the same for the same seed.

    Exit codes: 0 evaluated; 1 a fault of ours; 2 the input is wrong; 130 interrupted.
    """;

    private readonly NetworkKind _kind;

    public LatentEvaluateCommand(NetworkKind kind, Func<LatentEvaluateRequest, int> run)
        : base("evaluate", "Evaluate a trained network: bound, log likelihood by importance sampling, active units.")
    {
        _kind = kind;
        Argument<string> folder = NetworkOptions.Folder(kind);
        var data = new ImageDataOptions("the bound of each label is printed"
            + (kind == NetworkKind.Vae ? ", and networks that were trained with labels are told them." : "."));
        Option<int> samples = FitCommand.Whole("--samples", "Draws for each image.", 5000, 1, 10_000_000);
        Option<int?> count = NetworkOptions.Count(), threads = NetworkOptions.Threads();
        Option<ulong> seed = NetworkOptions.Seed();
        Add(folder);
        this.AddAll([.. data.All, samples, count, seed, threads]);
        SetAction(result => run(new LatentEvaluateRequest(result.GetValue(folder)!, data.Request(result),
            result.GetValue(samples), result.GetValue(count), result.GetValue(seed), result.GetValue(threads) ?? 0)));
    }

    string IHasNotes.Notes => $"""
    Examples:
      reparam {_kind.Command} evaluate digits
      reparam {_kind.Command} evaluate mnist --images t10k-images-idx3-ubyte.gz --labels t10k-labels-idx1-ubyte.gz

    """ + Text;
}
