using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam explain</c>: what a model is made of, without fitting it.</summary>
internal sealed class ExplainCommand : Command
{
    private readonly ModelOptions _model = new();

    public ExplainCommand(Func<ModelRequest, int> run)
        : base("explain", "Show what a model is made of, and what of it was simplified, without fitting it.")
    {
        foreach (Option option in _model.All)
        {
            Add(option);
        }
        SetAction(result => run(_model.Request(result)));
    }
}
