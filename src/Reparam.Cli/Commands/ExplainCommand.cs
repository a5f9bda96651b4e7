using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam explain</c>: what a model is made of, without fitting it.</summary>
internal sealed class ExplainCommand : Command
{
    private readonly ModelOptions _model = new();
    private readonly Option<bool> _evaluation = new("--evaluation")
    {
        Description = "Show also how value and gradient are computed: the expression after each pass, and the loops.",
    };

    public ExplainCommand(Func<ModelRequest, bool, int> run)
        : base("explain", "Show what a model is made of, and what of it was simplified, without fitting it.")
    {
        foreach (Option option in _model.All)
        {
            Add(option);
        }
        Add(_evaluation);
        SetAction(result => run(_model.Request(result), result.GetValue(_evaluation)));
    }
}
