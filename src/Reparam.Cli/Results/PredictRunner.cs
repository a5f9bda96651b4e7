using Reparam.Diagnostics;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam predict</c>.</summary>
internal sealed class PredictRunner(Streams streams)
{
    public int Run(ResultRequest request, CancellationToken cancellationToken)
    {
        SavedFit fit = SavedFit.Load(request);
        FormulaModel fitted = fit.Problem.FormulaModel ?? throw new UserInputException(
            $"{fit.Folder} is a fit of an example, which has no formula to predict new rows with. Fit a formula.");
        FormulaModel model = request.NewData is null ? fitted : fitted.ForNewRows(DataTable.ReadCsv(request.NewData));
        fit.Warn(streams);
        string dropped = model.Design.Dropped.Describe(model.Design.TableRowCount);
        if (dropped.Length > 0)
        {
            streams.Error.WriteLine($"warning: {dropped}: such rows are not predicted.");
        }
        PredictiveDraws draws = new ModelDraws(model.Model, fit.Draws.Unconstrained(), fit.Draws.Seed)
            .PredictiveDraws(name: null, cancellationToken);
        if (request.Output is { } path)
        {
            TextFile.Write(path, writer => Write(writer, model.Design, draws));
        }
        else
        {
            Write(streams.Out, model.Design, draws);
        }
        return ExitCode.Fitted;
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
