using System.CommandLine;

namespace Reparam.Cli;

/// <summary>What <c>reparam dlgm impute</c> was asked to do.</summary>
/// <param name="Picture">On which images, and where to.</param>
/// <param name="Missing">One of <see cref="MissingParts.Names"/>.</param>
/// <param name="Share">How much of an image is missing.</param>
/// <param name="Steps">Steps of the chain.</param>
/// <param name="Threads">The most threads; 0 for as many as the machine has.</param>
internal sealed record DlgmImputeRequest(PictureRequest Picture, string Missing, double Share, int Steps, int Threads);

/// <summary><c>reparam dlgm impute</c>: images with missing parts, and how a trained network completes them.</summary>
internal sealed class DlgmImputeCommand : Command, IHasNotes
{
    private const int MostSteps = 1_000_000;

    private const string Notes = """
    Examples:
      reparam dlgm impute digits
      reparam dlgm impute digits --missing bottom --share 0.6
      reparam dlgm impute mnist --images t10k-images-idx3-ubyte.gz --missing random --share 0.8

    The missing pixels are drawn by a Markov chain that alternates latent variables given the image and missing pixels
    given those (Rezende, Mohamed and Wierstra 2014, appendix F). Below each image is what was left of it, missing
    pixels grey; below that a draw, the chain's last; and below that the mean of the second half of the chain.

    Exit codes: 0 drawn; 1 a fault of ours; 2 the input is wrong; 130 interrupted.
    """;

    public DlgmImputeCommand(Func<DlgmImputeRequest, int> run)
        : base("impute", "Draw images of which parts are missing, and what a trained network puts there.")
    {
        var picture = new PictureOptions(NetworkKind.Dlgm, DlgmPictureRunner.Imputations, "Images to take.", 20,
            new ImageDataOptions("checked to fit."));
        Option<string?> missing =
            NetworkOptions.Choice("--missing", "Which pixels are.", MissingParts.Left, MissingParts.Names);
        Option<double?> share = NetworkOptions.Share(
            "--share", "How much of an image is missing, above 0. [default: 0.5]", "0.5");
        Option<int> steps = FitCommand.Whole("--steps", "Steps of the chain.", 200, 2, MostSteps);
        Option<int?> threads = NetworkOptions.Threads();
        picture.AddTo(this, missing, share, steps, threads);
        SetAction(result => run(new DlgmImputeRequest(picture.Request(result), result.GetValue(missing)!,
            result.GetValue(share) ?? 0.5, result.GetValue(steps), result.GetValue(threads) ?? 0)));
    }

    string IHasNotes.Notes => Notes;
}
