using System.CommandLine;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>The options of networks with latent variables: the likelihood of pixels, and the bound.</summary>
/// <param name="likelihoods">Those that there are.</param>
/// <param name="freeNats">What free nats are.</param>
/// <param name="warmsUp">Whether the weight of the divergence begins at 0 unless it is asked not to.</param>
internal sealed class BoundOptions(string[] likelihoods, string freeNats, bool warmsUp = false)
{
    private const string Elbo = "elbo", Iwae = "iwae", Dynamic = "dynamic", None = "none";
    private const int MostEpochs = 1_000_000;

    private readonly Option<string?> _likelihood = NetworkOptions.Choice(
        "--likelihood", "The distribution of a pixel.", PixelLikelihoods.Bernoulli, likelihoods);
    private readonly Option<string?> _binarise = NetworkOptions.Choice("--binarise",
        "Whether pixels become 0 or 1 by chance; by default dynamic with bernoulli, none with others.", null,
        [Dynamic, None]);
    private readonly Option<string?> _objective = NetworkOptions.Choice("--objective",
        "The evidence lower bound, or the tighter one with importance weights.", Elbo, [Elbo, Iwae]);
    private readonly Option<int?> _samples =
        NetworkOptions.Optional("--samples", "Draws for each image; by default 1, with iwae 5.", 1, 10_000);
    private readonly Option<bool> _doubly = new("--doubly")
    {
        Description = "With iwae: doubly reparameterised gradients, which scatter less (Tucker et al. 2018).",
    };
    private readonly Option<double?> _beta = FitCommand.Positive(
        "--beta", "What the divergence is multiplied by. [default: 1]");
    private readonly Option<int?> _betaWarmUp = NetworkOptions.Optional("--beta-warm-up",
        $"Epochs in which that rises from 0; by default {(warmsUp ? "a quarter of all, with iwae 0" : "0")}.", 0,
        MostEpochs);
    private readonly Option<double?> _freeNats = FitCommand.Positive("--free-nats", freeNats);

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All =>
        [_likelihood, _binarise, _objective, _samples, _doubly, _beta, _betaWarmUp, _freeNats];

    /// <summary>What was asked for.</summary>
    /// <exception cref="UserInputException">Options do not go together.</exception>
    public BoundRequest Request(ParseResult result)
    {
        string likelihood = result.GetValue(_likelihood)!;
        string? binarise = result.GetValue(_binarise);
        var request = new BoundRequest
        {
            Likelihood = likelihood,
            IsBinarised = binarise is null ? likelihood == PixelLikelihoods.Bernoulli : binarise == Dynamic,
            IsImportanceWeighted = result.GetValue(_objective) == Iwae,
            Samples = result.GetValue(_samples),
            IsDoubly = result.GetValue(_doubly),
            Beta = result.GetValue(_beta),
            BetaWarmUp = result.GetValue(_betaWarmUp),
            WarmsUp = warmsUp && result.GetValue(_objective) != Iwae,
            FreeNats = result.GetValue(_freeNats),
        };
        bool weighsDivergence = request.Beta is not null || request.BetaWarmUp > 0 || request.FreeNats is not null;
        NetworkFailures.Refuse(
            request.IsImportanceWeighted && weighsDivergence
                ? "--beta, --beta-warm-up and --free-nats are for --objective elbo: with importance weights there is "
                    + "no divergence by itself. Leave them out."
            : request.IsImportanceWeighted && request.Samples == 1
                ? "--objective iwae has importance weights, for which --samples must be at least 2. Use elbo for 1."
            : request.IsDoubly && !request.IsImportanceWeighted
                ? "--doubly is for --objective iwae. Leave it out, or give that."
            : request.IsBinarised && likelihood != PixelLikelihoods.Bernoulli
                ? $"--binarise dynamic is for --likelihood bernoulli, but that is {likelihood}. Leave it out."
            : null);
        return request;
    }
}
