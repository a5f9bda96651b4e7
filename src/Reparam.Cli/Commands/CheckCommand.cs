using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam check</c>: whether a fitted model gives data like those observed.</summary>
internal sealed class CheckCommand : Command
{
    private readonly ResultOptions _result = new();

    public CheckCommand(Func<ResultRequest, int> run)
        : base("check", "Compare the observed data of a saved fit with data that the model would give.")
    {
        Add(_result.Folder);
        Add(_result.Data);
        SetAction(result => run(_result.Request(result)));
    }
}
