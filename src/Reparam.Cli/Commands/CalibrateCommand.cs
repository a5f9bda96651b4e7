using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam calibrate</c>: whether fits of simulated data find the truth.</summary>
internal sealed class CalibrateCommand : Command, IHasNotes
{
    private const string Notes = """
    Example:
      reparam calibrate --formula "y ~ x" --family gaussian --data d.csv --prior "b ~ normal(0, 1)" --simulations 300

    Exit codes: 0 calibrated; 1 a fault of ours; 2 the input is wrong; 3 posteriors do not lie around the truth, as the
    report says; 130 interrupted.
    """;

    private readonly ModelOptions _model = new();
    private readonly Option<string?> _approximation = FitCommand.Approximation();
    private readonly Option<int> _simulations = FitCommand.Whole(
        "--simulations", "Data sets to simulate and fit.", byDefault: 200, least: 20, most: 100_000);
    private readonly Option<ulong> _seed =
        FitCommand.Whole("--seed", "The seed.", FitRequest.DefaultSeed, ulong.MinValue, ulong.MaxValue);
    private readonly Option<int> _threads = FitCommand.Whole(
        "--threads", "The most threads to use; 0 for as many as the machine has.", 0, 0, FitCommand.MostThreads);

    string IHasNotes.Notes => Notes;

    public CalibrateCommand(Func<CalibrateRequest, int> run)
        : base("calibrate",
            "Draw unknowns from the priors, simulate data, fit them, and see whether posteriors lie around the truth.")
    {
        foreach (Option option in (Option[])[.. _model.All, _approximation, _simulations, _seed, _threads])
        {
            Add(option);
        }
        SetAction(result => run(new CalibrateRequest(_model.Request(result), result.GetValue(_approximation),
            result.GetValue(_simulations), result.GetValue(_seed), result.GetValue(_threads))));
    }
}
