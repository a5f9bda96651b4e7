using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam audit</c>: whether the gradient of a model may be trusted.</summary>
internal sealed class AuditCommand : Command, IHasNotes
{
    private const string Notes = """
    Exit codes: 0 the gradient may be trusted; 1 a fault of ours; 2 the input is wrong; 3 estimators of it disagree,
    as the report says; 130 interrupted.
    """;

    private readonly ModelOptions _model = new();
    private readonly Option<ulong> _seed = FitCommand.Whole(
        "--seed", "The seed of the numerical audit.", FitRequest.DefaultSeed, ulong.MinValue, ulong.MaxValue);

    string IHasNotes.Notes => Notes;

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
