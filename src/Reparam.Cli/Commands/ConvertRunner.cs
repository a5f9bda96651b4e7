using System.Globalization;
using Reparam.Data;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam convert</c>.</summary>
internal sealed class ConvertRunner(Streams streams)
{
    public int Run(ConvertRequest request, CancellationToken cancellationToken)
    {
        CsvConversion result = ProgressDisplay.Run(!request.IsQuiet && streams.ShowsProgress,
            progress => CsvConversion.Run(
                request.Table, request.Columns, request.LeavesOutMissing, progress, cancellationToken), "converting");
        if (request.IsQuiet)
        {
            return ExitCode.Fitted;
        }
        string leftOut = result.LeftOut == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; {result.LeftOut:N0} with missing cells were left out");
        streams.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{request.Columns}: {result.RowCount:N0} rows{leftOut}"));
        foreach (SourceColumn column in result.Columns)
        {
            string kind = column.Levels is { } levels
                ? string.Create(CultureInfo.InvariantCulture, $"{levels.Count:N0} categories")
                : "numbers";
            streams.Out.WriteLine($"  {column.Name}: {kind}");
        }
        return ExitCode.Fitted;
    }
}
