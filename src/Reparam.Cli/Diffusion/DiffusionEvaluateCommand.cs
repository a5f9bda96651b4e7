using System.CommandLine;

namespace Reparam.Cli;

/// <summary>What <c>reparam diffusion evaluate</c> was asked to do.</summary>
/// <param name="Folder">The folder of the training.</param>
/// <param name="Data">The images.</param>
/// <param name="Draws">Draws of time and noise for each image.</param>
/// <param name="Steps">The steps of the bound; null for those of the training.</param>
/// <param name="IsContinuous">Whether the bound is that of continuous time.</param>
/// <param name="Count">How many images; null for all.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Threads">The most threads; 0 for as many as the machine has.</param>
internal sealed record DiffusionEvaluateRequest(string Folder, ImageDataRequest Data, int Draws, int? Steps,
    bool IsContinuous, int? Count, ulong Seed, int Threads);

/// <summary><c>reparam diffusion evaluate</c>: the bound of a trained network, term by term.</summary>
internal sealed class DiffusionEvaluateCommand : Command, IHasNotes
{
    private const string Notes = """
    Examples:
      reparam diffusion evaluate digits
      reparam diffusion evaluate digits --steps 1000
      reparam diffusion evaluate mnist --images t10k-images-idx3-ubyte.gz --labels t10k-labels-idx1-ubyte.gz

    The bound is from below on log p(image), given its label where the network is told labels; its terms are printed as
    what they take from it, in nats. Errors are standard errors by the choice of images and the draws of time and noise.
    Of the swirl the exact log p of the same points is told, too.

    Exit codes: 0 evaluated; 1 a fault of ours; 2 the input is wrong; 130 interrupted.
    """;

    private const int MostDraws = 10_000, MostSteps = 1_000_000;

    public DiffusionEvaluateCommand(Func<DiffusionEvaluateRequest, int> run)
        : base("evaluate", "Evaluate a trained network: the bound term by term, in nats and in bits.")
    {
        Argument<string> folder = NetworkOptions.Folder(NetworkKind.Diffusion);
        var data = new ImageDataOptions("needed where the network is told labels.", hasPoints: true);
        Option<int> draws = FitCommand.Whole("--draws", "Draws of time and noise for each image.", 10, 1, MostDraws);
        Option<int?> steps = NetworkOptions.Optional("--steps",
            "Take the bound of a chain of so many steps; by default as in training.", 1, MostSteps);
        Option<bool> continuous = new("--continuous") { Description = "Take the bound of continuous time." };
        Option<int?> count = NetworkOptions.Count(), threads = NetworkOptions.Threads();
        Option<ulong> seed = NetworkOptions.Seed();
        Add(folder);
        this.AddAll([.. data.All, draws, steps, continuous, count, seed, threads]);
        SetAction(result =>
        {
            NetworkFailures.Refuse(result.GetValue(continuous) && result.GetValue(steps) is not null
                ? "--steps asks for a chain of steps, and --continuous for continuous time. Leave out one." : null);
            return run(new DiffusionEvaluateRequest(result.GetValue(folder)!, data.Request(result),
                result.GetValue(draws), result.GetValue(steps), result.GetValue(continuous), result.GetValue(count),
                result.GetValue(seed), result.GetValue(threads) ?? 0));
        });
    }

    string IHasNotes.Notes => Notes;
}
