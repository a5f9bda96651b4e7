using System.CommandLine;
using System.Globalization;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary><c>reparam vae train</c>: its options, and the request they make.</summary>
internal sealed class VaeTrainCommand : Command, IHasNotes
{
    private const string Notes = """
    Examples:
      reparam vae train --example digits
      reparam vae train --example digits --latent 2 --output digits
      reparam vae train --images train-images-idx3-ubyte.gz --output mnist --batch 20 --epochs 100 --schedule staged
      reparam vae train --images photos/ --likelihood discretized_logistic --objective iwae --samples 5 --output photos

    Networks have linear layers with tanh between them. The likelihood of a pixel is bernoulli (from 0, black, to 1,
    white; by --binarise dynamic each becomes 0 or 1 with that probability whenever it is read), normal, student_t,
    categorical (a class for each shade) or discretized_logistic (shades). Bounds are in nats an image.

    --output holds model.json, the architecture; checkpoint.safetensors, from which the same command with --resume goes
    on to the same bits, after Ctrl-C, kill -9 or a power cut; weights.safetensors, those of the epoch with the best
    bound on the images kept for validation; metrics.csv, a line for each epoch. Files are whole at any time. Go on with
    reparam vae evaluate, sample, reconstruct and manifold.

    Schedules: cosine, down to a hundredth at the last epoch; constant, with which --resume can add epochs; staged,
    eight stages of 3^i parts each at 10^(-i/7) times the step size (Burda, Grosse and Salakhutdinov 2015; theirs has
    --epochs 3280).

    Exit codes: 0 trained; 1 a fault of ours; 2 the input is wrong, or the training diverged; 130 interrupted. The same
    seed gives the same weights, on any number of threads.
    """;

    public const string Constant = "constant", Cosine = "cosine", Staged = "staged";

    public static readonly string[] Schedules = [Constant, Cosine, Staged];

    private const int MostUnits = 100_000, MostEpochs = 1_000_000, MostImages = 100_000_000;
    private const int DefaultEpochs = 100, DefaultExampleEpochs = 200;
    private const string Elbo = "elbo", Iwae = "iwae", Dynamic = "dynamic", None = "none";

    private readonly VaeDataOptions _data = new();
    private readonly Option<int> _validation = new("--validation")
    {
        HelpName = "N",
        Description = "Images to keep for validation, chosen by chance; by default a tenth, at most 10000. 0 for none.",
        DefaultValueFactory = _ => -1,
        CustomParser = result => FitCommand.Read(result, "--validation", 0, MostImages),
    };
    private readonly Option<int[]> _hidden = new("--hidden")
    {
        HelpName = "N,N",
        Description = "The sizes of the encoder's hidden layers; the decoder has them the other way round. "
            + "[default: 200,200]",
        DefaultValueFactory = _ => [200, 200],
        CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            var sizes = new List<int>();
            foreach (string part in text == None ? [] : text.Split(','))
            {
                if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
                    || size is < 1 or > MostUnits)
                {
                    result.AddError($"--hidden is '{text}', but must be whole numbers from 1 to {MostUnits} with "
                        + "commas between them, such as 200,200, or none.");
                    return null;
                }
                sizes.Add(size);
            }
            return [.. sizes];
        },
    };
    private readonly Option<int> _latent = FitCommand.Whole("--latent", "Latent variables.", 50, 1, MostUnits);
    private readonly Option<string> _likelihood = Choice(
        "--likelihood", "The distribution of a pixel.", VaeLikelihoods.Bernoulli, VaeLikelihoods.Names);
    private readonly Option<string?> _binarise = ModelOptions.Text("--binarise", "NAME",
        "dynamic or none; by default dynamic with bernoulli, none with others.");
    private readonly Option<string> _objective = Choice("--objective",
        "The evidence lower bound, or the tighter one with importance weights.", Elbo, [Elbo, Iwae]);
    private readonly Option<int> _samples = new("--samples")
    {
        HelpName = "N",
        Description = "Draws for each image; by default 1, with iwae 5.",
        CustomParser = result => FitCommand.Read(result, "--samples", 1, 10_000),
    };
    private readonly Option<bool> _doubly = new("--doubly")
    {
        Description = "With iwae: doubly reparameterised gradients, which scatter less (Tucker et al. 2018).",
    };
    private readonly Option<int> _batch = FitCommand.Whole("--batch", "Images in a batch.", 100, 1, MostImages);
    private readonly Option<int> _epochs = new("--epochs")
    {
        HelpName = "N",
        Description = "Passes over the images; by default 100, with --example 200.",
        CustomParser = result => FitCommand.Read(result, "--epochs", 1, MostEpochs),
    };
    private readonly Option<int> _patience = new("--patience")
    {
        HelpName = "N",
        Description = "Stop after so many epochs without a better bound on the images for validation.",
        CustomParser = result => FitCommand.Read(result, "--patience", 1, MostEpochs),
    };
    private readonly Option<string> _schedule = Choice("--schedule", "How the step size falls.", Cosine, Schedules);
    private readonly Option<double?> _stepSize = FitCommand.Positive(
        "--step-size", "The first step size, of Adam. [default: 0.001]");
    private readonly Option<int> _warmUp =
        FitCommand.Whole("--warm-up", "Epochs in which the step size rises from 0.", 0, 0, MostEpochs);
    private readonly Option<double?> _beta = FitCommand.Positive(
        "--beta", "What the divergence is multiplied by. [default: 1]");
    private readonly Option<int> _betaWarmUp =
        FitCommand.Whole("--beta-warm-up", "Epochs in which that rises from 0.", 0, 0, MostEpochs);
    private readonly Option<double?> _freeNats = FitCommand.Positive(
        "--free-nats", "A divergence below this does not count.");
    private readonly Option<double?> _clip = FitCommand.Positive(
        "--clip", "The greatest norm of the gradient: longer ones are made so long.");
    private readonly Option<double?> _average = FitCommand.Positive(
        "--average", "Use moving averages of the weights with this decay, below 1, such as 0.999.");
    private readonly Option<ulong> _seed = FitCommand.Whole(
        "--seed", "The seed.", FitRequest.DefaultSeed, ulong.MinValue, ulong.MaxValue);
    private readonly Option<int> _threads = VaeOptions.Threads();
    private readonly Option<string?> _output = ModelOptions.Text(
        "--output", "DIR", "The folder of the training; with --example it may be left out, and nothing is kept.");
    private readonly Option<double?> _saveInterval = FitCommand.Positive(
        "--save-interval", "Seconds between two writings of the checkpoint, at the end of an epoch. [default: 15]");
    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Go on with the training in --output, or begin where there is none.",
    };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing but errors." };

    public VaeTrainCommand(Func<VaeTrainRequest, int> run)
        : base("train", "Train a variational auto-encoder on images.")
    {
        Option[] own = [_validation, _hidden, _latent, _likelihood, _binarise, _objective, _samples, _doubly, _batch,
            _epochs, _patience, _schedule, _stepSize, _warmUp, _beta, _betaWarmUp, _freeNats, _clip, _average, _seed,
            _threads, _output, _saveInterval, _resume, _quiet];
        foreach (Option option in (Option[])[.. _data.All, .. own])
        {
            Add(option);
        }
        SetAction(result => run(Request(result)));
    }

    string IHasNotes.Notes => Notes;

    private static Option<string> Choice(string name, string description, string byDefault, string[] names) => new(name)
    {
        HelpName = "NAME",
        Description = $"{description} One of {string.Join(", ", names)}.",
        DefaultValueFactory = _ => byDefault,
        CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!names.Contains(text))
            {
                result.AddError($"{name} is '{text}'. {NearestNames.Suggest(text, names, "choices")}");
            }
            return text;
        },
    };

    private VaeTrainRequest Request(ParseResult result)
    {
        string? output = result.GetValue(_output), binarise = result.GetValue(_binarise);
        ModelOptions.RequireText("--output", output);
        if (binarise is not (null or Dynamic or None))
        {
            throw new UserInputException(
                $"--binarise is '{binarise}'. {NearestNames.Suggest(binarise, [Dynamic, None], "choices")}");
        }
        double? average = result.GetValue(_average);
        if (average >= 1)
        {
            throw new UserInputException(FormattableString.Invariant(
                $"--average is {average}, but must be below 1, such as 0.999."));
        }
        var request = new VaeTrainRequest
        {
            Data = _data.Request(result),
            Validation = result.GetValue(_validation) is >= 0 and var held ? held : null,
            Hidden = result.GetValue(_hidden)!,
            Latent = result.GetValue(_latent),
            Likelihood = result.GetValue(_likelihood)!,
            IsBinarised = binarise is null ? null : binarise == Dynamic,
            IsImportanceWeighted = result.GetValue(_objective) == Iwae,
            Samples = result.GetValue(_samples) is > 0 and var samples ? samples : null,
            IsDoubly = result.GetValue(_doubly),
            Batch = result.GetValue(_batch),
            Epochs = result.GetValue(_epochs) is > 0 and var epochs ? epochs
                : _data.Request(result).Example is null ? DefaultEpochs : DefaultExampleEpochs,
            Patience = result.GetValue(_patience) is > 0 and var patience ? patience : null,
            Schedule = result.GetValue(_schedule)!,
            StepSize = result.GetValue(_stepSize) ?? 1e-3,
            WarmUp = result.GetValue(_warmUp),
            Beta = result.GetValue(_beta),
            BetaWarmUp = result.GetValue(_betaWarmUp),
            FreeNats = result.GetValue(_freeNats),
            Clip = result.GetValue(_clip),
            Average = average,
            Seed = result.GetValue(_seed),
            Threads = result.GetValue(_threads),
            Output = output,
            SaveInterval = Math.Min(result.GetValue(_saveInterval) ?? 15, 1e9),
            IsResumed = result.GetValue(_resume),
            IsQuiet = result.GetValue(_quiet),
        };
        Check(request);
        return request;
    }

    /// <summary>Refuses options that do not go together.</summary>
    private static void Check(VaeTrainRequest request)
    {
        bool weighsDivergence = request.Beta is not null || request.BetaWarmUp > 0 || request.FreeNats is not null;
        string? wrong =
            request.IsImportanceWeighted && weighsDivergence
                ? "--beta, --beta-warm-up and --free-nats are for --objective elbo: with importance weights there is "
                    + "no divergence by itself. Leave them out."
            : request.IsImportanceWeighted && request.Samples == 1
                ? "--objective iwae has importance weights, for which --samples must be at least 2. Use elbo for 1."
            : request.IsDoubly && !request.IsImportanceWeighted
                ? "--doubly is for --objective iwae. Leave it out, or give that."
            : request.IsBinarised == true && request.Likelihood != VaeLikelihoods.Bernoulli
                ? $"--binarise dynamic is for --likelihood bernoulli, but that is {request.Likelihood}. Leave it out."
            : request.IsResumed && request.Output is null
                ? "--resume goes on with a training in a folder, but --output is missing. Give it, as at the beginning."
            : request.Output is null && request.Data.Images is not null
                ? "--output is missing: a training that is not kept would be lost. Name a folder for it."
            : request.Patience is not null && request.Validation == 0
                ? "--patience needs images for validation, but --validation is 0. Leave out one."
            : null;
        if (wrong is not null)
        {
            throw new UserInputException(wrong);
        }
    }
}
