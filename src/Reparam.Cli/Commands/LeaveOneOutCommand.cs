using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam loo</c>: leave-one-out cross-validation of a saved fit.</summary>
internal sealed class LeaveOneOutCommand : Command
{
    private readonly ResultOptions _result = new();
    private readonly Option<string?> _pointwise =
        ModelOptions.Text("--pointwise", "FILE", "Write elpd, p and k-hat of each row to this CSV file.");

    public LeaveOneOutCommand(Func<ResultRequest, int> run)
        : base("loo", "Estimate how a saved fit predicts rows that it has not seen: PSIS-LOO with k-hat.")
    {
        Add(_result.Folder);
        Add(_result.Data);
        Add(_pointwise);
        SetAction(result =>
        {
            string? output = result.GetValue(_pointwise);
            ModelOptions.RequireText("--pointwise", output);
            return run(_result.Request(result) with { Output = output });
        });
    }
}
