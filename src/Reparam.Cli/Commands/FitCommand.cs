using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Reparam.Cli;

/// <summary><c>reparam fit</c>: its options, and the request they make.</summary>
internal sealed class FitCommand : Command, IHasNotes
{
    private const string Notes = """
    Examples:
      reparam fit --example eight-schools
      reparam fit --formula "switched ~ dist + arsenic + (1 | village)" --family bernoulli --data wells.csv
      reparam fit --formula "y ~ x + (1 + x | g)" --family gaussian --data d.csv --prior "b ~ normal(0, 1)" --output fit

    Formulas are those of R's brms: 1, 0, a:b, a*b, (1 | g), (1 + x | g), offset(x), log(x), I(x^2), `any name`,
    and successes | trials(n) for binomial. Priors have the classes Intercept, b, b(name), sd, sd(group), cor(group),
    sigma, shape and nu, with Stan's distributions: normal(0, 2.5), student_t(3, 0, 2.5), exponential(1), lkj(2), ...
    What is left open has a weakly informative default, printed with the result.

    Read the verdict first. k-hat tells how far the draws are from the posterior: below 0.7 they are corrected by
    importance weights, from there on they are left as they are, and from 1 on not to be used.

    --output writes summary.csv (name, mean, sd, q5, q50, q95; khat, that of the mean; sd_lr if asked for), draws.csv
    (for rstan::read_stan_csv and any reader of CSV that skips lines with #), fit.json (the settings, the bound, k-hat,
    the verdict, timings) and unconstrained.csv, from which reparam predict, check, loo and compare go on. Names are
    those of brms; in draws.csv, names that Stan cannot have are written its way, as comments in it say:
    r_g[a,Intercept] is r_g.1.1.

    Ctrl-C ends a fit with what there is: the report and the files, the verdict "failed: interrupted". A second one
    ends at once, without them. With --checkpoint the same command then goes on from where the fit was.

    Exit codes: 0 fitted, whatever the verdict is (read it: passed, doubtful or failed); 1 a fault of ours; 2 the input
    is wrong; 130 interrupted. The same seed gives the same result, on any number of threads.
    """;

    internal const int MostDraws = 1_000_000;
    internal const int MostThreads = 1024;

    private readonly ModelOptions _model = new();
    private readonly Option<string?> _approximation = Approximation();
    private readonly Option<double?> _targetShape = Positive(
        "--k-hat", "Try richer approximations until k-hat is below this; by default 0.7.");
    private readonly Option<double?> _seconds = Positive(
        "--seconds", "Begin no richer approximation after so many seconds. Then the seed alone does not fix the result.");
    private readonly Option<double?> _evaluations = Positive(
        "--evaluations", "Begin no richer approximation after so many evaluations of the log density.");
    private readonly Option<int> _draws =
        Whole("--draws", "Posterior draws to give.", FitRequest.DefaultDraws, 1, MostDraws);
    private readonly Option<ulong> _seed =
        Whole("--seed", "The seed.", FitRequest.DefaultSeed, ulong.MinValue, ulong.MaxValue);
    private readonly Option<int> _threads = new("--threads")
    {
        HelpName = "N",
        Description = "The most threads to use; by default as many as the machine has.",
        CustomParser = result => Read(result, "--threads", 1, MostThreads),
    };
    private readonly Option<string?> _output =
        ModelOptions.Text("--output", "DIR", "Write summary.csv, draws.csv, fit.json and unconstrained.csv there.");
    private readonly Option<string?> _checkpoint = ModelOptions.Text("--checkpoint", "FILE",
        "Keep in this file how far the fit has come; the same command goes on from there after a crash or Ctrl-C.");
    private readonly Option<bool> _linearResponse = new("--linear-response")
    {
        Description = "Show also sd_lr, standard deviations by linear response: better than sd for mean-field fits "
            + "whose draws have no weights (k-hat of 0.7 or more), worse elsewhere.",
    };
    private readonly Option<bool> _quiet = new("--quiet")
    {
        Description = "Print nothing but errors, warnings and a verdict that is not 'passed'.",
    };

    public FitCommand(Func<FitRequest, int> run)
        : base("fit", "Fit a model by variational inference and print its posterior with a verdict.")
    {
        Option[] own = [_approximation, _targetShape, _seconds, _evaluations, _draws, _seed, _threads, _output,
            _checkpoint, _linearResponse, _quiet];
        foreach (Option option in (Option[])[.. _model.All, .. own])
        {
            Add(option);
        }
        SetAction(result => run(Request(result)));
    }

    string IHasNotes.Notes => Notes;

    internal static Option<string?> Approximation() => ModelOptions.Text(
        "--approximation", "NAME", $"One of {string.Join(", ", Approximations.Names)}; by default auto: full-rank up to " +
        $"{FitOptions.FullRankLimit} unknowns, structured or mean-field beyond, and richer ones while the weights want it.");

    internal static Option<T> Whole<T>(string name, string description, T byDefault, T least, T most)
        where T : IBinaryInteger<T> => new(name)
        {
            HelpName = "N",
            Description = description,
            DefaultValueFactory = _ => byDefault,
            CustomParser = result => Read(result, name, least, most),
        };

    internal static Option<double?> Positive(string name, string description) => new(name)
    {
        HelpName = "X",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && value > 0 && double.IsFinite(value))
            {
                return value;
            }
            result.AddError($"{name} is '{text}', but must be a number above 0.");
            return null;
        },
    };

    internal static T? Read<T>(ArgumentResult result, string name, T least, T most)
        where T : IBinaryInteger<T>
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (T.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out T? value)
            && value >= least && value <= most)
        {
            return value;
        }
        result.AddError(string.Create(
            CultureInfo.InvariantCulture, $"{name} is '{text}', but must be a whole number from {least} to {most}."));
        return default;
    }

    private FitRequest Request(ParseResult result)
    {
        string? output = result.GetValue(_output);
        ModelRequest model = _model.Request(result);
        ModelOptions.RequireText("--output", output);
        string? checkpoint = result.GetValue(_checkpoint);
        ModelOptions.RequireText("--checkpoint", checkpoint);
        return new FitRequest
        {
            Model = model,
            Approximation = result.GetValue(_approximation),
            TargetShape = result.GetValue(_targetShape),
            Seconds = result.GetValue(_seconds),
            Evaluations = result.GetValue(_evaluations) is { } evaluations
                ? (long)Math.Min(Math.Ceiling(evaluations), 1e18) : null,
            Draws = result.GetValue(_draws),
            Seed = result.GetValue(_seed),
            Threads = result.GetValue(_threads),
            Output = output,
            Checkpoint = checkpoint,
            HasLinearResponse = result.GetValue(_linearResponse),
            IsQuiet = result.GetValue(_quiet),
        };
    }
}
