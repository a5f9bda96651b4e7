using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam predict</c>: predictions of a saved fit for new rows.</summary>
internal sealed class PredictCommand : Command, IHasNotes
{
    private const string Notes = """
    Examples:
      reparam fit --formula "y ~ x + (1 | g)" --family gaussian --data d.csv --output fit
      reparam predict fit --new-data rows.csv --output predicted.csv
      reparam predict fit --new-data other-groups.csv --allow-new-levels

    A line for each row: its place in the table, from 1, and mean, sd, q5, q50 and q95 of new values of the response in
    such a row, its noise included; for categories the probability of each, P(name). Rows in which a predictor is
    missing are left out, and a warning says how many. The same fit and rows give the same numbers.

    Exit codes: 0 predicted; 1 a fault of ours; 2 the input is wrong; 130 interrupted.
    """;

    private readonly ResultOptions _result = new();
    private readonly Option<string?> _newData = ModelOptions.Text(
        "--new-data", "FILE", "The rows to predict, CSV; by default those that were fitted. They need no response.");
    private readonly Option<bool> _allowNewLevels = new("--allow-new-levels")
    {
        Description = "Predict rows of groups that were not fitted too: the effects of a new one are drawn from the "
            + "fitted distribution of the group's effects. By default they are refused.",
    };
    private readonly Option<string?> _output =
        ModelOptions.Text("--output", "FILE", "Write the CSV to this file, not to the terminal.");

    string IHasNotes.Notes => Notes;

    public PredictCommand(Func<ResultRequest, int> run)
        : base("predict",
            "Predict the response of rows from a saved fit: mean, sd and quantiles of new values, as CSV.")
    {
        Add(_result.Folder);
        Add(_newData);
        Add(_allowNewLevels);
        Add(_result.Data);
        Add(_output);
        SetAction(result =>
        {
            string? newData = result.GetValue(_newData), output = result.GetValue(_output);
            ModelOptions.RequireText("--new-data", newData);
            ModelOptions.RequireText("--output", output);
            return run(_result.Request(result) with
            {
                NewData = newData,
                AllowsNewLevels = result.GetValue(_allowNewLevels),
                Output = output,
            });
        });
    }
}
