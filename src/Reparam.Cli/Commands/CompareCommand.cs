using System.CommandLine;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary><c>reparam compare</c>: several saved fits of the same data, by leave-one-out cross-validation.</summary>
internal sealed class CompareCommand : Command
{
    private readonly Argument<string[]> _folders = new("RESULT")
    {
        Description = "Folders that 'reparam fit --output' wrote, two or more.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _data = new ResultOptions().Data;

    public CompareCommand(Func<IReadOnlyList<ResultRequest>, int> run)
        : base("compare", "Rank saved fits of the same data by how they predict rows that they have not seen.")
    {
        Add(_folders);
        Add(_data);
        SetAction(result =>
        {
            string[] folders = result.GetValue(_folders) ?? [];
            string? data = result.GetValue(_data);
            ModelOptions.RequireText("--data", data);
            return folders.Length >= 2 ? run([.. folders.Select(folder => new ResultRequest(folder, data))])
                : throw new UserInputException(
                    FormattableString.Invariant($"compare needs two or more results, but was given {folders.Length}."));
        });
    }
}
