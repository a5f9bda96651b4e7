using Reparam.Diagnostics;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam predict</c>.</summary>
internal sealed class PredictRunner(Streams streams)
{
    /// <summary>So many new levels are named.</summary>
    private const int MostNamed = 5;

    public int Run(ResultRequest request, CancellationToken cancellationToken)
    {
        SavedFit fit = SavedFit.Load(request);
        FormulaModel fitted = fit.Problem.FormulaModel ?? throw new UserInputException(
            $"{fit.Folder} is a fit of an example, which has no formula to predict new rows with. Fit a formula.");
        var (design, points) = Rows(fitted, fit.Draws, request);
        fit.Warn(streams);
        string dropped = design.Dropped.Describe(design.TableRowCount);
        if (dropped.Length > 0)
        {
            streams.Error.WriteLine($"warning: {dropped}: such rows are not predicted.");
        }
        foreach (var (now, before) in design.Groups.Zip(fitted.Design.Groups))
        {
            WarnOfNewLevels(now.Name, [.. now.Levels.Skip(before.Levels.Length)]);
        }
        PredictiveDraws draws = points.PredictiveDraws(name: null, cancellationToken);
        if (request.Output is { } path)
        {
            TextFile.Write(path, [.. fit.Files, request.NewData], writer => Write(writer, design, draws));
        }
        else
        {
            Write(streams.Out, design, draws);
        }
        return ExitCode.Fitted;
    }

    /// <summary>The rows to predict, and draws of the unknowns of the model of them.</summary>
    private static (Design, ModelDraws) Rows(FormulaModel fitted, ModelDraws draws, ResultRequest request)
    {
        if (request.NewData is null)
        {
            return (fitted.Design, draws);
        }
        DataTable table = DataTable.ReadCsv(request.NewData);
        if (request.AllowsNewLevels)
        {
            return fitted.WithNewLevels(table, draws);
        }
        FormulaModel model = fitted.ForNewRows(table);
        return (model.Design, new ModelDraws(model.Model, draws.Unconstrained(), draws.Seed));
    }

    /// <summary>A new level may be a slip of the pen.</summary>
    private void WarnOfNewLevels(string group, string[] levels)
    {
        if (levels.Length > 0)
        {
            string more = levels.Length > MostNamed ? ", ..." : "";
            string were = levels.Length == 1 ? "was" : "were", their = levels.Length == 1 ? "its" : "their";
            streams.Error.WriteLine(FormattableString.Invariant($"warning: {levels.Length} of the levels of '{group}' ")
                + $"{were} not fitted ({string.Join(", ", levels.Take(MostNamed))}{more}): {their} effects are drawn.");
        }
    }

    private static void Write(TextWriter writer, Design design, PredictiveDraws draws)
    {
        if (design.ResponseLevels.Length > 0)
        {
            WriteShares(writer, design, draws);
            return;
        }
        writer.WriteLine("row,mean,sd,q5,q50,q95");
        for (int i = 0; i < design.RowCount; i++)
        {
            WeightedSummary s = WeightedSummary.Of(draws.Element(i));
            double[] values = [s.Mean, s.StandardDeviation, s.Quantile05, s.Median, s.Quantile95];
            writer.WriteLine(
                FormattableString.Invariant($"{design.Rows[i] + 1},{string.Join(',', values.Select(Csv.Number))}"));
        }
    }

    /// <summary>Of categories, the probability of each.</summary>
    private static void WriteShares(TextWriter writer, Design design, PredictiveDraws draws)
    {
        writer.WriteLine($"row,{string.Join(',', design.ResponseLevels.Select(level => Csv.Text($"P({level})")))}");
        for (int i = 0; i < design.RowCount; i++)
        {
            double[] element = draws.Element(i);
            IEnumerable<string> shares = design.ResponseLevels.Select((_, level) =>
                Csv.Number((double)element.Count(value => value == level) / element.Length));
            writer.WriteLine(FormattableString.Invariant($"{design.Rows[i] + 1},{string.Join(',', shares)}"));
        }
    }
}
