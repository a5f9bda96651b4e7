using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam predict</c>: predictions of a saved fit for new rows.</summary>
internal sealed class PredictCommand : Command
{
    private readonly ResultOptions _result = new();
    private readonly Option<string?> _newData = ModelOptions.Text(
        "--new-data", "FILE", "The rows to predict, CSV; by default those that were fitted. They need no response.");
    private readonly Option<bool> _allowNewLevels = new("--allow-new-levels")
    {
        Description = "Predict rows of groups that were not fitted too: the effects of a new one are drawn from the fitted "
            + "distribution of the group's effects. By default they are refused.",
    };
    private readonly Option<string?> _output =
        ModelOptions.Text("--output", "FILE", "Write the CSV to this file, not to the terminal.");

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
