using Reparam.Diagnostics;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam loo</c>.</summary>
internal sealed class LeaveOneOutRunner(Streams streams)
{
    public int Run(ResultRequest request, CancellationToken cancellationToken)
    {
        SavedFit fit = SavedFit.Load(request);
        LeaveOneOut estimate = Estimate(fit, cancellationToken);
        fit.Warn(streams);
        if (request.Output is { } path)
        {
            TextFile.Write(path, fit.Files, writer => Write(writer, estimate, fit.Problem.FormulaModel?.Design));
        }
        foreach (string line in estimate.ToString().Split('\n'))
        {
            streams.Out.WriteLine(line);
        }
        return ExitCode.Fitted;
    }

    /// <summary>The estimate of a saved fit.</summary>
    /// <exception cref="UserInputException">There is none: too few rows, or data that a draw excludes.</exception>
    public static LeaveOneOut Estimate(SavedFit fit, CancellationToken cancellationToken)
    {
        try
        {
            return fit.Draws.LeaveOneOut(name: null, cancellationToken);
        }
        catch (ArgumentException failure)
        {
            throw new UserInputException($"{fit.Folder}: {failure.Message}", failure);
        }
    }

    private static void Write(TextWriter writer, LeaveOneOut estimate, Design? design)
    {
        writer.WriteLine("row,elpd,p,khat,mcse");
        foreach (LeaveOneOutPoint point in estimate.Points)
        {
            double[] values =
                [point.Elpd, point.EffectiveParameters, point.ParetoShape, point.MonteCarloStandardError];
            int row = design?.Rows[point.Index] ?? point.Index;
            writer.WriteLine(FormattableString.Invariant($"{row + 1},{string.Join(',', values.Select(Csv.Number))}"));
        }
    }
}
