using System.CommandLine;

namespace Reparam.Cli;

/// <summary>What names a saved fit on the command line.</summary>
internal sealed class ResultOptions
{
    public Argument<string> Folder { get; } = new("RESULT")
    {
        Description = "A folder that 'reparam fit --output' wrote.",
    };

    public Option<string?> Data { get; } = ModelOptions.Text(
        "--data", "FILE", "The data that were fitted, if they are no longer where they were; their hash is checked.");

    /// <summary>What was asked for.</summary>
    /// <exception cref="Formulas.UserInputException">A value is empty.</exception>
    public ResultRequest Request(ParseResult result)
    {
        string folder = result.GetValue(Folder)!;
        string? data = result.GetValue(Data);
        ModelOptions.RequireText("RESULT", folder);
        ModelOptions.RequireText("--data", data);
        return new ResultRequest(folder, data);
    }
}
