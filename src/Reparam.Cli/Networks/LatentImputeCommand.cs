using System.CommandLine;

namespace Reparam.Cli;

/// <summary>What <c>reparam vae impute</c> or <c>reparam dlgm impute</c> was asked to do.</summary>
/// <param name="Picture">On which images, and where to.</param>
/// <param name="Missing">One of <see cref="MissingParts.Names"/>.</param>
/// <param name="Share">How much of an image is missing.</param>
/// <param name="Steps">Steps of the chain.</param>
/// <param name="Threads">The most threads; 0 for as many as the machine has.</param>
internal sealed record LatentImputeRequest(
    PictureRequest Picture, string Missing, double Share, int Steps, int Threads);

/// <summary><c>reparam vae impute</c> and <c>reparam dlgm impute</c>: images with missing parts, and how a trained
/// network completes them.</summary>
internal sealed class LatentImputeCommand : Command, IHasNotes
{
    private const int MostSteps = 1_000_000;

    private const string Text = """

    The missing pixels are drawn by a Markov chain that alternates latent variables given the image and missing pixels
    given those (Rezende, Mohamed and Wierstra 2014, appendix F). Below each image is what was left of it, missing
    pixels grey; below that a draw, the chain's last; and below that the mean of the second half of the chain.
    """;

    private const string OfMasks = """

    For a network that was trained with --missing the last row is the mean over 1000 draws of the latent variables given
    what was left, by importance weights (Mattei and Frellsen 2019).
    """;

    private const string Codes = """


    Exit codes: 0 drawn; 1 a fault of ours; 2 the input is wrong; 130 interrupted.
    """;

    private readonly NetworkKind _kind;

    public LatentImputeCommand(NetworkKind kind, Func<LatentImputeRequest, int> run)
        : base("impute", "Draw images of which parts are missing, and what a trained network puts there.")
    {
        _kind = kind;
        var picture = new PictureOptions(kind, LatentImputeRunner.Imputations, "Images to take.", 20,
            new ImageDataOptions(kind == NetworkKind.Vae ? ImageDataOptions.OfPictures : "checked to fit."));
        Option<string?> missing =
            NetworkOptions.Choice("--missing", "Which pixels are.", MissingParts.Left, MissingParts.Names);
        Option<double?> share = NetworkOptions.Share(
            "--share", "How much of an image is missing, above 0. [default: 0.5]", "0.5");
        Option<int> steps = FitCommand.Whole("--steps", "Steps of the chain.", 200, 2, MostSteps);
        Option<int?> threads = NetworkOptions.Threads();
        picture.AddTo(this, missing, share, steps, threads);
        SetAction(result => run(new LatentImputeRequest(picture.Request(result), result.GetValue(missing)!,
            result.GetValue(share) ?? 0.5, result.GetValue(steps), result.GetValue(threads) ?? 0)));
    }

    string IHasNotes.Notes => $"""
    Examples:
      reparam {_kind.Command} impute digits
      reparam {_kind.Command} impute digits --missing bottom --share 0.6
      reparam {_kind.Command} impute mnist --images t10k-images-idx3-ubyte.gz --missing random --share 0.8

    """ + Text + (_kind == NetworkKind.Vae ? OfMasks : "") + Codes;
}
