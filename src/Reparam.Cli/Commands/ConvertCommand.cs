using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam convert</c>: a CSV file to a column file, whose rows models can read without holding
/// them.</summary>
internal sealed class ConvertCommand : Command
{
    private readonly Argument<string> _table = new("TABLE")
    {
        Description = "The table: CSV with a header line, plain or gzipped.",
    };
    private readonly Argument<string> _columns = new("COLUMNS")
    {
        Description = "The column file to write, such as table.columns.",
    };
    private readonly Option<bool> _leaveOutMissing = new("--leave-out-missing")
    {
        Description = "Leave out rows in which a cell is missing, rather than refuse them.",
    };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing but errors." };

    public ConvertCommand(Func<ConvertRequest, int> run)
        : base("convert", "Convert a CSV file to a column file, which models read row block by row block.")
    {
        Add(_table);
        Add(_columns);
        Add(_leaveOutMissing);
        Add(_quiet);
        SetAction(result => run(new ConvertRequest(
            Text(result, _table), Text(result, _columns), result.GetValue(_leaveOutMissing), result.GetValue(_quiet))));
    }

    private static string Text(ParseResult result, Argument<string> argument)
    {
        string? value = result.GetValue(argument);
        ModelOptions.RequireText(argument.Name, value);
        return value!;
    }
}
