using System.CommandLine;

namespace Reparam.Cli;

/// <summary>What <c>reparam vae evaluate</c> was asked to do.</summary>
internal sealed record VaeEvaluateRequest(
    string Folder, VaeDataRequest Data, int Samples, int? Count, ulong Seed, int Threads);

/// <summary><c>reparam vae evaluate</c>: how well a trained network fits images.</summary>
internal sealed class VaeEvaluateCommand : Command, IHasNotes
{
    private const string Notes = """
    Examples:
      reparam vae evaluate digits
      reparam vae evaluate mnist --images t10k-images-idx3-ubyte.gz --labels t10k-labels-idx1-ubyte.gz

    The bound is the evidence lower bound; NLL the negative log likelihood by importance sampling, from above. Errors
    are standard errors by the choice of images, and of NLL besides that by the draws. A latent variable is active where
    the variance over images of its posterior mean is above 0.01 (Burda, Grosse and Salakhutdinov 2015). Pixels that
    became 0 or 1 by chance in training do here, too: the same for the same seed.

    Exit codes: 0 evaluated; 1 a fault of ours; 2 the input is wrong; 130 interrupted.
    """;

    public VaeEvaluateCommand(Func<VaeEvaluateRequest, int> run)
        : base("evaluate", "Evaluate a trained network: bound, log likelihood by importance sampling, active units.")
    {
        Argument<string> folder = VaeOptions.Folder();
        var data = new VaeDataOptions();
        Option<int> samples = FitCommand.Whole("--samples", "Draws for each image.", 5000, 1, 10_000_000);
        var count = new Option<int>("--count")
        {
            HelpName = "N",
            Description = "Evaluate the first N images only.",
            CustomParser = result => FitCommand.Read(result, "--count", 1, int.MaxValue),
        };
        Option<ulong> seed = VaeOptions.Seed();
        Option<int> threads = VaeOptions.Threads();
        Add(folder);
        foreach (Option option in (Option[])[.. data.All, samples, count, seed, threads])
        {
            Add(option);
        }
        SetAction(result => run(new VaeEvaluateRequest(result.GetValue(folder)!, data.Request(result),
            result.GetValue(samples), result.GetValue(count) is > 0 and var some ? some : null, result.GetValue(seed),
            result.GetValue(threads))));
    }

    string IHasNotes.Notes => Notes;
}
