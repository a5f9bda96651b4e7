using System.CommandLine;

namespace Reparam.Cli;

/// <summary>What <c>reparam diffusion sample</c> was asked to do.</summary>
/// <param name="Picture">How many, and where to.</param>
/// <param name="Steps">Steps from noise to sample.</param>
/// <param name="IsAncestral">Whether each step adds noise.</param>
/// <param name="Label">The class of all; "none" for none; null for each in turn.</param>
/// <param name="Guidance">w; null for what suits.</param>
/// <param name="Threads">The most threads; 0 for as many as the machine has.</param>
internal sealed record DiffusionSampleRequest(
    PictureRequest Picture, int Steps, bool IsAncestral, string? Label, double? Guidance, int Threads);

/// <summary><c>reparam diffusion sample</c>: new images, or points, of a trained network.</summary>
internal sealed class DiffusionSampleCommand : Command, IHasNotes
{
    private const string Ancestral = "ancestral", Deterministic = "ddim";
    private const int MostSteps = 1_000_000, MostCount = 100_000;

    private const string Notes = """
    Examples:
      reparam diffusion sample digits
      reparam diffusion sample digits --label 7 --guidance 2 --output sevens.png
      reparam diffusion sample digits --sampler ddim --steps 50
      reparam diffusion sample swirl --count 4000

    Ancestral samples are drawn with new noise in each step; ddim follows a line without noise from where it begins, and
    needs fewer steps. Where the network is told labels, columns are classes in turn, unless --label names one.
    Guidance above 0 makes samples more typical of their class and less varied. Points are written as a CSV file and as
    a picture beside it.

    Exit codes: 0 drawn; 1 a fault of ours; 2 the input is wrong; 130 interrupted.
    """;

    public DiffusionSampleCommand(Func<DiffusionSampleRequest, int> run)
        : base("sample", "Draw new images, or points, from a trained network.")
    {
        var picture = new PictureOptions(
            NetworkKind.Diffusion, PictureWriter.Samples,
            "Images, by default 100, or points, by default 4000, to draw.",
            null, most: MostCount);
        Option<int> steps = FitCommand.Whole("--steps", "Steps from noise to sample.", 250, 1, MostSteps);
        Option<string?> sampler =
            NetworkOptions.Choice("--sampler", "How steps are taken.", Ancestral, [Ancestral, Deterministic]);
        Option<string?> label = ModelOptions.Text("--label", "NAME",
            "The class of all samples; none to tell the network none. By default each in turn.");
        Option<double?> guidance = NetworkOptions.Number("--guidance",
            "How much what is told counts, from 0; by default 1 where labels are told.", "a number from 0 to 100",
            static value => value is >= 0 and <= 100);
        Option<int?> threads = NetworkOptions.Threads();
        picture.AddTo(this, steps, sampler, label, guidance, threads);
        SetAction(result =>
        {
            string? name = result.GetValue(label);
            ModelOptions.RequireText("--label", name);
            return run(new DiffusionSampleRequest(picture.Request(result), result.GetValue(steps),
                result.GetValue(sampler) == Ancestral, name, result.GetValue(guidance), result.GetValue(threads) ?? 0));
        });
    }

    string IHasNotes.Notes => Notes;
}
