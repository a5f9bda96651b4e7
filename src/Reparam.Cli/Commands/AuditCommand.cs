using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam audit</c>: whether the gradient of a model may be trusted.</summary>
internal sealed class AuditCommand : Command
{
    private readonly ModelOptions _model = new();
    private readonly Option<ulong> _seed = new("--seed")
    {
        HelpName = "N",
        Description = "The seed of the numerical audit.",
        DefaultValueFactory = static _ => 1,
    };

    public AuditCommand(Func<ModelRequest, ulong, int> run)
        : base("audit",
            "Say whether the gradient of a model may be trusted: what jumps, where, and what is used instead.")
    {
        foreach (Option option in _model.All)
        {
            Add(option);
        }
        Add(_seed);
        SetAction(result => run(_model.Request(result), result.GetValue(_seed)));
    }
}
